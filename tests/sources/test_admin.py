"""The desk's pages for sources, documents and captures."""

import hashlib

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from claimtrack.editions.models import Edition
from claimtrack.editions.roots import Stage
from sources import writing as actions
from sources.models import Capture, Document, Office, ReliabilityGrade, Source
from tests.admin_forms import errors_of, fields_of, page, page_of, send, told
from tests.factories import AppearanceFactory, DocumentFactory, GradeFactory, SourceFactory

pytestmark = pytest.mark.django_db

PAGE = "Officials called it a “new Syria” again."


# -- sources --------------------------------------------------------------------------------------


def test_a_new_source_is_marked_as_a_persons_work_and_a_changed_one_counts_up(desk: Client) -> None:
    assert send(desk, page_of(Source, "add"), name="Reuters", slug="reuters", kind="outlet").status_code == 302
    source = Source.objects.get()
    assert (source.edited_by_person, source.version) == (True, 1)
    send(desk, page(source), aliases="Thomson Reuters\nReuters, Ltd.")
    source.refresh_from_db()
    assert (source.aliases, source.version) == (["Thomson Reuters", "Reuters, Ltd."], 2)


def test_the_rules_of_an_anonymous_source_are_told(desk: Client) -> None:
    response = send(desk, page_of(Source, "add"), name="a source", slug="a-source", kind="anonymous")
    assert errors_of(response) == [
        "An anonymous source belongs to one document and has no website; any other source belongs to none."
    ]


def test_the_ledger_of_reliability_grows_and_is_never_changed(desk: Client) -> None:
    source = SourceFactory()
    added = {
        "grades-TOTAL_FORMS": 1,
        "grades-0-at": "2020-01-01",
        "grades-0-grade": "B",
        "grades-0-reasons": "Right so far.",
    }
    assert send(desk, page(source), **added).status_code == 302
    grade = ReliabilityGrade.objects.get()
    assert Source.objects.get().version == 2
    ReliabilityGrade.objects.update(approved_at=timezone.now())
    send(desk, page(source), **{"grades-0-reasons": "Other reasons."})
    assert desk.post(page(grade), {"reasons": "Other reasons."}).status_code == 403
    assert ReliabilityGrade.objects.get().reasons == "Right so far."


