"""An import from beginning to end: what becomes of each record, and that doing it again changes nothing."""

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claims.imports.claimreview import notes as claimreview
from claims.imports.filing.publishing import publish_untouched
from claims.imports.filing.reviews import IS_REDACTED
from claims.imports.models import ImportedReview, ImportRun, RatingLabel, RefusedRecord, RunState
from claims.imports.run import publisher, run
from claims.imports.run.report import report
from claims.imports.run.run import LOCK, CannotBegin
from claims.imports.run.start import REFUSED, execute, start_again
from claims.models import Assessment, Claim
from claims.scales import AppearanceRole
from claimtrack.database import waiting
from claimtrack.disks import DiskFullError
from claimtrack.editions.models import Edition, Head
from sources.models import Document, Source
from tests.disks import full_disk_on
from tests.import_runs import counts, is_accounted_for, record, run_import
from tests.markup import PAGE, Node, claim, html, markup, ndjson
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_readings")]

LABEL = "<b>Not</b> true &amp; worse"


def listed(number: int, **members: Any) -> Node:
    """One of many reviews, each of a claim of its own."""
    return markup(
        url=f"https://checks.example.org/{number}", claimReviewed=f"Statement number {number} is so.", **members
    )


def read_as(label: str, verdict: str) -> RatingLabel:
    return RatingLabel.objects.create(label=label, key=label.lower(), verdict=verdict)


# -- what a review becomes -------------------------------------------------------------------------


def test_a_review_becomes_sources_documents_a_claim_its_appearances_and_a_judgement() -> None:
    RatingLabel.objects.create(label=LABEL, key="b not b true worse", verdict="false", scale="Harbour scale")
    rating = {"alternateName": LABEL, "ratingValue": 1, "bestRating": 5, "ratingExplanation": "The deed."}
    outcome = run_import(ndjson(markup(reviewRating=rating)))
    assert counts(outcome) == {"read": 1, "created": 1, "editions": 1}
    [made] = Claim.objects.all()
    assert (made.statement, made.language, made.edited_by_person) == ("The harbour was sold in secret.", "en", False)
    review, post = Document.objects.order_by("url")
    assert (review.url, review.title, review.summary) == (
        PAGE,
        "No, the harbour was not sold",
        "The deed says otherwise.",
    )
    assert (review.publisher.name, review.publisher.website) == ("Harbour Checks", "https://checks.example.org/")
    assert [
        (row.document, row.role, row.speaker.name if row.speaker else "")
        for row in made.appearances.order_by("document__url")
    ] == [(review, AppearanceRole.REPORTS, "Ada Quay"), (post, AppearanceRole.ASSERTS, "Ada Quay")]
    [assessment] = Assessment.objects.all()
    assert (assessment.source, assessment.document, assessment.verdict) == (review.publisher, review, "false")
    assert (assessment.label, assessment.scale, assessment.rationale) == (LABEL, "Harbour scale", "The deed.")
    assert assessment.assessed_at
    assert (assessment.assessed_at.edtf, assessment.assessed_at.text) == ("2021-03-04", "2021-03-04")
    [remembered] = ImportedReview.objects.all()
    assert remembered.number == "1, best 5"
    [edition] = Edition.objects.filter(subject_id=made.pk)
    assert orjson.loads(edition.text or "")["assessments"][0]["label"] == LABEL


def test_a_label_that_nobody_has_read_waits_and_a_number_alone_decides_nothing() -> None:
    run_import(ndjson(listed(1), listed(2, reviewRating={"ratingValue": 1, "worstRating": 1, "bestRating": 5})))
    assert not Assessment.objects.exists()
    assert list(RatingLabel.objects.values_list("host", "label", "verdict")) == [("checks.example.org", "Not true", "")]
    editions = Edition.objects.filter(subject_type="claim")
    assert [orjson.loads(edition.text or "")["status"] for edition in editions] == ["under_review"] * 2


