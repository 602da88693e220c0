"""Names are reconciled with what is published: every key of a batch answered, nobody matched who has a namesake."""

import json
import logging
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.models import User
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.api.public.match import MatchRateThrottle
from claims.models import Claim
from claims.tools.reconciliation import answering
from claims.tools.reconciliation.asking import BATCH, MOST_IDS, read_0_2
from claimtrack.editions.state import snapshot
from claimtrack.writing import restricting, withholding
from sources import writing as source_actions
from sources.models import Source
from tests.factories import (
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.marked import tables_with
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

SERVICE = "/api/v1/reconcile/"
DRAFT = f"{SERVICE}1.0/"
NAMES = {
    "castellanova": ("Mirela Castellanova", "person", "SK", ["M. C. Brandt"]),
    "belgharbi": ("فتحي بلغربي", "person", "LY", []),
    "lantern": ("The Ostrava Lantern", "outlet", "CZ", ["Ostravská lucerna"]),
    "lindqvarn": ("Marta Lindqvarn", "person", "SE", []),
    "zaydani": ("Hassan Zaydani", "person", "EG", []),
    "zaydani-2": ("Hassan Zaydani", "person", "LY", []),
    "malyukov": ("Viktor Malyukov", "person", "RU", []),
    "malyukov-2": ("Виктор Малюков", "person", "UA", []),
}


@pytest.fixture
def sources(editor: User) -> dict[str, Source]:
    made: dict[str, Source] = {
        slug: SourceFactory(slug=slug, name=name, kind=kind, country=country, aliases=aliases)
        for slug, (name, kind, country, aliases) in NAMES.items()
    }
    # Somebody without a name, of whom one document speaks.
    official = SourceFactory(slug="official", name="a harbour official", kind="anonymous", document=DocumentFactory())
    source_actions.publish(sources=[*made.values(), official], by=editor)
    return made


@pytest.fixture
def claim(editor: User) -> Claim:
    subject = SubjectFactory(name="Port of Zubrowka", kind="place")
    made: Claim = ClaimFactory(statement="The mayor sold <b>the harbour</b> of Oberstadt.", language="en")
    made.about.add(subject)
    actions.publish(claims=[made], by=editor)
    return made


def batch(reader: APIClient, status: int = 200, **queries: Any) -> Any:
    """As OpenRefine sends it: JSON in a form."""
    response = reader.post(SERVICE, f"queries={_quoted(queries)}", content_type="application/x-www-form-urlencoded")
    assert response.status_code == status, response.content
    assert response["Cache-Control"] == "no-store"
    return response.json()


def _quoted(value: object) -> str:
    return quote_plus(json.dumps(value))


def found(reader: APIClient, name: str, **more: Any) -> list[Any]:
    candidates: list[Any] = batch(reader, q0={"query": name, **more})["q0"]["result"]
    return candidates


def matched(reader: APIClient, name: str, **more: Any) -> str | None:
    """The name of whoever is matched without anybody looking."""
    [*certain] = [each["name"] for each in found(reader, name, **more) if each["match"]]
    assert len(certain) <= 1
    return certain[0] if certain else None


# -- a batch --------------------------------------------------------------------------------------


def test_every_key_is_answered_and_a_faulty_query_fails_alone(reader: APIClient, sources: dict[str, Source]) -> None:
    answer = batch(
        reader,
        q0={"query": "Mirela Castellanova"},
        q1={"query": 7},
        q2="no query",
        q3={"query": "nobody of that name"},
        q4={"query": "The Ostrava Lantern", "type": "source", "type_strict": "should", "limit": 1},
        q5={"query": "Marta Lindqvarn", "type": "person"},
    )
    assert {key: [each["name"] for each in result["result"]] for key, result in answer.items()} == {
        "q0": ["Mirela Castellanova"], "q1": [], "q2": [], "q3": [], "q4": ["The Ostrava Lantern"], "q5": [],
    }  # fmt: skip
    assert {key: each["errors"][0]["pointer"] for key, each in answer.items() if "errors" in each} == {
        "q1": "/query", "q2": "", "q5": "/type",
    }  # fmt: skip


def test_a_candidate_says_all_that_the_specification_asks_for(reader: APIClient, sources: dict[str, Source]) -> None:
    [candidate] = found(reader, "mirela castellanova")
    assert candidate == {
        "id": str(sources["castellanova"].pk),
        "name": "Mirela Castellanova",
        "description": "Person, SK",
        "type": [{"id": "source", "name": "Source"}],
        "score": 100,
        "features": candidate["features"],
        "match": True,
    }
    assert {frozenset(each) for each in candidate["features"]} == {frozenset({"id", "name", "value"})}


def test_by_get_it_is_the_same(reader: APIClient, sources: dict[str, Source]) -> None:
    response = reader.get(SERVICE, {"queries": json.dumps({"a": {"query": "Marta Lindqvarn"}})})
    assert response.json() == batch(reader, a={"query": "Marta Lindqvarn"})
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_too_many_are_refused_before_any_is_looked_for(reader: APIClient) -> None:
    batch(reader, 413, **{f"q{at}": {"query": "a"} for at in range(BATCH + 1)})
    extension = {"ids": ["x"] * (MOST_IDS + 1), "properties": []}
    assert reader.post(f"{DRAFT}extend", extension, format="json").status_code == 413
    assert (
        reader.post(SERVICE, "queries=" + "x" * (1 << 20), content_type="application/x-www-form-urlencoded").status_code
        == 413
    )


@pytest.mark.parametrize(
    "body", ["", "queries=", "queries={", "queries=[]", "queries={}&extend={}", "queries={}&queries={}", "extend=5"]
)
def test_what_is_no_batch_is_refused_as_a_problem(reader: APIClient, body: str) -> None:
    response = reader.post(SERVICE, body, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_a_post_without_a_body_is_refused_too(reader: APIClient) -> None:
    assert reader.post(SERVICE).status_code == 400
    assert [reader.post(f"{DRAFT}{what}").status_code for what in ("match", "extend")] == [400, 400]


def test_a_script_is_never_answered(reader: APIClient) -> None:
    assert reader.get(SERVICE, {"callback": "steal"}).status_code == 400


def test_what_is_left_when_the_time_is_over_is_told(sources: dict[str, Source]) -> None:
    times = iter([0.0, 0.0, answering.SECONDS + 1, answering.SECONDS + 1])
    queries = [{"query": "Marta Lindqvarn"}] * 3
    with snapshot("default"):
        first, *left = answering.answers(queries, read_0_2, using="default", clock=lambda: next(times))
    assert first.fault is None
    assert len(first.candidates) == 1
    assert [each.fault and each.fault["code"] for each in left] == ["too_late", "too_late"]


def test_who_asks_too_often_is_told_when_to_ask_again(reader: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "match", "1/hour")
    assert MatchRateThrottle().rate == "1/hour"
    batch(reader, q0={"query": "a"})
    again = reader.post(SERVICE, "queries={}", content_type="application/x-www-form-urlencoded")
    assert again.status_code == 429
    assert int(again["Retry-After"]) > 0


# -- who is found ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Ostravska lucerna", "The Ostrava Lantern"),
        ("ostrava lantern", "The Ostrava Lantern"),
        ("Mirlea Castellanova", "Mirela Castellanova"),
        ("Castellanova, Mirela", "Mirela Castellanova"),
        ("Мирела Кастелланова", "Mirela Castellanova"),
        ("Fathi Belgharbi", "فتحي بلغربي"),
    ],
)
def test_errors_aliases_and_other_letters_are_matched(
    reader: APIClient, sources: dict[str, Source], asked: str, name: str
) -> None:
    assert matched(reader, asked, type="source") == name


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Hassan Zaydani", {"Hassan Zaydani"}),
        ("Hassan Zaydanni", {"Hassan Zaydani"}),
        ("Viktor Malyukov", {"Viktor Malyukov", "Виктор Малюков"}),
        ("Viktor Maljukov", {"Viktor Malyukov"}),
        ("Maria Lindqvarn", {"Marta Lindqvarn"}),
        ("a harbour official", {"a harbour official"}),
    ],
)
def test_who_has_a_namesake_is_shown_and_never_matched(
    reader: APIClient, sources: dict[str, Source], asked: str, names: set[str]
) -> None:
    assert names <= {each["name"] for each in found(reader, asked)}
    assert matched(reader, asked) is None


