"""One call files a claim whole: what it names is found by address and identity, never by a name alone."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from claims.models import Appearance, Claim, Rebuttal, Subject
from claims.writing import filing
from claims.writing.fields import AppearanceFields, ClaimFields, RebuttalFields, SubjectFields
from claims.writing.filing import AppearanceNamed, ClaimNamed, RebuttalNamed, SubjectNamed, TopicNamed
from claims.writing.filing.doubles import saying_the_same
from claimtrack.writing import Refused
from sources.models import Capture, Document, Source
from sources.recognising.named import CaptureNamed, DocumentNamed, SourceNamed
from sources.writing import CaptureFields, DocumentFields, SourceFields
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory, SubjectFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

PAGE = "https://gazette.example/2026/harbour"
ON_PAGE = "appearances/0/document"


def source(place: str, name: str = "", kind: str = "unknown", **known: Any) -> SourceNamed:
    row, as_at = known.pop("row", ""), known.pop("as_at", "")
    within = known.pop("within", "")
    fields = SourceFields(name=name, kind=kind, **known) if name else SourceFields()
    return SourceNamed(place=place, row=row, as_at=as_at, within=within, fields=fields)


def document(
    place: str = ON_PAGE, url: str = PAGE, *, publisher: SourceNamed | None = None, **more: Any
) -> DocumentNamed:
    fields = DocumentFields(url=url, title="Harbour closed", medium="article")
    return DocumentNamed(place=place, fields=fields, publisher=publisher, **more)


def appearance(number: int = 0, *, in_document: DocumentNamed | None = None, **named: Any) -> AppearanceNamed:
    place = f"appearances/{number}"
    fields = AppearanceFields(role="asserts", quote=named.pop("quote", ""))
    return AppearanceNamed(place=place, fields=fields, document=in_document or document(f"{place}/document"), **named)


def claim(*appearances: AppearanceNamed, **more: Any) -> ClaimNamed:
    fields = ClaimFields(statement=more.pop("statement", "The harbour was closed for a week."), language="en")
    return ClaimNamed(fields=fields, appearances=appearances, **more)


def filed(by: User, *appearances: AppearanceNamed, **more: Any) -> filing.Filed:
    [one] = filing.file(claims=[claim(*appearances, **more)], by=by).filed
    return one


def at(one: filing.Filed, place: str) -> Any:
    return next(each for each in one.resolved if each.place == place)


def speaker_of(one: filing.Filed) -> Source:
    speaker = Appearance.objects.get(claim=one.claim).speaker
    assert speaker
    return speaker


# -- the whole ------------------------------------------------------------------------------------


def test_one_call_files_a_claim_with_all_that_it_names(reporter: User) -> None:
    topic = TopicFactory(slug="ports")
    one = filed(
        reporter,
        appearance(
            quote="closed for a week",
            in_document=document(
                publisher=source(f"{ON_PAGE}/publisher", "The Harbour Gazette", "outlet"),
                captures=[
                    CaptureNamed(
                        place=f"{ON_PAGE}/captures/0",
                        fields=CaptureFields(text="The harbour, closed for a week.", tool="bot 1"),
                    )
                ],
            ),
            speaker=source("appearances/0/speaker", "Ada Perit", "person"),
            attributed_to=[source("appearances/0/attributed_to/0", "The Pilots' Union", "organization")],
        ),
        about=[SubjectNamed(place="about/0", fields=SubjectFields(name="Port of Qala", kind="place"))],
        topics=[TopicNamed(place="topics/0", row="ports")],
        rebuttals=[
            RebuttalNamed(
                place="rebuttals/0",
                fields=RebuttalFields(kind="denial", statement="It was open."),
                document=DocumentNamed(place="rebuttals/0/document", as_at=ON_PAGE),
                source=source("rebuttals/0/source", "The Port Authority", "government"),
            )
        ],
    )
    [row] = Appearance.objects.filter(claim=one.claim)
    assert (row.document.url, str(row.document.publisher), str(row.speaker)) == (
        PAGE,
        "The Harbour Gazette",
        "Ada Perit",
    )
    assert [str(each) for each in row.attributed_to.all()] == ["The Pilots' Union"]
    assert row.anchored is True
    assert list(one.claim.topics.all()) == [topic]
    assert [str(each) for each in one.claim.about.all()] == ["Port of Qala"]
    rebuttal = Rebuttal.objects.get()
    assert (rebuttal.document, [answer.claim for answer in rebuttal.answers.all()]) == (row.document, [one.claim])
    assert (one.claim.version, one.claim.author, one.claim.slug) == (1, reporter, "the-harbour-was-closed-for-a-week")
    assert all(each.created for each in one.resolved if each.place != "rebuttals/0/document")
    assert at(one, "rebuttals/0/document").id == row.document_id


def test_a_copy_is_for_the_desk_and_is_kept_once(reporter: User) -> None:
    def with_copy() -> filing.Filed:
        copy = CaptureNamed(place=f"{ON_PAGE}/captures/0", fields=CaptureFields(text="Closed.", tool="bot 1"))
        return filed(reporter, appearance(in_document=document(captures=[copy])))

    first, again = with_copy(), with_copy()
    assert Capture.objects.count() == 1
    assert at(again, f"{ON_PAGE}/captures/0").id == at(first, f"{ON_PAGE}/captures/0").id
    assert not at(again, f"{ON_PAGE}/captures/0").created


# -- documents ------------------------------------------------------------------------------------


def test_a_document_is_known_by_its_address_however_that_is_spelled(reporter: User) -> None:
    standing = DocumentFactory(url=PAGE, title="As we have it")
    url = "http://www.gazette.example/2026/harbour/?utm_source=feed"
    one = filed(
        reporter, appearance(in_document=document(url=url, publisher=source(f"{ON_PAGE}/publisher", "Somebody Else")))
    )
    assert Appearance.objects.get(claim=one.claim).document == standing
    assert (at(one, ON_PAGE).created, at(one, ON_PAGE).name) == (False, "As we have it")
    assert at(one, f"{ON_PAGE}/publisher").id == standing.publisher_id
    assert not Source.objects.filter(name="Somebody Else").exists()


def test_documents_without_an_address_are_never_taken_for_another(reporter: User) -> None:
    letter = DocumentNamed(
        place=ON_PAGE,
        fields=DocumentFields(title="A letter", medium="letter"),
        publisher=source(f"{ON_PAGE}/publisher", row=str(SourceFactory().pk)),
    )
    for _ in range(2):
        filed(reporter, appearance(in_document=letter))
    assert Document.objects.filter(title="A letter").count() == 2


def test_who_published_is_told_by_the_address_where_nobody_is_named(reporter: User) -> None:
    house = SourceFactory(name="Gazette of the Harbour", website="https://www.gazette.example")
    one = filed(reporter, appearance())
    assert at(one, f"{ON_PAGE}/publisher").id == house.pk


def test_an_address_of_nobody_known_makes_a_publisher_called_by_it(reporter: User) -> None:
    filed(reporter, appearance())
    source = Source.objects.get()
    assert (source.name, source.kind, source.website) == ("gazette.example", "unknown", "https://gazette.example/")


def test_an_address_that_tells_nobody_needs_a_publisher(reporter: User) -> None:
    with pytest.raises(Refused) as refused:
        filed(reporter, appearance(in_document=document(url="https://bit.ly/3abc")))
    assert [fault.pointer for fault in refused.value.faults] == [f"/{ON_PAGE}/publisher"]


# -- sources --------------------------------------------------------------------------------------


def test_a_name_alone_joins_nobody_and_namesakes_are_told(reporter: User) -> None:
    namesake = SourceFactory(name="ADA  Perit", kind="person")
    one = filed(reporter, appearance(speaker=source("appearances/0/speaker", "Ada Perit", "person")))
    assert speaker_of(one) != namesake
    [told] = at(one, "appearances/0/speaker").namesakes
    assert told.id == namesake.pk


def test_the_same_name_twice_in_one_claim_is_two_unless_one_points_at_the_other(reporter: User) -> None:
    place = "appearances/{}/speaker"
    one = filed(
        reporter,
        appearance(0, speaker=source(place.format(0), "Ada Perit", "person")),
        appearance(
            1, in_document=document("appearances/1/document"), speaker=source(place.format(1), "Ada Perit", "person")
        ),
        appearance(
            2, in_document=document("appearances/2/document"), speaker=source(place.format(2), as_at=place.format(0))
        ),
    )
    first, second, third = (at(one, place.format(number)).id for number in range(3))
    assert first == third != second
    assert [each.id for each in at(one, place.format(1)).namesakes] == [first]
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("standing", "named"),
    [
        ({"same_as": ["https://www.wikidata.org/wiki/Q42"]}, {"same_as": ("http://wikidata.org/wiki/Q42/",)}),
        ({"same_as": ["https://twitter.com/AdaPerit"]}, {"same_as": ("https://mobile.x.com/adaperit/",)}),
        ({"website": "https://ada.example/"}, {"website": "http://www.ada.example"}),
        ({"website": "https://ada.example/"}, {"same_as": ("https://ada.example/",)}),
        ({"website": "https://facebook.com/ada.perit"}, {"same_as": ("https://m.facebook.com/adaperit",)}),
    ],
)
def test_a_source_is_known_by_an_identity_whatever_it_is_called(
    reporter: User, standing: dict[str, Any], named: dict[str, Any]
) -> None:
    known = SourceFactory(name="Ada Perit", kind="person", **standing)
    one = filed(reporter, appearance(speaker=source("appearances/0/speaker", "A. Perit", "person", **named)))
    assert speaker_of(one) == known
    assert at(one, "appearances/0/speaker").by == "identity"


def test_a_source_is_named_by_id_or_slug(reporter: User) -> None:
    known = SourceFactory(slug="ada-perit")
    for row in (str(known.pk), str(known.pk).upper(), "ada-perit"):
        assert speaker_of(filed(reporter, appearance(speaker=source("appearances/0/speaker", row=row)))) == known


def test_a_host_that_many_share_identifies_nobody(reporter: User) -> None:
    SourceFactory(name="YouTube", website="https://www.youtube.com/", same_as=["https://www.youtube.com/"])
    one = filed(
        reporter,
        appearance(speaker=source("appearances/0/speaker", "Ada", "person", same_as=("https://youtube.com/",))),
    )
    assert at(one, "appearances/0/speaker").created


def test_a_person_is_never_an_organisation_of_the_same_account(reporter: User) -> None:
    union = SourceFactory(name="Pilots", kind="organization", same_as=["https://x.com/pilots"])
    one = filed(
        reporter,
        appearance(speaker=source("appearances/0/speaker", "Ada", "person", same_as=("https://x.com/pilots",))),
    )
    assert at(one, "appearances/0/speaker").created
    assert [each.id for each in at(one, "appearances/0/speaker").namesakes] == [union.pk]


def test_identities_of_two_sources_are_a_fault_that_names_both(reporter: User) -> None:
    first = SourceFactory(same_as=["https://x.com/ada"])
    second = SourceFactory(same_as=["https://bsky.app/profile/ada"])
    both = source("appearances/0/speaker", "Ada", same_as=("https://x.com/ada", "https://bsky.app/profile/ada"))
    with pytest.raises(Refused) as refused:
        filed(reporter, appearance(speaker=both))
    [fault] = refused.value.faults
    assert fault.pointer == "/appearances/0/speaker"
    assert str(first.pk) in fault.message
    assert str(second.pk) in fault.message


def test_an_unnamed_speaker_belongs_to_the_document_that_speaks_of_them(reporter: User) -> None:
    one = filed(
        reporter,
        appearance(speaker=source("appearances/0/speaker", "a pilot", "anonymous", within=ON_PAGE)),
    )
    assert speaker_of(one).document == Appearance.objects.get(claim=one.claim).document


# -- publishers -----------------------------------------------------------------------------------


def publisher_of(by: User, url: str, name: str, kind: str = "outlet", **known: Any) -> Source:
    named = document(url=url, publisher=source(f"{ON_PAGE}/publisher", name, kind, **known))
    one = filed(by, appearance(in_document=named))
    return Appearance.objects.get(claim=one.claim).document.publisher


def test_a_publisher_is_known_by_its_name_together_with_where_it_has_published(reporter: User) -> None:
    first = publisher_of(reporter, PAGE, "The Gazette")
    assert publisher_of(reporter, "https://gazette.example/another", "The  Gazette") == first
    assert publisher_of(reporter, "https://elsewhere.example/another", "The Gazette") != first


def test_an_outlet_is_the_house_that_is_at_home_at_the_host(reporter: User) -> None:
    house = SourceFactory(name="Harbour Gazette", website="https://gazette.example/")
    assert publisher_of(reporter, PAGE, "The Gazette") == house


def test_who_publishes_at_an_account_is_its_holder(reporter: User) -> None:
    ada = SourceFactory(name="Ada Perit", kind="person", same_as=["https://x.com/ada"])
    assert publisher_of(reporter, "https://x.com/ada/status/1", "Ada", "person") == ada
    assert publisher_of(reporter, "https://x.com/grace/status/1", "Ada Perit", "person") != ada


def test_a_person_with_a_name_is_nobody_else_who_wrote_for_the_same_house(reporter: User) -> None:
    first = publisher_of(reporter, PAGE, "John Quay", "person")
    assert publisher_of(reporter, "https://gazette.example/another", "John Quay", "person") != first


def test_a_publisher_with_an_identity_of_its_own_is_not_the_house_of_the_host(reporter: User) -> None:
    SourceFactory(name="Portal", website="https://portal.example/")
    agency = publisher_of(reporter, "https://portal.example/1", "The Agency", website="https://agency.example/")
    assert (agency.name, agency.website) == ("The Agency", "https://agency.example/")


# -- subjects, topics, duplicates -----------------------------------------------------------------


def test_a_subject_is_known_by_identity_and_never_by_its_name(reporter: User) -> None:
    known = SubjectFactory(name="Port of Qala", kind="place", same_as=["https://www.wikidata.org/wiki/Q7"])
    fields = SubjectFields(name="Qala", kind="place", same_as=("https://wikidata.org/wiki/Q7",))
    namesake = SubjectFields(name="Port of Qala", kind="place")
    one = filed(
        reporter,
        about=[SubjectNamed(place="about/0", fields=fields), SubjectNamed(place="about/1", fields=namesake)],
    )
    assert (at(one, "about/0").id, at(one, "about/1").created) == (known.pk, True)
    assert [each.id for each in at(one, "about/1").namesakes] == [known.pk]
    assert Subject.objects.count() == 2


def test_claims_that_say_the_same_are_told_and_nothing_joins_them(reporter: User) -> None:
    same = ClaimFactory(statement="The harbour was closed, for a week!", slug="the-harbour-was-closed-for-a-week")
    ClaimFactory(statement="The harbour was closed for a week or two.", slug="the-harbour-was-closed-for-a-week-or-two")
    one = filed(reporter)
    [[*same_words]] = saying_the_same([one.claim.statement], by=reporter)
    assert same_words == [same.pk, one.claim.pk]
    assert one.claim.slug == "the-harbour-was-closed-for-a-week-2"


def test_statements_in_other_scripts_are_compared_too(reporter: User) -> None:
    same = ClaimFactory(statement="أُغلق الميناء لمدة أسبوع")
    assert saying_the_same(["أُغلق الميناء لمدة أسبوع"], by=reporter) == [[same.pk]]


# -- faults ---------------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_with_its_place_and_nothing_is_written(reporter: User) -> None:
    TopicFactory(slug="harbours")
    bad = document(url="ftp://gazette.example/x", publisher=source(f"{ON_PAGE}/publisher", "The Gazette", "outlet"))
    with pytest.raises(Refused) as refused:
        filed(
            reporter,
            appearance(0, in_document=bad, speaker=source("appearances/0/speaker", row="nobody-here")),
            AppearanceNamed(place="appearances/1", fields=AppearanceFields(role="asserts")),
            topics=[TopicNamed(place="topics/0", row="harbour")],
        )
    faults = {fault.pointer: fault.message for fault in refused.value.faults}
    assert set(faults) == {
        f"/{ON_PAGE}/url",
        "/appearances/0/speaker",
        "/appearances/1/document",
        "/topics/0",
    }
    assert "harbours" in faults["/topics/0"]
    assert not Claim.objects.exists()
    assert not Source.objects.exists()


def test_pointing_in_a_ring_is_a_fault(reporter: User) -> None:
    one, other = "appearances/0/speaker", "appearances/1/speaker"
    with pytest.raises(Refused) as refused:
        filed(
            reporter,
            appearance(0, speaker=source(one, as_at=other)),
            appearance(1, in_document=document("appearances/1/document"), speaker=source(other, as_at=one)),
        )
    assert {fault.pointer for fault in refused.value.faults} <= {f"/{one}", f"/{other}"}