def test_reviews_of_one_claim_by_several_publishers_are_judgements_of_one_claim() -> None:
    read_as("False", "false")
    given_to = [
        {
            "publisher": {"name": name, "site": f"{name.lower()}.example.org"},
            "url": f"https://{name.lower()}.example.org/1",
        }
        for name in ("One", "Two")
    ]
    answer = {
        "claims": [{"text": "It is so.", "claimReview": [{**each, "textualRating": "False"} for each in given_to]}]
    }
    outcome = run_import(orjson.dumps(answer))
    assert counts(outcome) == {"read": 2, "created": 2, "editions": 1}
    [made] = Claim.objects.all()
    assert sorted(a.source.name for a in made.assessments.all() if a.source) == ["One", "Two"]
    assert outcome.near_duplicates == []


def test_sources_are_known_by_host_and_name_and_documents_by_their_page() -> None:
    spelled = {"name": "HARBOUR   checks", "url": "http://www.checks.example.org/about", "@type": "Organization"}
    other = {"name": "Harbour Checks", "url": "https://harbour.example.net/", "@type": "Organization"}
    post = "https://posts.example.net/a/1?utm_source=x#top"
    again = claim(appearance={"url": post.replace("https", "http")})
    run_import(ndjson(listed(1), listed(2, author=spelled, itemReviewed=again), listed(3, author=other)))
    assert Source.objects.filter(name__iexact="harbour checks").count() == 2
    assert Document.objects.filter(url__contains="posts.example.net").count() == 1


def test_a_source_that_the_desk_has_already_is_used_unless_two_bear_the_name() -> None:
    desk = Source.objects.create(
        name="Harbour Checks", slug="hc", kind="organization", website="https://checks.example.org/"
    )
    for slug in ("a", "b"):
        Source.objects.create(name="Ada Quay", slug=slug, kind="person")
    run_import(ndjson(markup()))
    assert Document.objects.get(url=PAGE).publisher == desk
    assert Source.objects.filter(name="Ada Quay").count() == 3


def test_accounts_on_one_host_are_sources_of_their_own() -> None:
    posts = ["https://x.com/ada/status/1", "https://twitter.com/Ada/status/2", "https://x.com/bob/status/3"]
    run_import(ndjson(*(listed(n, itemReviewed=claim(appearance={"url": post})) for n, post in enumerate(posts))))
    ada, bob = Source.objects.filter(website__startswith="https://x.com/").order_by("name")
    assert [(each.name, each.website) for each in (ada, bob)] == [
        ("ada (x.com)", "https://x.com/ada"),
        ("bob (x.com)", "https://x.com/bob"),
    ]
    assert set(ada.documents.values_list("url", flat=True)) == set(posts[:2])


@pytest.mark.parametrize(
    ("website", "same_as"), [("https://x.com/ada", []), ("", ["https://x.com/ada"]), ("https://x.com/Ada/", [])]
)
@pytest.mark.parametrize(
    ("page", "is_hers"),
    [
        ("https://x.com/ada/status/1", True),
        ("https://twitter.com/ADA/status/1", True),
        ("https://x.com/bob/status/1", False),
        ("https://x.com/i/status/1", False),
    ],
)
def test_a_namesake_on_a_shared_host_is_the_desks_source_only_where_the_account_is(
    website: str, same_as: list[str], page: str, is_hers: bool
) -> None:
    desk = Source.objects.create(name="Checks", slug="checks", kind="outlet", website=website, same_as=same_as)
    run_import(ndjson(markup(url=page, author={"@type": "Organization", "name": "Checks"})))
    assert (Document.objects.get(url=page).publisher == desk) is is_hers


def test_where_the_account_is_not_told_nobody_is_given_the_platform_for_a_website_or_its_documents() -> None:
    desk = Source.objects.create(name="youtube.com", slug="yt", kind="outlet", website="https://www.youtube.com/@ada")
    video = {"url": "https://www.youtube.com/watch?v=1"}
    reviewer = {"@type": "Organization", "name": "Harbour Talk"}
    run_import(ndjson(markup(url="https://youtu.be/2", author=reviewer, itemReviewed=claim(appearance=video))))
    assert Source.objects.get(name="Harbour Talk").website == ""
    shown = Document.objects.get(url=video["url"]).publisher
    assert (shown.name, shown.website) == ("youtube.com", "https://youtube.com/")
    assert shown != desk


