"""One's own saved searches over HTTP: nobody else's, read as the public list reads them, in no log and no answer kept."""

import pytest
from django.contrib.auth.models import User

from claims import writing as actions
from claims.writing.searches import looking
from claims.writing.searches.models import SavedSearch
from claimtrack.accounts.models import Profile
from claimtrack.accounts.roles import Role
from tests.desk_api import Program, faults
from tests.factories import ClaimFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SEARCHES = "searches/"
FALSE = {"name": "False ones", "query": "?verdict=false&ordering=-updated_at"}


@pytest.fixture
def ida() -> Program:
    return Program(in_role(Role.VIEWER, "ida"))


def test_a_search_is_kept_in_one_spelling_and_says_where_its_list_its_feeds_and_its_changes_are(ida: Program) -> None:
    made = ida.make(SEARCHES, **FALSE, mail="digest")
    assert (made["name"], made["query"], made["mail"], made["faults"]) == ("False ones", "verdict=false", "digest", [])
    assert made["finds"] == {
        "page": "/claims/?verdict=false",
        "api": "/api/v1/claims/?verdict=false",
        "atom": "/api/v1/claims/export.atom?verdict=false",
        "feed_json": "/api/v1/claims/export.feed.json?verdict=false",
        "changes": "/api/v1/changes/?verdict=false",
    }
    for address in made["finds"].values():
        assert ida.get(address).status_code == 200, address
    assert ida.get(made["api_url"]).json() == made
    assert ida.read(SEARCHES)["results"] == [made]
    assert ida.read(SEARCHES, count="true") == {"count": 1, "exact": True}


def test_what_cannot_be_read_is_refused_with_every_fault_of_the_list_beside_its_member(ida: Program) -> None:
    query = "verdict=fals&nonsense=1&as_of=2020-01-01"
    answer = ida.send(SEARCHES, {"name": "", "query": query})
    assert answer.status_code == 400
    assert faults(answer)["#/name"] == "blank"
    answer = ida.send(SEARCHES, {"name": "N", "query": query})
    told = {(item["pointer"], item["code"]): item["message"] for item in answer.json()["errors"]}
    assert told.keys() == {("#/query", "unknown_parameter"), ("#/query", "unknown_value"), ("#/query", "conflict")}
    assert told["#/query", "unknown_value"].startswith("verdict: ‘fals’ is not accepted. Nearest: false.")
    assert not SavedSearch.objects.exists()


def test_it_is_changed_member_by_member_and_deleted(ida: Program) -> None:
    made = ida.make(SEARCHES, **FALSE)
    ida.make(SEARCHES, name="Others", query="")
    one = f"{SEARCHES}{made['id']}/"
    renamed = ida.patch(f"/api/v1/desk/{one}", {"name": "Them"}, format="json").json()
    assert (renamed["name"], renamed["query"], renamed["since"]) == ("Them", "verdict=false", made["since"])
    twice = ida.patch(f"/api/v1/desk/{one}", {"name": "Others", "query": "q="}, format="json")
    assert faults(twice) == {"#/name": "unique", "#/query": "blank"}
    assert ida.delete(f"/api/v1/desk/{one}").status_code == 204
    assert ida.get(f"/api/v1/desk/{one}").status_code == 404
    assert ida.get(f"/api/v1/desk/{SEARCHES}nonsense/").status_code == 404


def test_nobody_else_reads_changes_or_deletes_it_whatever_their_role(ida: Program) -> None:
    made = ida.make(SEARCHES, **FALSE)
    chief = Program(in_role(Role.ADMINISTRATOR, "chief"))
    assert chief.read(SEARCHES)["results"] == []
    for answer in (
        chief.get(made["api_url"]),
        chief.patch(made["api_url"], {"name": "Mine"}, format="json"),
        chief.delete(made["api_url"]),
    ):
        assert answer.status_code == 404
    assert SavedSearch.objects.get().name == "False ones"


def test_a_program_that_is_nobody_follows_the_changes_instead() -> None:
    bot = in_role(Role.REPORTER, "bot")
    Profile.objects.filter(person=bot).update(is_program=True)
    answer = Program(bot).send(SEARCHES, FALSE)
    assert answer.status_code == 403
    assert "follows /changes/" in answer.json()["detail"]


def test_the_bell_of_the_api_says_why(ida: Program, editor: User, one_pair_of_eyes: None) -> None:
    ida.make(SEARCHES, name="All of it", query="q=harbour")
    claim = ClaimFactory(statement="The harbours were sold.")
    actions.publish(claims=[claim], by=editor)
    looking.look()
    [notice] = ida.read("notices/")["results"]
    assert notice["what"] == "Saved search “All of it”, found from now on"
    assert notice["about"] == "Not judged yet: “The harbours were sold.”"
    assert notice["why"] == "Matched: words: harbour, found “harbours” in the statement."
    assert notice["page"] == f"/claims/{claim.pk}/"
    assert ida.get(notice["page"]).status_code in {200, 301}