def test_a_spelling_that_is_another_name_here_is_no_error(
    reader: APIClient, editor: User, sources: dict[str, Source]
) -> None:
    assert matched(reader, "Mirela Castellenova") == "Mirela Castellanova"
    assert matched(reader, "Mirela Castellamova") == "Mirela Castellanova"
    source_actions.publish(sources=[SourceFactory(name="Ivo Castellamova", kind="person")], by=editor)
    assert matched(reader, "Mirela Castellamova") is None


def test_a_property_tells_namesakes_apart(reader: APIClient, sources: dict[str, Source]) -> None:
    def of(country: str) -> list[Any]:
        return found(reader, "Hassan Zaydani", properties=[{"pid": "country", "v": country}])

    first, second = of("Libya")
    assert (first["id"], first["match"]) == (str(sources["zaydani-2"].pk), True)
    assert (second["id"], second["match"]) == (str(sources["zaydani"].pk), False)
    assert first["score"] > second["score"]
    assert [each["match"] for each in of("SE")] == [False, False]
    named = found(reader, "Marta Lindqvarn", properties=[{"pid": "country", "v": "NO"}])
    assert [each["match"] for each in named] == [False]


def test_a_type_is_kept_to(reader: APIClient, sources: dict[str, Source], claim: Claim) -> None:
    assert found(reader, "Marta Lindqvarn", type="subject") == []
    assert found(reader, "Marta Lindqvarn", type=["source", "subject"], type_strict="all") == []
    [other] = found(reader, "Marta Lindqvarn", type="subject", type_strict="should")
    assert (other["name"], other["match"]) == ("Marta Lindqvarn", False)
    assert matched(reader, "port of zubrowka", type="subject") == "Port of Zubrowka"