# -- every record is accounted for -----------------------------------------------------------------


def test_the_report_accounts_for_every_record_and_keeps_what_was_refused_as_it_came() -> None:
    broken = b'{"@type": "ClaimReview", "url": \xff\x00\n'
    content = (
        ndjson(listed(1), listed(1), listed(2), {"a": 1}, markup(url=None))
        + broken
        + ndjson(
            listed(2, reviewRating={"alternateName": "Half true"}),
            markup(url="https://checks.example.org/3", claimReviewed="STATEMENT number 1 is so"),
        )
    )
    outcome = run_import(content)
    assert counts(outcome) == {"read": 8, "created": 3, "repeated": 1, "refused": 4, "editions": 3}
    assert is_accounted_for(outcome)
    assert [(row.place, row.key != "") for row in outcome.refusals.all()] == [
        ("line 4", False),
        ("line 5", False),
        ("line 6", False),
        ("line 7", True),
    ]
    assert bytes(outcome.refusals.get(place="line 6").raw) == broken.strip()
    told = report(outcome)
    for words in (
        "        8  read",
        "        4  refused",
        "line 6: it is not in UTF-8",
        "line 7: the same review stands earlier in this input with another rating",
        "STATEMENT number 1 is so",
    ):
        assert words in told
    assert Claim.objects.count() == 3


def test_what_was_refused_is_tried_again_from_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    page = html(
        orjson.dumps(markup(headline=None, url=None)).decode(),
        head=f'<title>T</title><link rel="canonical" href="{PAGE}">',
    )
    with monkeypatch.context() as strict:
        strict.setattr(claimreview, "MAX_STATEMENT", 10)
        assert counts(run_import(page)) == {"read": 1, "refused": 1}
        assert counts(run_import(ndjson({"a": 1}, listed(1)))) == {"read": 2, "refused": 2}
    again = execute(ImportRun.objects.create(origin=REFUSED))
    assert counts(again) == {"read": 3, "created": 2, "refused": 1, "editions": 2}
    assert Document.objects.get(url=PAGE).title == "T"
    assert [row.text for row in RefusedRecord.objects.filter(taken_in_at=None)] == ['{"a":1}']
    assert counts(execute(ImportRun.objects.create(origin=REFUSED))) == {"read": 1, "refused": 1}
    assert RefusedRecord.objects.count() == 3


def test_an_input_that_breaks_off_fails_and_what_came_before_stays() -> None:
    packed = gzip.compress(ndjson(*(listed(number) for number in range(1500))))
    outcome = run_import(packed[:-30])
    assert outcome.state == RunState.FAILED
    assert "breaks off" in outcome.fault
    assert outcome.created == outcome.editions == Claim.objects.count() > 0
    assert counts(run_import(gzip.compress(ndjson(*(listed(number) for number in range(outcome.created))))))[
        "unchanged"
    ]


def test_near_duplicates_are_reported_and_never_merged() -> None:
    first = run_import(ndjson(listed(1), markup(url=PAGE, claimReviewed="“Statement number 1” is so!")))
    second = run_import(ndjson(markup(url=f"{PAGE}other", claimReviewed="statement number 1 is SO")))
    assert Claim.objects.count() == 3
    assert [len(outcome.near_duplicates) for outcome in (first, second)] == [1, 1]
    assert "and were not merged" in report(second)
    assert "statement number 1 is SO" in report(second)


