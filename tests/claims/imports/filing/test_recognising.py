"""Whom imports name: who is told apart stays apart, in every order, and what rests on a name alone is said."""

from collections import Counter
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from claims.imports.filing.publishing import publish_untouched
from claims.imports.filing.recognising import BY_NAME_ALONE, NAMESAKE_APART
from claims.imports.filing.reviews import Importer, Incoming
from claims.imports.reviewed import Page, Party, Reviewed, Seen
from sources.identity import name_at
from sources.models import Document, Source
from tests.factories import SourceFactory
from tests.labelled_reviews import claim_of, review, take_in

pytestmark = pytest.mark.django_db

POET = Party("Ivo Marl", "person", same_as=("https://www.wikidata.org/wiki/Q71",))
MINISTER = Party("Ivo Marl", "person", same_as=("https://ministry.example/people/marl", "https://orcid.org/0000-0001"))
NAMELESS = Party("Ivo Marl", "person")
UNTYPED = Party("Ivo Marl")
COMPANY = Party("Ivo Marl", "organization")


def said_by(*parties: Party) -> Reviewed:
    return review("False", claimants=parties)


def speakers(said: Reviewed) -> list[Source]:
    return [
        appearance.speaker for appearance in claim_of(said).appearances.filter(role="reports") if appearance.speaker
    ]


def known() -> Counter[tuple[str, str, tuple[str, ...]]]:
    return Counter(
        (source.name, source.kind, tuple(source.same_as)) for source in Source.objects.filter(name="Ivo Marl")
    )


EXPECTED = Counter(
    [
        ("Ivo Marl", "person", POET.same_as),
        ("Ivo Marl", "person", MINISTER.same_as),
        ("Ivo Marl", "person", ()),
        ("Ivo Marl", "organization", ()),
    ]
)


@pytest.mark.parametrize("order", list(permutations([POET, MINISTER, UNTYPED, NAMELESS, COMPANY]))[::17])
def test_who_is_told_apart_stays_apart_in_every_order_and_one_by_one(order: tuple[Party, ...]) -> None:
    reviews = [said_by(party) for party in order]
    for each in reviews:
        take_in(each)
    assert known() == EXPECTED
    by = {party: speakers(each)[0] for party, each in zip(order, reviews, strict=True)}
    assert by[UNTYPED] == by[NAMELESS]
    assert len({source.slug for source in by.values()}) == 4


def test_one_batch_makes_the_same_sources_as_one_by_one() -> None:
    take_in(*map(said_by, [UNTYPED, POET, COMPANY, NAMELESS, MINISTER]))
    assert known() == EXPECTED


def test_two_of_one_name_in_one_review_are_two_speakers() -> None:
    said = said_by(POET, MINISTER)
    take_in(said)
    assert len(set(speakers(said))) == 2


def test_one_address_in_common_makes_two_tellings_one_person_of_that_name_alone() -> None:
    both = Party("Ivo Marl", "person", same_as=("https://en.wikipedia.org/wiki/Ivo_Marl", *POET.same_as))
    article = Party("Ivo Marl", "person", same_as=("http://en.wikipedia.org/wiki/Ivo_Marl",))
    other = Party("Una Marl", "person", same_as=POET.same_as)
    reviews = [said_by(party) for party in (both, article, POET, other)]
    for each in reviews:
        take_in(each)
    first, second, third, fourth = (speakers(each)[0] for each in reviews)
    assert first == second == third != fourth


def test_what_was_merged_on_a_name_alone_and_what_was_kept_apart_is_noted() -> None:
    outcome = take_in(said_by(NAMELESS), said_by(NAMELESS))
    assert outcome.notes[BY_NAME_ALONE] == 1
    assert take_in(said_by(UNTYPED)).notes == Counter({BY_NAME_ALONE: 1})
    assert take_in(said_by(POET)).notes == Counter({NAMESAKE_APART: 1})
    assert take_in(said_by(Party("Many users", "collective"))).notes == Counter()
    assert take_in(said_by(Party("Many users", "collective"))).notes == Counter()


def test_a_person_named_as_an_outlet_is_not_the_outlet() -> None:
    said = review("False", claimants=(Party("Checks of checks.example", "person"),))
    take_in(said)
    [speaker] = speakers(said)
    assert speaker.kind == "person"
    assert Source.objects.filter(name=speaker.name).count() == 2


def test_a_source_of_the_desk_is_met_by_its_identity_or_by_the_name_alone_in_either_order() -> None:
    for order in ([POET, NAMELESS, UNTYPED], [UNTYPED, NAMELESS, POET]):
        ours = SourceFactory(name=f"Ivo Marl {order[0].kind}", kind="person", same_as=["http://wikidata.org/wiki/Q71"])
        reviews = [said_by(Party(ours.name, party.kind, same_as=party.same_as)) for party in order]
        for each in reviews:
            take_in(each)
        assert {speakers(each)[0] for each in reviews} == {ours}


def test_a_source_of_the_desk_with_another_identity_is_not_taken() -> None:
    ours = SourceFactory(name="Ivo Marl", kind="person", same_as=["https://www.wikidata.org/wiki/Q72"])
    said = said_by(POET)
    take_in(said)
    assert speakers(said) != [ours]


def test_a_speaker_without_a_sort_gets_the_one_that_is_told_later_ahead_of_the_record() -> None:
    said = said_by(UNTYPED)
    take_in(said)
    take_in(said_by(NAMELESS))
    [speaker] = speakers(said)
    assert (speaker.kind, speaker.has_unpublished_changes) == ("person", True)  # by name alone: people publish it


