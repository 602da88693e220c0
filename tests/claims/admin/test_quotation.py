"""An address, a quotation and a page are enough: the document, its capture and the appearance follow."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import Appearance, Assessment, Claim, Rebuttal
from claimtrack.accounts.roles import Role
from claimtrack.ids import slug_is_not_an_id
from sources import copies as captures
from sources.models import Capture, Document, Fetch, Source
from tests.admin_forms import page, send, told
from tests.factories import ClaimFactory, DocumentFactory, SourceFactory
from tests.people import in_role
from tests.pictures import FILM, RECORDING, encoded, scene, telling

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

URL = "https://www.example.org/news/1"
HTML = """<!doctype html><html><head><title>Troops &amp; missiles</title><style>p {color: red}</style></head>
<body><script>alert("no")</script><h1>Troops</h1>
<p>Officials say it is a “new <b>Syria</b>” for&nbsp;them.</p></body>"""


def quote(client: Client, claim: Claim, **fields: Any) -> Any:
    given = {"url": URL, "quote": "a “new Syria”", "title": "Troops", "role": "asserts"}
    return send(client, page(claim, "quotation"), **given | fields)


def test_an_address_and_a_quotation_are_enough(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    assert quote(desk, claim, pasted=HTML, title="").status_code == 302
    appearance = Appearance.objects.get()
    assert (appearance.claim, appearance.quote, appearance.anchored) == (claim, "a “new Syria”", True)
    document = appearance.document
    assert (document.url, document.title) == (URL, "Troops & missiles")
    assert (document.publisher.name, document.publisher.website) == ("example.org", "https://example.org/")
    capture = document.captures.get()
    assert (capture.media_type, capture.taken_by) == ("text/html", "editor")
    assert capture.text == "Troops\nOfficials say it is a “new Syria” for\xa0them."
    assert Claim.objects.get(pk=claim.pk).version == 2


def test_a_claim_begins_with_a_quotation(desk: Client) -> None:
    fields = {
        "url": URL,
        "quote": "a “new Syria”",
        "title": "Troops",
        "statement": "Libya is a new Syria.",
        "role": "asserts",
    }
    response = send(desk, "/admin/claims/claim/quotation/", **fields)
    claim = Claim.objects.get()
    assert response.headers["Location"] == f"{page(claim)}#appearances"
    assert (claim.slug, claim.stage, claim.edited_by_person) == ("libya-is-a-new-syria", "draft", True)
    send(desk, "/admin/claims/claim/quotation/", **fields)
    assert Claim.objects.filter(slug="libya-is-a-new-syria-2").exists()
    assert Document.objects.count() == 1


def test_a_claim_begins_with_a_picture_too(desk: Client) -> None:
    picture = SimpleUploadedFile("square.png", encoded(scene(), "PNG"), "image/png")
    fields = {"url": URL, "title": "A square", "statement": "The square was full.", "file": picture, "role": "asserts"}
    response = send(desk, "/admin/claims/claim/quotation/", **fields, media_category="EditedOrCroppedContent")
    assert response.status_code == 302
    appearance = Appearance.objects.get()
    assert (appearance.quote, appearance.anchored) == ("", None)
    assert appearance.media_category == "EditedOrCroppedContent"
    assert appearance.document.captures.get().media_type == "image/png"


def test_a_picture_has_a_description_in_place_of_a_quotation_and_is_asked_about_before_anything_is_stored(
    desk: Client,
) -> None:
    def sent(**more: Any) -> Any:
        picture = SimpleUploadedFile("a.jpg", telling(), "image/jpeg")
        fields = {"url": URL, "title": "A square", "statement": "It was full.", "file": picture, "role": "asserts"}
        return send(desk, "/admin/claims/claim/quotation/", **fields, description="A square, from above.", **more)

    assert list(sent().context["form"].errors) == ["particulars"]
    assert list(sent(quote="full").context["form"].errors) == ["description", "particulars"]
    assert not Document.objects.exists()
    assert sent(particulars="strip", transcript="FREEDOM").status_code == 302
    appearance = Appearance.objects.get()
    assert (appearance.description, appearance.transcript) == ("A square, from above.", "FREEDOM")
    other = {"url": f"{URL}/2", "title": "Another", "statement": "It was full.", "role": "asserts"}
    again = {**other, "file": SimpleUploadedFile("a.jpg", telling(), "image/jpeg"), "particulars": "strip"}
    assert list(send(desk, "/admin/claims/claim/quotation/", **again).context["form"].errors) == ["despite"]


SPEECH = {
    "url": "",
    "quote": "",
    "title": "[Speech at the harbour]",
    "medium": "speech",
    "new_publisher": "Ana Bel",
    "role": "asserts",
}


def test_a_claim_begins_with_a_speech_that_was_heard_and_has_no_address(desk: Client) -> None:
    heard = {**SPEECH, "statement": "The harbour is closed.", "published_edtf": "2031-05"}
    response = send(desk, "/admin/claims/claim/quotation/", **heard, new_publisher_kind="person")
    assert response.status_code == 302
    document = Appearance.objects.get().document
    assert (document.url, document.title, document.medium) == ("", "[Speech at the harbour]", "speech")
    assert str(document.published) == "May 2031"
    assert (document.publisher.name, document.publisher.kind, document.publisher.website) == ("Ana Bel", "person", "")


@pytest.mark.parametrize(("missing", "told"), [("title", "in brackets"), ("new_publisher", "name a new one")])
def test_without_an_address_what_nothing_tells_is_asked_for_beside_its_field(
    desk: Client, missing: str, told: str
) -> None:
    response = quote(desk, ClaimFactory(appearance=None), **{**SPEECH, missing: ""})
    errors = response.context["form"].errors
    assert list(errors) == [missing.removeprefix("new_")]
    assert told in str(errors)
    assert not Document.objects.exists()


def test_a_document_without_an_address_is_chosen_where_it_is_known(desk: Client) -> None:
    speech = DocumentFactory(url="")
    assert quote(desk, ClaimFactory(appearance=None), url="", title="", known=speech.pk).status_code == 302
    assert Appearance.objects.get().document == speech


def test_an_address_of_one_document_beside_the_choice_of_another_is_refused(desk: Client) -> None:
    response = quote(desk, ClaimFactory(appearance=None), known=DocumentFactory(url="https://example.net/2").pk)
    assert list(response.context["form"].errors) == ["known"]


@pytest.mark.parametrize(
    ("content", "kind", "medium"),
    [(encoded(scene(), "GIF"), "image/gif", "image"), (FILM, "video/mp4", "video"), (RECORDING, "audio/ogg", "audio")],
    ids=["image", "video", "audio"],
)
def test_a_file_tells_the_medium_unless_somebody_says_otherwise(
    desk: Client, content: bytes, kind: str, medium: str
) -> None:
    for address, chosen in ((URL, ""), (f"{URL}2", "post")):
        upload = SimpleUploadedFile("a", content + address.encode(), kind)
        given = {"url": address, "quote": "", "file": upload, "medium": chosen, "despite": "on"}
        assert quote(desk, ClaimFactory(appearance=None), **given)
        assert Document.objects.get(url=address).medium == (chosen or medium)


def test_whoever_has_an_account_is_of_no_kind_before_somebody_says_so(desk: Client) -> None:
    quote(desk, ClaimFactory(appearance=None), url="https://t.me/bellharbour/7")
    assert Document.objects.get().publisher.kind == "unknown"
    quote(desk, ClaimFactory(appearance=None))
    assert Document.objects.get(url=URL).publisher.kind == "outlet"


def test_a_near_miss_is_shown_with_its_difference_and_nothing_is_saved(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    response = quote(desk, claim, quote="Officials said it is a “new Syria” for them.", pasted=HTML)
    shown = response.content.decode()
    assert "<del>said</del>" in shown
    assert "<ins>say</ins>" in shown
    assert not Document.objects.exists()
    kept = quote(desk, claim, quote="Officials said it is a “new Syria” for them.", pasted=HTML, nonetheless="on")
    assert told(desk.get(kept.headers["Location"]))[0].endswith("was not found there.")
    assert Appearance.objects.get().anchored is False


def test_what_is_nowhere_near_is_said_to_be_nowhere(desk: Client) -> None:
    response = quote(desk, ClaimFactory(appearance=None), quote="Nothing of the sort whatever.", pasted=HTML)
    assert "Nothing like the quotation was found" in response.content.decode()


def test_a_quotation_can_be_checked_without_saving(desk: Client) -> None:
    response = quote(desk, ClaimFactory(appearance=None), pasted=HTML, check="Check the quotation only")
    assert "was found in the page, letter for letter" in response.content.decode()
    assert not Document.objects.exists()


def test_a_known_address_uses_its_document_and_what_is_stored_of_it(desk: Client) -> None:
    known = DocumentFactory(url=URL, title="Known")
    Capture.objects.create(
        document=known, taken_at="2020-01-01T00:00Z", tool="x", text="It is a “new Syria”.", sha256="0"
    )
    claim = ClaimFactory(appearance=None)
    quote(desk, claim, title="Another title")
    assert (Appearance.objects.get().document, Appearance.objects.get().anchored) == (known, True)
    assert Document.objects.get().title == "Known"


def test_the_same_page_is_kept_once(desk: Client) -> None:
    for claim in (ClaimFactory(appearance=None), ClaimFactory(appearance=None)):
        assert quote(desk, claim, pasted=HTML).status_code == 302
    assert Capture.objects.count() == 1


def test_a_publisher_is_known_by_the_address_of_its_site(desk: Client) -> None:
    outlet = SourceFactory(website="http://example.org")
    quote(desk, ClaimFactory(appearance=None))
    assert Document.objects.get().publisher == outlet
    assert Source.objects.filter(documents__isnull=False).count() == 1


@pytest.mark.parametrize("home", [{"website": "https://x.com/alice"}, {"same_as": ["https://twitter.com/Alice"]}])
def test_an_account_on_a_shared_host_is_known_by_its_posts_and_by_nobody_elses(desk: Client, home: Any) -> None:
    alice = SourceFactory(name="Alice", **home)
    SourceFactory(name="X", website="https://x.com/")
    quote(desk, ClaimFactory(appearance=None), url="https://mobile.twitter.com/alice/status/1")
    assert Document.objects.get().publisher == alice
    quote(desk, ClaimFactory(appearance=None), url="https://x.com/bob/status/1")
    bob = Document.objects.get(url="https://x.com/bob/status/1").publisher
    assert (bob.name, bob.website) == ("bob (x.com)", "https://x.com/bob")
    quote(desk, ClaimFactory(appearance=None), url="https://twitter.com/BOB/status/2")
    assert set(bob.documents.values_list("url", flat=True)) == {
        "https://x.com/bob/status/1",
        "https://twitter.com/BOB/status/2",
    }


@pytest.mark.parametrize("begins", [True, False])
def test_where_an_address_does_not_name_the_account_the_page_asks_for_the_publisher(desk: Client, begins: bool) -> None:
    SourceFactory(name="YouTube", website="https://www.youtube.com/")
    alice = SourceFactory(name="Alice", website="https://www.youtube.com/@alice")
    fields = {
        "url": "https://www.youtube.com/watch?v=1",
        "quote": "a “new Syria”",
        "title": "Troops",
        "role": "asserts",
    }
    where = page(ClaimFactory(appearance=None), "quotation")
    if begins:
        where, fields["statement"] = "/admin/claims/claim/quotation/", "Libya is a new Syria."
    response = send(desk, where, **fields)
    assert list(response.context["form"].errors) == ["publisher"]
    assert "Many publish at youtube.com, and this address does not tell whose page it is" in response.content.decode()
    assert not Document.objects.exists()
    assert send(desk, where, **fields, publisher=alice.pk).status_code == 302
    assert Document.objects.get().publisher == alice


def test_a_publisher_named_by_hand_is_given_no_platforms_front_page_for_a_website(desk: Client) -> None:
    quote(desk, ClaimFactory(appearance=None), url="https://youtu.be/1", new_publisher="Harbour TV")
    assert Source.objects.get(name="Harbour TV").website == ""


def test_an_item_in_same_as_makes_nobody_the_publisher_at_its_host(desk: Client) -> None:
    SourceFactory(name="Alice", same_as=["https://www.wikidata.org/wiki/Q1"])
    quote(desk, ClaimFactory(appearance=None), url="https://www.wikidata.org/wiki/Q2")
    assert Document.objects.get().publisher.name == "wikidata.org"


def test_where_several_sources_are_at_one_host_the_page_asks_which_it_is(desk: Client) -> None:
    for name in ("Harbour News", "Harbour Sport"):
        SourceFactory(name=name, website="https://example.org/")
    response = quote(desk, ClaimFactory(appearance=None))
    assert "Several sources are at example.org: “Harbour News”, “Harbour Sport”." in response.content.decode()
    assert not Document.objects.exists()


def test_an_uploaded_page_is_kept_byte_for_byte(desk: Client) -> None:
    content = HTML.replace("<title>", '<meta charset="windows-1252"><title>').encode("windows-1252")
    upload = SimpleUploadedFile("page.html", content, content_type="text/html")
    assert quote(desk, ClaimFactory(appearance=None), file=upload).status_code == 302
    capture = Capture.objects.get()
    assert bytes(capture.content or b"") == content
    assert "“new Syria”" in capture.text


def test_too_large_a_file_is_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captures, "MAX_BYTES", 10)
    upload = SimpleUploadedFile("page.html", HTML.encode(), content_type="text/html")
    response = quote(desk, ClaimFactory(appearance=None), file=upload)
    assert "10 are kept at most" in response.content.decode()
    # Browsers do not send a file a second time by themselves.
    assert "choose it again before you save" in response.content.decode()


def test_a_document_whose_title_nothing_tells_goes_by_its_address(desk: Client) -> None:
    assert quote(desk, ClaimFactory(appearance=None), title="").status_code == 302
    document = Document.objects.get(appearances__isnull=False)
    assert (document.title, str(document)) == ("", document.url)


def test_a_reporter_files_a_claim_with_its_document_and_goes_on_with_it(reporter: User) -> None:
    client = Client()
    client.force_login(reporter)
    given = {"url": URL, "title": "Troops", "statement": "It is so.", "pasted": HTML, "new_publisher": "The Paper"}
    given |= {"role": "reports", "new_publisher_kind": "outlet"}
    assert send(client, "/admin/claims/claim/quotation/", **given).status_code == 302
    claim = Claim.objects.get()
    assert claim.author == reporter
    assert send(client, page(claim, "quotation"), url=f"{URL}/2", title="More", role="reports").status_code == 302
    assert send(client, page(claim), context="Seen from the pier.").status_code == 302
    assert claim.appearances.count() == 2


def test_whoever_may_not_write_documents_does_not_see_the_page(reporter: User) -> None:
    claim = ClaimFactory()  # somebody else's
    client = Client()
    client.force_login(reporter)
    assert client.get(page(claim, "quotation")).status_code == 403
    assert b"Add an appearance" not in client.get(page(claim)).content
    assert client.get("/admin/claims/claim/00000000-0000-7000-8000-000000000000/quotation/").status_code == 404


@pytest.mark.parametrize(
    ("url", "name"), [("https://t.me/sea_news_/482", "sea_news_ (t.me)"), ("https://example.org/", "example.org")]
)
def test_a_claim_and_an_account_of_any_script_and_spelling_are_given_slugs(desk: Client, url: str, name: str) -> None:
    fields = {"url": url, "quote": "", "title": "ამბები", "statement": "2031 წელს სამი ვაგონი ჩამოვიდა."}
    fields |= {"role": "reports", "language": "ka"}
    assert send(desk, "/admin/claims/claim/quotation/", **fields).status_code == 302
    source = Source.objects.get(name=name)
    for slug in (source.slug, Claim.objects.get().slug):
        slug_is_not_an_id(slug)


def test_a_statement_in_other_letters_than_those_of_the_usual_language_is_asked_about(desk: Client) -> None:
    fields = {"url": URL, "quote": "", "title": "ამბები", "statement": "სამი ვაგონი ჩამოვიდა.", "role": "asserts"}
    response = send(desk, "/admin/claims/claim/quotation/", **fields)
    assert list(response.context["form"].errors) == ["language"]
    assert send(desk, "/admin/claims/claim/quotation/", **fields, language="ka").status_code == 302
    assert Claim.objects.get().language == "ka"


def test_what_the_document_does_with_the_claim_is_chosen_and_not_taken_for_granted(desk: Client) -> None:
    response = quote(desk, ClaimFactory(appearance=None), role="")
    assert list(response.context["form"].errors) == ["role"]


def test_what_is_at_a_social_network_is_a_post_unless_somebody_says_otherwise(desk: Client) -> None:
    quote(desk, ClaimFactory(appearance=None), url="https://t.me/bellharbour/8")
    assert Document.objects.get().medium == "post"


# -- a page that is fetched -----------------------------------------------------------------------

FETCHED = {
    "title": "Harbour closed",
    "authors": ["Ada Perit"],
    "publisher": "The Harbour Gazette",
    "language": "en-MT",
    "published": "2026-11-01",
}


def page_of_the_web(by: User, **columns: Any) -> Fetch:
    """As a worker leaves it."""
    given = {
        "url": URL,
        "by": by,
        "state": "done",
        "proposed": FETCHED,
        "tool": "claimtrack",
        "media_type": "text/html",
    }
    held = {"content": HTML.encode(), "text": "Officials say it is a “new Syria”.", "taken_at": "2026-11-02T10:00Z"}
    fetch: Fetch = Fetch.objects.create(**given | held | columns)
    return fetch


FETCH = "/admin/claims/claim/quotation/fetch/"


def test_what_was_fetched_is_proposed_and_becomes_the_capture_that_the_quotation_is_checked_against(
    desk: Client, editor: User
) -> None:
    fetch = page_of_the_web(editor)
    answer = desk.get(FETCH, {"fetched": str(fetch.pk)}).json()
    assert answer["proposed"] == {
        "title": "Harbour closed",
        "authors": "Ada Perit",
        "new_publisher": "The Harbour Gazette",
        "published_edtf": "2026-11-01",
        "document_language": "en-MT",
    }
    fields = answer["proposed"] | {"fetched": answer["id"], "statement": "It is a new Syria."}
    given = {"url": f"{URL}?fbclid=abc", "quote": "a “new Syria”", "role": "asserts"}
    assert send(desk, "/admin/claims/claim/quotation/", **given | fields).status_code == 302
    document = Document.objects.get()
    assert (document.url, document.authors, document.language) == (URL, ["Ada Perit"], "en-MT")
    assert (document.publisher.name, document.published and document.published.edtf) == (
        "The Harbour Gazette",
        "2026-11-01",
    )
    assert bytes(document.captures.get().content or b"") == HTML.encode()
    assert Appearance.objects.get().anchored is True


def test_without_a_script_the_page_is_asked_for_and_looked_at_by_its_button(desk: Client, editor: User) -> None:
    begin = "/admin/claims/claim/quotation/"
    page_shown = send(desk, begin, url=URL, title="My own title", fetch="1").content.decode()
    assert "is being fetched" in page_shown or "No worker is at work" in page_shown
    fetch = Fetch.objects.get()
    assert str(fetch.pk) in page_shown
    Fetch.objects.filter(pk=fetch.pk).update(state="done", proposed=FETCHED, text="So.", taken_at="2026-11-02T10:00Z")
    shown = send(desk, begin, url=URL, title="My own title", fetch="1", fetched=str(fetch.pk)).content.decode()
    assert Fetch.objects.count() == 1
    assert 'value="My own title"' in shown
    assert 'value="The Harbour Gazette"' in shown
    assert shown.count('class="desk-proposed"') == 4


def test_what_a_colleague_had_fetched_is_neither_told_nor_kept(desk: Client) -> None:
    fetch = page_of_the_web(in_role(Role.EDITOR, "other"))
    assert desk.get(FETCH, {"fetched": str(fetch.pk)}).status_code == 404
    assert desk.get(FETCH, {"fetched": "nothing"}).status_code == 404
    fields = {"url": URL, "title": "So", "statement": "It is so.", "role": "asserts", "fetched": str(fetch.pk)}
    assert send(desk, "/admin/claims/claim/quotation/", **fields).status_code == 302
    assert Capture.objects.count() == 0


def test_where_the_page_is_refused_the_desk_says_why_and_the_address_is_judged_at_once(
    desk: Client, editor: User
) -> None:
    fetch = page_of_the_web(editor, state="refused", fault="It answered 403. Paste it.", proposed={}, content=None)
    assert desk.get(FETCH, {"fetched": str(fetch.pk)}).json()["told"] == "It answered 403. Paste it."
    assert desk.post(FETCH, {"url": "http://localhost/"}).json()["state"] == "refused"
    assert desk.post(FETCH, {"url": f"{URL}/2"}).json()["state"] == "waiting"


# -- what answers the claim, and what judges it ---------------------------------------------------


def test_a_denial_is_entered_on_one_page_and_the_next_document_after_it(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    given = {"role": "denial", "in_words": "She lies in dock.", "new_publisher": "Port Authority", "another": "1"}
    answer = quote(desk, claim, **given)
    assert answer.headers["Location"] == page(claim, "quotation")
    rebuttal = Rebuttal.objects.get()
    assert (rebuttal.kind, rebuttal.standing, rebuttal.statement) == ("denial", "unknown", "She lies in dock.")
    assert (rebuttal.source.name, rebuttal.answers.get().claim) == ("Port Authority", claim)
    assert Appearance.objects.count() == 0


def test_a_fact_check_of_others_is_entered_on_one_page_and_waits_to_be_approved(desk: Client) -> None:
    claim = ClaimFactory(appearance=None)
    given = {"role": "judges", "verdict": "false", "label": "Pants on fire", "new_publisher": "Checks of Malta"}
    assert quote(desk, claim, **given).headers["Location"] == f"{page(claim)}#assessments"
    judged = Assessment.objects.get()
    assert judged.source is not None
    assert (judged.source.name, judged.verdict, judged.label) == ("Checks of Malta", "false", "Pants on fire")
    assert (judged.approved_at, judged.document) == (None, Document.objects.get())


@pytest.mark.parametrize(("role", "asked"), [("correction", "Say in your words"), ("judges", "Choose the verdict")])
def test_what_an_answer_and_a_judgement_need_besides_is_asked_beside_its_field(
    desk: Client, role: str, asked: str
) -> None:
    assert asked in quote(desk, ClaimFactory(appearance=None), role=role).content.decode()
    assert Document.objects.count() == 0


def test_whoever_may_not_judge_is_not_offered_to(client: Client) -> None:
    client.force_login(in_role(Role.REPORTER))
    shown = client.get("/admin/claims/claim/quotation/").content.decode()
    assert "It answers the claim" in shown
    assert "It judges the claim" not in shown