@pytest.mark.parametrize(
    "hostile",
    [
        {"claimReviewed": "A\ud800B\u0000C"},
        {"reviewRating": {"alternateName": "\ud800\u0000"}},
        {"headline": "\u0000", "description": "x" * 2_000_000},
        {"author": {"@type": "Organization", "name": "ﷺ" * 300, "url": "https://" + "a." * 120 + "org/"}},
        {"itemReviewed": claim(author={"name": "\u0000" + "x" * 1000, "sameAs": "javascript:alert(1)"})},
        {"itemReviewed": claim(appearance=[{"url": f"https://posts.example.net/{n}"} for n in range(3000)])},
        {"inLanguage": "en" * 100},
        {"author": {"name": "x", "url": "http://["}, "publisher": {"name": "y", "@id": "https://[::1"}},
        {"url": "/x", "author": [{"name": "x", "url": "http://[/"}, {"name": "y", "url": "https://a.org:x/"}]},
        {"itemReviewed": claim(author={"name": "x", "sameAs": ["http://[", "http://]/"]}, url="http://[x]/")},
        {"@id": ["x"], "itemReviewed": {"@id": {"a": []}}},
        {"url": "https://checks.example.org/" + "a" * 1970},
        {"datePublished": "9" * 400, "itemReviewed": claim(datePublished=["2021"] * 900)},
    ],
)
def test_hostile_values_are_taken_in_as_text_or_refused_and_break_nothing(hostile: Node) -> None:
    raw = orjson.dumps(listed(1)) + b"\n" + _loose(markup(**hostile)) + b"\n" + orjson.dumps(listed(2)) + b"\n"
    outcome = run_import(raw)
    assert (outcome.state, is_accounted_for(outcome), outcome.read) == (RunState.DONE, True, 3)
    assert outcome.editions == Claim.objects.count() == outcome.created >= 2
    again = run_import(raw)
    assert (again.created, again.updated, again.editions) == (0, 0, 0)


def _loose(value: Any) -> bytes:
    """JSON with lone surrogates escaped, which a strict writer refuses."""
    return json.dumps(value).encode()


# -- again, in another order, in pieces -------------------------------------------------------------


def of(numbers: Sequence[int]) -> bytes:
    return ndjson(*(REVIEWS[number] for number in numbers))


REVIEWS = [
    listed(0),
    listed(1, reviewRating=None, itemReviewed=claim(author=None)),
    listed(2, author={"@type": "Organization", "name": "Other Checks", "url": "https://other.example.org/"}),
    listed(3, itemReviewed=claim(author={"@type": "Person", "name": "Ben Pier"})),
    markup(claimReviewed="The first thing that this page reviews."),
    markup(claimReviewed="Quite another matter on one and the same page."),
    listed(6, reviewRating={"alternateName": "True"}, datePublished=None),
    {"@type": "ClaimReview"},
]


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.permutations(range(len(REVIEWS))), st.integers(0, len(REVIEWS)), st.lists(st.sampled_from(range(8)), max_size=3)
)
def test_neither_the_order_of_records_nor_splitting_the_input_nor_repeating_some_changes_the_end(
    order: list[int], cut: int, repeated: list[int]
) -> None:
    ends = []
    for pieces in ([list(range(len(REVIEWS)))], [order[:cut], order[cut:] + repeated, order]):
        with transaction.atomic():
            read_as("true", "true")
            for piece in pieces:
                outcome = run_import(of(piece) or b"[]")
                assert is_accounted_for(outcome)
            ends.append(record())
            editions = Edition.objects.count()
            again = run_import(of(order))
            assert (again.unchanged, again.refused, again.editions) == (len(REVIEWS) - 1, 1, 0)
            assert Edition.objects.count() == editions
            transaction.set_rollback(True)
    assert ends[0] == ends[1]