def test_an_identity_that_a_review_gives_later_moves_its_claim_and_one_that_it_leaves_out_does_not() -> None:
    first = said_by(NAMELESS)
    for party in (NAMELESS, POET):
        take_in(said := replace(first, claimants=(party,)))
    assert [source.same_as for source in speakers(said)] == [list(POET.same_as)]
    assert take_in(replace(first, claimants=(NAMELESS,))).counts == Counter(unchanged=1)
    assert take_in(replace(first, claimants=(MINISTER,))).counts == Counter(updated=1)
    assert [source.same_as for source in speakers(first)] == [list(MINISTER.same_as)]


def test_a_source_of_the_desk_is_the_house_at_its_host() -> None:
    ours = SourceFactory(name="Quay Checks Ltd", kind="outlet", website="https://www.quay.example")
    take_in(at("quay.example", "quay.example"), at("quay.example", "Quay Checks"))
    assert list(Source.objects.filter(website__contains="quay.example")) == [ours]


@pytest.mark.parametrize(
    "home", [{"website": "https://twitter.com/Alice/"}, {"same_as": ["https://mobile.x.com/alice"]}], ids=str
)
@pytest.mark.parametrize("kind", ["person", "outlet"])
@pytest.mark.parametrize("order", [("alice (x.com)", "Alice Checks"), ("Alice Checks", "alice (x.com)")])
def test_a_source_of_the_desk_is_who_publishes_at_its_account_and_nobody_else_is(
    home: dict[str, Any], kind: str, order: tuple[str, str]
) -> None:
    ours = SourceFactory(name="Alice Quay", kind=kind, **home)
    SourceFactory(name="Alice Quay's friend", kind="person", website="https://x.com/alice2")
    for name in order:
        take_in(at("x.com/alice", name))
    take_in(at("x.com/bob", "bob (x.com)"), at("x.com", "x.com"))
    by = {page.title.partition(": ")[0]: page.publisher for page in Document.objects.filter(title__contains=": Check ")}
    assert by["alice (x.com)"] == ours
    assert (by["Alice Checks"] == ours) is (kind == "outlet")
    assert ours not in {by["bob (x.com)"], by["x.com"]}


def test_two_sources_of_the_desk_at_one_account_are_not_chosen_between() -> None:
    ours = {SourceFactory(name=name, kind="person", website="https://x.com/alice") for name in ("Alice", "Alicia")}
    take_in(at("x.com/alice", "alice (x.com)"))
    assert Source.objects.get(name="alice (x.com)") not in ours


def test_a_column_within_a_site_is_not_the_sites_publisher() -> None:
    columnist = SourceFactory(name="Jo Ink", kind="person", website="https://news.example/columns/jo-ink")
    take_in(at("news.example", "news.example"))
    assert not columnist.documents.exists()


def test_one_account_identifies_one_person_however_it_is_spelled() -> None:
    spellings = ["https://twitter.com/IvoMarl", "https://x.com/ivomarl", "https://mobile.twitter.com/ivomarl/"]
    reviews = [said_by(Party("Ivo Marl", "person", same_as=(url,))) for url in spellings]
    other = said_by(Party("Ivo Marl", "person", same_as=("https://x.com/ivomarl2",)))
    for each in (*reviews, other):
        take_in(each)
    assert len({speakers(each)[0] for each in reviews}) == 1
    assert speakers(other) != speakers(reviews[0])


# -- houses ----------------------------------------------------------------------------------------


def at(host: str, name: str) -> Reviewed:
    said = review("False", host=host)
    assert said.page
    house = Party(name, "outlet", host=host)
    page = Page(said.page.url, f"{name}: {said.page.title}", house)
    seen = (Seen(Page(f"https://posts.example/{said.statement[-10:-7]}", "Post", Party("Posts"))),)
    return review("False", page=page, seen=seen, judgement=None)


@pytest.mark.parametrize(
    "names", list(permutations(["quay.example", "Quay Checks", "The Quay Checks"])), ids=" then ".join
)
def test_a_host_is_one_house_and_has_its_name_when_one_is_told(names: tuple[str, ...]) -> None:
    for name in names:
        take_in(at("quay.example", name))
    [house] = Source.objects.filter(website="https://quay.example/")
    assert house.name in {"Quay Checks", "The Quay Checks"}
    assert not house.has_unpublished_changes


def test_an_account_is_a_house_of_its_own_and_a_shared_host_is_nobodys() -> None:
    names = {"medium.com/@ada": "Ada Checks", "medium.com/@bob": "Bob Checks", "medium.com": "Cy Checks"}
    for host, name in names.items():
        take_in(at(host, name_at(host)), at(host, name))
    made = dict(Source.objects.filter(name__in=[*names.values(), "medium.com"]).values_list("name", "website"))
    assert made == {
        "Ada Checks": "https://medium.com/@ada",
        "Bob Checks": "https://medium.com/@bob",
        "Cy Checks": "",
        "medium.com": "https://medium.com/",
    }


@pytest.mark.parametrize(("name", "website"), [("YouTube", "https://youtube.com/"), ("You", ""), ("A", "")])
def test_a_shared_hosts_front_page_is_the_website_of_the_host_alone(name: str, website: str) -> None:
    take_in(at("youtube.com", name))
    assert Source.objects.get(name=name).website == website


def test_an_import_in_one_batch_names_the_house_by_its_name() -> None:
    outcome = Importer().take_in([Incoming(at("quay.example", name)) for name in ("quay.example", "Quay Checks")])
    publish_untouched(outcome.to_publish)
    [house] = Source.objects.filter(website="https://quay.example/")
    assert (house.name, house.slug) == ("Quay Checks", "quay-checks")