def test_an_id_is_found_as_a_name_is(reader: APIClient, sources: dict[str, Source]) -> None:
    pk = str(sources["zaydani"].pk)
    assert [each["id"] for each in found(reader, pk) if each["match"]] == [pk]


def test_properties_alone_find_who_has_them(reader: APIClient, sources: dict[str, Source]) -> None:
    answer = batch(reader, q0={"properties": [{"pid": "country", "v": "LY"}], "type": "source"})
    assert {each["id"] for each in answer["q0"]["result"]} == {str(sources[s].pk) for s in ("belgharbi", "zaydani-2")}
    assert not any(each["match"] for each in answer["q0"]["result"])


def test_a_claim_is_told_by_its_standing_and_matched_by_its_statement_alone(
    reader: APIClient, editor: User, claim: Claim
) -> None:
    [exact] = found(reader, "The mayor sold <b>the harbour</b> of Oberstadt", type="claim")
    assert exact["name"] == f"Not judged yet: {claim.statement}"
    assert exact["match"]
    [near] = found(reader, "The mayor of Oberstadt sold his harbour", type="claim")
    assert (near["id"], near["match"]) == (str(claim.pk), False)


# -- version 1.0 ----------------------------------------------------------------------------------


def test_the_draft_answers_in_the_order_of_its_queries(reader: APIClient, sources: dict[str, Source]) -> None:
    def named(name: str, **more: Any) -> dict[str, Any]:
        return {"conditions": [{"matchType": "name", "propertyValue": name}, *more.pop("conditions", [])], **more}

    country = {"matchType": "property", "propertyId": "country", "propertyValue": ["LY", "TN"], "required": True}
    queries = [
        named("Marta Lindqvarn"),
        {"conditions": 1},
        named("Hassan Zaydani", type="source", conditions=[country]),
    ]
    response = reader.post(f"{DRAFT}match", {"queries": queries}, format="json")
    first, faulty, third = response.json()["results"]
    assert [each["name"] for each in first["candidates"]] == ["Marta Lindqvarn"]
    assert (faulty["candidates"], faulty["errors"][0]["pointer"]) == ([], "/conditions")
    assert [(each["id"], each["match"]) for each in third["candidates"]] == [(str(sources["zaydani-2"].pk), True)]
    assert reader.post(f"{DRAFT}match", {"queries": {}}, format="json").status_code == 400


def test_a_condition_may_leave_out(reader: APIClient, sources: dict[str, Source]) -> None:
    none = {
        "matchType": "property", "propertyId": "country", "propertyValue": "Egypt", "matchQuantifier": "none",
        "required": True,
    }  # fmt: skip
    query = {"conditions": [{"matchType": "name", "propertyValue": "Hassan Zaydani"}, none]}
    [result] = reader.post(f"{DRAFT}match", {"queries": [query]}, format="json").json()["results"]
    assert [each["id"] for each in result["candidates"]] == [str(sources["zaydani-2"].pk)]


# -- what else there is ---------------------------------------------------------------------------