def test_a_changed_review_makes_one_new_edition_and_keeps_the_earlier_judgement() -> None:
    read_as("false", "false")
    read_as("true", "true")
    run_import(ndjson(listed(1, reviewRating={"alternateName": "False"}), listed(2)))
    changed = listed(1, reviewRating={"alternateName": "True"}, headline="Yes, after all")
    outcome = run_import(ndjson(changed, listed(2)))
    assert counts(outcome) == {"read": 2, "updated": 1, "unchanged": 1, "editions": 1}
    made = Claim.objects.get(statement__contains="number 1")
    assert sorted(made.assessments.values_list("label", flat=True)) == ["False", "True"]
    assert Document.objects.get(url="https://checks.example.org/1").title == "Yes, after all"
    last = orjson.loads(Edition.objects.filter(subject_id=made.pk).latest("number").text or "")
    assert (last["edition"]["number"], last["headline"]["verdict"]) == (2, "true")
    assert counts(run_import(ndjson(changed, listed(2)))) == {"read": 2, "unchanged": 2}


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"claimReviewed": "Statement number 1 is so, indeed."}, 2),
        ({"claimReviewed": "Statement number 11 is so."}, 1),
        ({"inLanguage": "de"}, 2),
        ({"datePublished": "2021-03-05"}, 2),
        ({"itemReviewed": claim(datePublished="2021-02-28")}, 2),
        ({"itemReviewed": claim(author={"name": "Ben Pier"})}, 2),
        ({"itemReviewed": claim(appearance={"url": "https://posts.example.net/b"})}, 2),
        ({"reviewRating": {"alternateName": "Not true", "ratingExplanation": "Why."}}, 1),
    ],
)
def test_whatever_a_publisher_changes_in_a_review_updates_the_claim_it_became(change: Node, number: int) -> None:
    run_import(ndjson(listed(1)))
    [made] = Claim.objects.all()
    outcome = run_import(ndjson(listed(1) | change))
    is_another_claim = "11" in change.get("claimReviewed", "")
    assert counts(outcome)["created" if is_another_claim else "updated"] == 1
    assert Edition.objects.filter(subject_id=made.pk).count() == number
    assert counts(run_import(ndjson(listed(1) | change))) == {"read": 1, "unchanged": 1}


def test_two_kinds_of_input_fill_each_others_gaps_and_do_not_take_turns() -> None:
    in_feed = ndjson(listed(1, headline="No …", itemReviewed=claim(author=None, datePublished=None)))
    on_page = html(orjson.dumps(listed(1, headline="No, it is not", inLanguage="de")).decode())
    run_import(in_feed)
    assert counts(run_import(on_page)) == {"read": 1, "updated": 1, "editions": 1}
    [made] = Claim.objects.all()
    assert (made.language, made.made.edtf if made.made else None) == ("en", "2021-03-01")
    for content in (in_feed, on_page, in_feed):
        assert counts(run_import(content)) == {"read": 1, "unchanged": 1}