def test_a_grade_leaves_only_with_a_source_that_was_never_published(desk: Client, editor: User) -> None:
    drafted, published = SourceFactory(), SourceFactory()
    for source in (drafted, published):
        GradeFactory(source=source)
    actions.publish(sources=[published], by=editor)
    assert desk.post(page(published, "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(page(published.grades.get(), "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(page(drafted, "delete"), {"post": "yes"}).status_code == 302
    assert list(ReliabilityGrade.objects.all()) == [published.grades.get()]


def test_an_office_saved_on_its_own_page_is_written_under_the_person(desk: Client) -> None:
    person, army = SourceFactory(kind="person"), SourceFactory(kind="organization")
    office = Office.objects.create(person=person, organization=army, title="Spokesman")
    send(desk, page(office), title="Commander")
    assert [Source.objects.get(pk=source.pk).version for source in (person, army)] == [2, 1]
    response = send(desk, page(office), organization=person.pk)
    assert errors_of(response) == ["Nobody holds an office in themselves."]


def test_a_source_is_published_retracted_and_restored_from_its_page(desk: Client) -> None:
    source = SourceFactory()
    assert source.name in desk.get(page(source, "publish")).content.decode()
    response = desk.post(page(source, "publish"), {"words": ""}, follow=True)
    assert told(response) == ["On the record now: edition 1 (published)."]
    assert "Say why the source is retracted" in desk.post(page(source, "retract"), {"words": ""}).content.decode()
    desk.post(page(source, "retract"), {"words": "It never existed."})
    source.refresh_from_db()
    assert source.stage == Stage.RETRACTED
    shown = desk.get(page(source)).content.decode()
    assert f'href="/api/v1/sources/{source.pk}/?edition=2"' in shown
    assert "It never existed." in shown
    response = desk.post(page(source, "restore"), {"words": ""}, follow=True)
    assert told(response) == ["On the record now: edition 3 (restored)."]


def test_selected_sources_are_published_together_or_not_at_all(desk: Client, editor: User) -> None:
    one, two = SourceFactory(), SourceFactory()
    actions.publish(sources=[two], by=editor)
    actions.retract(source=two, by=editor, reason="It never existed.")
    chosen = {"action": "publish_selected", "_selected_action": [one.pk, two.pk]}
    messages = told(desk.post(page_of(Source), chosen, follow=True))
    assert messages[-1] == "Nothing was published."
    assert any(two.name in line for line in messages)
    assert not Edition.objects.filter(subject_id=one.pk).exists()


# -- documents and captures -----------------------------------------------------------------------


def new_capture(**values: object) -> dict[str, object]:
    now = timezone.now()
    filled = {"tool": "by hand", "media_type": "text/plain", "taken_at_0": now.date(), "taken_at_1": now.time()}
    fields = {f"captures-2-0-{name}": value for name, value in (filled | values).items()}
    return {"captures-2-TOTAL_FORMS": 1} | fields


def test_the_same_address_is_one_document(desk: Client) -> None:
    DocumentFactory(url="https://example.org/a")
    other = DocumentFactory()
    response = send(desk, page(other), url="https://example.org/a")
    assert errors_of(response) == ["This address is already a document; use that one."]


def test_a_text_pasted_on_the_documents_page_is_captured_and_its_quotations_are_checked(
    desk: Client, editor: User
) -> None:
    appearance = AppearanceFactory(quote="new Syria")
    assert send(desk, page(appearance.document), **new_capture(text=PAGE)).status_code == 302
    stored = Capture.objects.get()
    assert stored.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert stored.taken_by == editor.get_username()
    appearance.refresh_from_db()
    assert appearance.anchored is True


def test_a_document_can_be_created_with_its_capture(desk: Client) -> None:
    publisher = SourceFactory()
    fields = {"title": "A page", "publisher": publisher.pk, "medium": "article"} | new_capture(text=PAGE)
    assert send(desk, page_of(Document, "add"), **fields).status_code == 302
    assert Document.objects.get().captures.get().text == PAGE


def test_an_uploaded_file_is_kept_byte_for_byte(desk: Client) -> None:
    document = DocumentFactory()
    content = b"%PDF-1.7 \x00\xff"
    response = send(
        desk,
        page_of(Capture, "add"),
        document=document.pk,
        tool="by hand",
        media_type="application/pdf",
        taken_at_0="2020-01-01",
        taken_at_1="12:00:00",
        file=SimpleUploadedFile("page.pdf", content, "application/pdf"),
    )
    stored = Capture.objects.get()
    assert response.status_code == 302
    assert bytes(stored.content or b"") == content
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    shown = desk.get(page(stored)).content.decode()
    assert stored.sha256 in shown
    assert "tool" not in fields_of(desk.get(page(stored)))


def test_a_capture_of_nothing_and_the_same_one_twice_are_refused(desk: Client) -> None:
    document = DocumentFactory()
    assert errors_of(send(desk, page(document), **new_capture())) == [
        "A capture holds a text or the bytes of the document."
    ]
    send(desk, page(document), **new_capture(text=PAGE))
    assert errors_of(send(desk, page(document), **new_capture(text=PAGE))) == [
        "The same copy of this document is already stored."
    ]
    assert Capture.objects.count() == 1


def test_a_discarded_capture_leaves_its_quotations_unknown(desk: Client) -> None:
    appearance = AppearanceFactory(quote="new Syria")
    send(desk, page(appearance.document), **new_capture(text=PAGE))
    desk.post(page(Capture.objects.get(), "delete"), {"post": "yes", "reason": "Another page was copied."})
    appearance.refresh_from_db()
    assert (Capture.objects.count(), appearance.anchored) == (0, None)


def test_selected_captures_are_discarded(desk: Client) -> None:
    document = DocumentFactory()
    for text in ("One.", "Two."):
        actions.capture(document=document, text=text, tool="by hand", by=None)
    chosen = {
        "action": "delete_selected",
        "_selected_action": [capture.pk for capture in Capture.objects.all()],
        "post": "yes",
    }
    told = desk.post(page_of(Capture), chosen, follow=True).content.decode()
    assert "Say why it goes" in told
    assert Capture.objects.count() == 2
    desk.post(page_of(Capture), chosen | {"reason": "Both are of another page."})
    assert Capture.objects.count() == 0


def test_a_changed_quotation_is_checked_at_once(desk: Client) -> None:
    appearance = AppearanceFactory(quote="old Syria")
    actions.capture(document=appearance.document, text=PAGE, tool="by hand", by=None)
    appearance.refresh_from_db()
    assert appearance.anchored is False
    send(desk, page(appearance), quote="new Syria")
    appearance.refresh_from_db()
    assert appearance.anchored is True