def test_the_manifests_name_addresses_that_answer(reader: APIClient, sources: dict[str, Source]) -> None:
    told = reader.get(SERVICE).json()
    assert {"versions", "name", "identifierSpace", "schemaSpace", "view", "preview", "suggest", "extend"} <= told.keys()
    pk = str(sources["lantern"].pk)
    addresses = [told["preview"]["url"].replace("{{id}}", pk), f"{told['identifierSpace']}{pk}/"]
    addresses += [each["service_url"] + each["service_path"] for each in told["suggest"].values()]
    addresses += ["".join(told["extend"]["propose_properties"].values())]
    flyouts = {"entity": pk, "type": "claim", "property": "country"}
    addresses += [
        told["suggest"][what]["flyout_service_url"] + told["suggest"][what]["flyout_service_path"].replace("${id}", id_)
        for what, id_ in flyouts.items()
    ]
    answered = [reader.get(address.removeprefix("http://localhost:8000")).status_code for address in addresses]
    assert set(answered) == {200}
    draft = reader.get(DRAFT).json()
    assert {"versions", "name", "view", "suggest", "extend", "standardizedScore"} <= draft.keys()
    assert reader.get(SERVICE.rstrip("/")).json() == told


def test_an_extension_answers_every_id_and_every_property(
    reader: APIClient, editor: User, sources: dict[str, Source], claim: Claim
) -> None:
    judged = AssessmentFactory(claim=claim, verdict="false", source=sources["lantern"], label="Pants on fire")
    actions.approve(assessment=judged, by=editor)
    AppearanceFactory(claim=claim, speaker=sources["castellanova"])
    actions.publish(claims=[claim], by=editor)
    asked: dict[str, Any] = {
        "ids": [str(sources["castellanova"].pk), str(claim.pk), "nobody"],
        "properties": [
            {"id": each} for each in ("country", "kind", "verdict", "judgement", "judge", "aliases", "name")
        ],
    }
    body = f"extend={_quoted(asked)}"
    answer = reader.post(SERVICE, body, content_type="application/x-www-form-urlencoded").json()
    source, told, nobody = (answer["rows"][each] for each in asked["ids"])
    assert (source["country"], source["aliases"], source["verdict"]) == ([{"str": "SK"}], [{"str": "M. C. Brandt"}], [])
    assert (told["kind"], told["verdict"]) == ([{"str": "factual"}], [{"str": "false"}])
    assert told["judge"] == [{"id": str(sources["lantern"].pk), "name": "The Ostrava Lantern"}]
    assert told["judgement"][0]["str"].startswith("false, by The Ostrava Lantern")
    assert told["name"] == [{"str": f"False, says The Ostrava Lantern: {claim.statement}"}]
    assert set(map(str, nobody.values())) == {"[]"}
    assert [each["id"] for each in answer["meta"]] == [each["id"] for each in asked["properties"]]
    rows = reader.post(f"{DRAFT}extend", asked, format="json").json()["rows"]
    assert [each["id"] for each in rows] == asked["ids"]
    assert {one["id"]: one["values"] for one in rows[1]["properties"]} == told


def test_a_preview_says_how_a_claim_stands_before_what_it_says(reader: APIClient, claim: Claim) -> None:
    for address in (f"{SERVICE}entity/{claim.pk}/", f"{DRAFT}preview?id={claim.pk}"):
        page = reader.get(address, headers={"Accept": "*/*"})
        html = page.content.decode()
        assert html.rindex("Not judged yet:</strong>") < html.rindex("The mayor sold")
        assert "<title>Not judged yet: " in html
        assert "&lt;b&gt;the harbour&lt;/b&gt;" in html
        assert '<span lang="en" dir="auto">' in html
        assert "<script" not in html
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert "frame-ancestors *" in page["Content-Security-Policy"]
        assert "X-Frame-Options" not in page
    assert reader.get(f"{SERVICE}entity/nobody/").status_code == 404


def test_suggestions_go_on_from_what_was_typed(reader: APIClient, sources: dict[str, Source], claim: Claim) -> None:
    def suggested(what: str, prefix: str, **more: Any) -> list[str]:
        response = reader.get(f"{SERVICE}suggest/{what}/", {"prefix": prefix, "scoring": "schema", **more})
        return [each["name"] for each in response.json()["result"]]

    assert suggested("entity", "mirela cast") == ["Mirela Castellanova"]
    assert suggested("entity", "Lindqvarm") == ["Marta Lindqvarn"]
    assert suggested("entity", "zubrow", type="subject") == ["Port of Zubrowka"]
    assert suggested("entity", "the mayor sol", type="claim") == [f"Not judged yet: {claim.statement}"]
    assert len(suggested("entity", "hassan zayd")) == 2
    assert len(suggested("entity", "hassan zayd", cursor=1)) == 1
    assert suggested("type", "") == ["Source", "Subject", "Claim"]
    assert suggested("property", "verd") == ["verdict"]