# -- cut short -------------------------------------------------------------------------------------


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_an_import_that_dies_between_taking_in_and_publishing_is_completed_by_the_next(
    batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = of(range(len(REVIEWS)))
    monkeypatch.setattr(run, "BATCH", 3)
    with transaction.atomic():
        run_import(content)
        undisturbed = record()
        transaction.set_rollback(True)
    published = publish_untouched
    left = iter(range(batches))

    def die(claim_ids: Sequence[Any]) -> Any:
        if next(left, None) is None:
            raise MemoryError
        return published(claim_ids)

    with monkeypatch.context() as dying:
        dying.setattr(publisher, "publish_untouched", die)
        with pytest.raises(MemoryError):
            run_import(content)
    assert record() != undisturbed
    assert ImportRun.objects.get(state=RunState.FAILED).fault == "MemoryError: "
    run_import(content)
    assert record() == undisturbed


def test_an_import_that_meets_a_full_disk_breaks_off_says_so_and_is_completed_when_there_is_room(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    broken = ImportRun.objects.create(origin="x.json", upload=of(range(8)))
    full = full_disk_on("claims_claim")

    def fill(_: ImportRun) -> None:
        """After the first batch there is no more room."""
        if broken.read == 2:
            full.__enter__()

    execute(broken, progress=fill)
    full.__exit__(None, None, None)
    broken.refresh_from_db()
    assert (broken.state, broken.read, broken.editions) == (RunState.INTERRUPTED, 2, 2)
    assert "The disk of the database is full." in broken.fault
    again = start_again(run=broken, by=editor)
    execute(again)
    assert again.state == RunState.DONE
    assert Head.objects.filter(subject_type="claim").count() == Claim.objects.count() == 7


def test_a_full_disk_is_told_by_the_process_that_publishes_and_in_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reviews.ndjson"
    path.write_bytes(of([0]))

    class Pipe:
        """The other process answers."""

        def recv(self) -> object:
            return DiskFullError("The disk of the database is full.")

    def submit(self: publisher.Publisher, _: object) -> None:
        self._pipe = Pipe()
        self._receive()

    monkeypatch.setattr(publisher.Publisher, "submit", submit)
    with pytest.raises(CommandError, match="The disk of the database is full"):
        call_command("import_claimreview", str(path))


def test_a_cancelled_import_stops_after_its_batch_and_the_same_import_completes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "BATCH", 2)
    begun = ImportRun.objects.create(origin="x.json", upload=of(range(8)))

    def cancel(each: ImportRun) -> None:
        ImportRun.objects.filter(pk=each.pk).update(cancel_requested=True)

    execute(begun, progress=cancel)
    assert (begun.state, begun.read, begun.editions) == (RunState.CANCELLED, 2, 2)
    assert counts(run_import(of(range(8))))["created"] == 5


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "reviews.ndjson"
    path.write_bytes(of([0]))
    database = settings.DATABASES["default"] | {"NAME": transaction.get_connection().settings_dict["NAME"]}
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(CannotBegin):
            run_import(of([0]))
        with pytest.raises(CommandError, match="Another import is running"):
            call_command("import_claimreview", str(path), verbosity=0)
    assert not Claim.objects.exists()


def test_an_import_that_meets_a_lock_for_too_long_is_interrupted_keeps_its_input_and_is_begun_anew(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting._Process, "patience", None)  # it tries once
    begun = ImportRun.objects.create(origin="reviews.ndjson", upload=of([0]))
    params = connection.get_connection_params()
    wanted = {key: params[key] for key in ("host", "port", "user", "password", "dbname") if key in params}
    with psycopg.connect(**wanted, application_name="psql") as other, connection.cursor() as cursor:
        other.execute("SELECT position FROM editions_counter FOR UPDATE")
        cursor.execute("SET LOCAL lock_timeout = '20ms'")
        execute(begun)
    begun.refresh_from_db()
    assert (begun.state, begun.read) == (RunState.INTERRUPTED, 0)
    assert "It is held by psql (role claimtrack_app) since " in begun.fault
    again = execute(start_again(run=begun, by=editor))
    assert counts(again) == {"read": 1, "unchanged": 1, "editions": 1}


# -- claims that people have touched ---------------------------------------------------------------


def test_what_is_redacted_is_not_taken_in_again_and_leaves_nothing(editor: User, checker: User) -> None:
    run_import(ndjson(listed(1), markup(url=PAGE, claimReviewed="statement number 1 is so")))
    run_import(ndjson(listed(1, reviewRating={"alternateName": "A"}), listed(1, reviewRating={"alternateName": "B"})))
    [made] = Claim.objects.filter(statement__startswith="Statement")
    redact(root=made, numbers=None, legal_basis="An order.", public_reason=None, requested_by=checker, by=editor)
    outcome = run_import(ndjson(listed(1)))
    assert counts(outcome) == {"read": 1, "refused": 1}
    [refused] = RefusedRecord.objects.all()
    assert (refused.reason, bytes(refused.raw)) == (IS_REDACTED, b"")
    made.refresh_from_db()
    assert made.statement == "[redacted]"
    assert not any("number 1" in report(each) and "Statement" in report(each) for each in ImportRun.objects.all())
    assert counts(run_import(ndjson(listed(1)))) == {"read": 1, "refused": 1}


# -- the command -----------------------------------------------------------------------------------


def test_the_command_reads_a_path_or_standard_input_and_prints_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reviews.json.gz"
    path.write_bytes(gzip.compress(of([0, 7])))
    told = io.StringIO()
    call_command("import_claimreview", str(path), stdout=told, verbosity=0)
    assert "        1  created" in told.getvalue()
    assert "line 2: " in told.getvalue()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(of([0]))))
    call_command("import_claimreview", "-", stdout=told, verbosity=0)
    assert "        1  unchanged" in told.getvalue()
    call_command("import_claimreview", refused=True, stdout=told, verbosity=0)
    assert "refused records: done" in told.getvalue()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Give a path"),
        (["x", "--refused"], "Give a path"),
        (["/nowhere/at/all.json"], "No such file"),
        (["/"], "Is a directory"),
        (["http://127.0.0.1:9/"], "not on the public network"),
    ],
)
def test_the_command_says_what_it_cannot_do(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_claimreview", *arguments, verbosity=0)