# -- what is not published is not there -----------------------------------------------------------


def everything_of(reader: APIClient, pk: str, text: str) -> list[str]:
    """All that is told of an id and a name, by every address of the service."""
    query = {"conditions": [{"matchType": "name", "propertyValue": text}, {"matchType": "id", "propertyValue": pk}]}
    answers = [
        batch(reader, q0={"query": text}, q1={"query": pk}, q2={"query": text, "type": "claim"})["q2"]["result"],
        batch(reader, q0={"query": text})["q0"]["result"],
        batch(reader, q0={"query": pk})["q0"]["result"],
        reader.get(f"{SERVICE}suggest/entity/", {"prefix": text}).json()["result"],
        reader.get(f"{SERVICE}suggest/entity/", {"prefix": pk}).json()["result"],
        reader.post(f"{DRAFT}match", {"queries": [query]}, format="json").json()["results"][0]["candidates"],
    ]
    told = [each["id"] for answer in answers for each in answer if each["id"] == pk]
    extension = reader.post(f"{DRAFT}extend", {"ids": [pk], "properties": [{"id": "name"}]}, format="json").json()
    told += [str(each) for each in extension["rows"][0]["properties"][0]["values"]]
    ones = (f"{SERVICE}entity/{pk}/", f"{SERVICE}flyout/{pk}/", f"{DRAFT}preview?id={pk}")
    return told + [each for each in ones if reader.get(each).status_code != 404]


def test_a_source_that_is_merged_or_withdrawn_is_no_longer_found(
    reader: APIClient, editor: User, sources: dict[str, Source]
) -> None:
    gone, kept = sources["lindqvarn"], sources["castellanova"]
    pk = str(gone.pk)
    assert len(everything_of(reader, pk, "Marta Lindqvarn")) > 5
    withholding.withhold(root=gone, reason="It is looked at.", by=editor)
    assert everything_of(reader, pk, "Marta Lindqvarn") == []
    withholding.lift(root=gone, by=editor)
    source_actions.merge(survivor=kept, duplicate=gone, by=editor, note="One and the same.")
    assert everything_of(reader, pk, "Marta Lindqvarn") == []
    source_actions.retract(source=sources["lantern"], by=editor, reason="It was never there.")
    assert everything_of(reader, str(sources["lantern"].pk), "The Ostrava Lantern") == []


def test_a_claim_that_is_withheld_or_redacted_is_no_longer_found(
    reader: APIClient, editor: User, checker: User, claim: Claim
) -> None:
    pk, text = str(claim.pk), claim.statement
    assert len(everything_of(reader, pk, text)) > 5
    withholding.withhold(root=claim, reason="It is looked at.", by=editor)
    assert everything_of(reader, pk, text) == []
    withholding.lift(root=claim, by=checker)
    redact(root=claim, numbers=None, legal_basis="A court.", public_reason=None, requested_by=checker, by=editor)
    assert everything_of(reader, pk, text) == []


def test_a_draft_and_what_is_restricted_are_not_there(reader: APIClient, editor: User, claim: Claim) -> None:
    draft = ClaimFactory(statement="The mayor bought the lighthouse of Norrland.")
    restricting.restrict(row=draft, people=[editor], by=editor)
    source = SourceFactory(name="Ottilie Unpublished", kind="person")
    subject = SubjectFactory(name="Lighthouse of Norrland", kind="place")
    draft.about.add(subject)
    assert everything_of(reader, str(draft.pk), draft.statement) == []
    assert everything_of(reader, str(source.pk), source.name) == []
    assert everything_of(reader, str(subject.pk), subject.name) == []


CANARY = "Quillfeather"


def test_what_is_asked_is_nowhere(
    reader: APIClient, sources: dict[str, Source], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert CANARY not in str(batch(reader, q0={"query": f"Marta {CANARY}"}, q1={"type": CANARY, "query": CANARY}))
        for address in (SERVICE, f"{SERVICE}suggest/entity/"):
            parameter = "queries" if address == SERVICE else "prefix"
            response = reader.get(address, {parameter: json.dumps({"q": {"query": CANARY}})})
            assert response["Cache-Control"] == "no-store"
            assert "ETag" not in response
        reader.post(SERVICE, f"queries={CANARY}", content_type="application/x-www-form-urlencoded")
        reader.post(f"{DRAFT}match", f"{CANARY}", content_type="application/json")
    assert not tables_with(CANARY)
    assert CANARY not in caplog.text
