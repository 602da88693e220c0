"""Images, films and recordings as captures: what is asked before they are kept, how they are shown, who sees what."""

import base64
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claimtrack.accounts.rights import NotAllowed
from claimtrack.accounts.roles import Role
from claimtrack.writing.restricting import restrict
from sources import writing as actions
from sources.media import reading
from sources.models import Capture, Document
from sources.tasks import read_words
from sources.vocabulary import Level
from tests.desk_api import Program
from tests.factories import DocumentFactory
from tests.people import in_role
from tests.pictures import AUTHOR, DEVICE, FILM, PLACE, PNG_OF_NOTHING, encoded, pieces, scene, telling

pytestmark = pytest.mark.django_db

LOOK = "/admin/sources/capture/look/"


def stored(content: bytes, by: User | None, *, document: Document | None = None, **given: Any) -> Capture:
    """As the database has it."""
    copy = actions.capture(
        document=document or DocumentFactory(), content=content, media_type="image/jpeg", tool="by hand", by=by, **given
    )
    return Capture.objects.get(pk=copy.pk)


def refusal(content: bytes, by: User, **given: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        stored(content, by, **given)
    return refused.value.message_dict


# -- what the file says besides -------------------------------------------------------------------


def test_nobody_keeps_place_author_and_device_without_having_chosen_to(reporter: User) -> None:
    [asked] = refusal(telling(), reporter)["particulars"]
    assert f"Place: {PLACE}. Author: {AUTHOR}. Device: Harbour Optics, {DEVICE}" in asked
    assert not Capture.objects.exists()


def test_what_is_kept_stays_as_it_came(reporter: User) -> None:
    content = telling()
    kept = stored(content, reporter, particulars="keep")
    assert (bytes(kept.content or b""), kept.original, kept.sha256 == kept.came_as) == (content, None, True)


def test_what_is_stripped_is_nowhere(reporter: User) -> None:
    kept = stored(telling(), reporter, particulars="strip")
    assert AUTHOR.encode() not in bytes(kept.content or b"")
    assert "E1" not in pieces(bytes(kept.content or b""))
    assert (kept.original, kept.sha256 != kept.came_as) == (None, True)


def test_an_original_for_editors_is_kept_beside_a_copy_that_says_nothing(reporter: User) -> None:
    content = telling()
    kept = stored(content, reporter, particulars="editors")
    assert bytes(kept.original or b"") == content
    assert AUTHOR.encode() not in bytes(kept.content or b"")


def test_an_image_that_says_nothing_besides_is_kept_without_a_question(reporter: User) -> None:
    kept = stored(encoded(scene()), reporter)
    assert (kept.particulars, kept.media_type, kept.width, kept.height) == ("keep", "image/jpeg", 320, 240)


def test_of_a_film_nothing_is_taken_out_and_that_is_said(reporter: User) -> None:
    assert "keep it as it is" in refusal(FILM, reporter, particulars="strip")["particulars"][0]
    assert stored(FILM, reporter).media_type == "video/mp4"


def test_what_cannot_be_read_is_said_of_the_bytes_and_what_cannot_be_taken_out_of_the_choice(reporter: User) -> None:
    assert "damaged" in refusal(PNG_OF_NOTHING, reporter)["content"][0]
    moving = encoded(scene(), "GIF", save_all=True, append_images=[scene(2)])
    assert "It moves" in refusal(moving, reporter, particulars="strip")["particulars"][0]


def test_text_has_nothing_of_a_picture(reporter: User) -> None:
    with pytest.raises(ValidationError, match="no image"):
        actions.capture(document=DocumentFactory(), text="Words.", tool="by hand", graphic=True, by=reporter)


# -- the same file, and images like it ------------------------------------------------------------


def test_the_same_file_and_an_image_like_it_are_told_before_they_are_kept(reporter: User) -> None:
    first = stored(telling(), reporter, document=DocumentFactory(title="The quay"), particulars="strip")
    again = refusal(telling(), reporter, particulars="strip")["nonetheless"]
    told = f"the same file in “The quay” at {first.taken_at:%Y-%m-%d %H:%M}"
    assert again == [f"It is there already: {told}. Use that, or store it nonetheless."]
    smaller = encoded(scene().resize((160, 120)), quality=60)
    assert "an image like it in “The quay" in refusal(smaller, reporter)["nonetheless"][0]
    assert stored(smaller, reporter, nonetheless=True).nonetheless
    assert stored(encoded(scene(2)), reporter).alike != first.alike


def test_of_a_restricted_copy_others_are_told_nothing(reporter: User, editor: User) -> None:
    hidden = stored(encoded(scene()), editor)
    restrict(row=hidden, people=[editor], by=editor)
    assert actions.like(hidden.came_as, hidden.alike, by=reporter) == []
    assert stored(encoded(scene()), reporter).pk != hidden.pk


def test_a_program_is_told_the_same_and_is_answered_what_the_image_is(reporter: User) -> None:
    program, document = Program(reporter), DocumentFactory()
    body = {
        "document": str(document.pk), "content": base64.b64encode(telling()).decode(), "tool": "by hand",
        "media_type": "image/png",
    }  # fmt: skip
    refused = program.send("captures/", body)
    assert refused.status_code == 400
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [("#/particulars", "choose")]
    made = program.make("captures/", **body, particulars="editors", graphic=True)
    assert (made["kind"], made["media_type"], made["width"], made["graphic"]) == ("image", "image/jpeg", 320, True)
    assert len(made["perceptual_hash"]) == 32
    assert AUTHOR not in str(made)
    other = program.send("captures/", {**body, "document": str(DocumentFactory().pk), "particulars": "strip"})
    assert [(each["pointer"], each["code"]) for each in other.json()["errors"]] == [("#/nonetheless", "alike")]
    address = f"captures/{made['id']}/"
    assert program.act(f"{address}flag/", {"graphic": False, "minor": True}).status_code == 200
    seen = program.read(address)
    assert (seen["graphic"], seen["minor"], seen["intimate"]) == (False, True, False)


# -- flags ----------------------------------------------------------------------------------------


def test_what_is_flagged_never_leaves_the_desk(editor: User) -> None:
    copy = stored(encoded(scene()), editor)
    actions.set_level(captures=[copy], level=Level.PUBLIC, by=editor)
    actions.set_flags(captures=[copy], by=editor, minor=True)
    copy.refresh_from_db()
    assert (copy.level, copy.minor) == (Level.DESK_ONLY, True)
    with pytest.raises(ValidationError, match="flagged as minor"):
        actions.set_level(captures=[copy], level=Level.HANDED_ON, by=editor)
    actions.set_flags(captures=[copy], by=editor, minor=False)
    actions.set_level(captures=[copy], level=Level.HANDED_ON, by=editor)


# -- the desk's pages -----------------------------------------------------------------------------


def test_the_page_looks_at_a_file_and_keeps_nothing_of_it(desk: Client, editor: User) -> None:
    stored(telling(), editor, document=DocumentFactory(title="The <quay>"), particulars="keep")
    answer = desk.post(LOOK, {"file": SimpleUploadedFile("a.jpg", telling(), "image/jpeg")})
    shown = answer.content.decode()
    assert PLACE in shown
    assert AUTHOR in shown
    assert "the same file" in shown
    assert "The &lt;quay&gt;" in shown
    assert Capture.objects.count() == 1
    told = desk.post(LOOK, {"file": SimpleUploadedFile("a.png", PNG_OF_NOTHING, "image/png")})
    assert "damaged" in told.content.decode()
    assert desk.get(LOOK).status_code == 405


def test_a_copy_is_opened_blurred_and_its_bytes_are_inert(desk: Client, editor: User) -> None:
    copy = stored(encoded(scene()), editor)
    page = desk.get(reverse("admin:sources_capture_change", args=[copy.pk])).content.decode()
    address = reverse("admin:sources_capture_shown", args=[copy.pk])
    assert '<div class="desk-veiled"><label><input type="checkbox"> Show it clear' in page
    assert f'<img src="{address}"' in page
    answer = desk.get(address)
    assert answer.content == bytes(copy.content or b"")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert Client().get(address).status_code == 302


def test_a_film_is_muted_and_loads_nothing_before_it_is_asked_for(desk: Client, editor: User) -> None:
    copy = stored(FILM, editor)
    page = desk.get(reverse("admin:sources_capture_change", args=[copy.pk])).content.decode()
    assert 'controls muted preload="none"' in page
    assert "poster" not in page


def test_a_page_that_is_called_an_image_is_never_answered_as_one(desk: Client) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for media_type in ("image/svg+xml", "image/png"):  # the second as a row of an earlier release may have it
        row = Capture.objects.create(
            document=DocumentFactory(), taken_at="2026-01-01T00:00:00Z", tool="x", content=svg, media_type=media_type,
            sha256=media_type.ljust(64, "0"),
        )  # fmt: skip
        assert desk.get(reverse("admin:sources_capture_shown", args=[row.pk])).status_code == 404


def test_the_file_as_it_came_is_for_editors_alone(desk: Client, reporter: User) -> None:
    copy = stored(telling(), reporter, particulars="editors")
    page, original = (reverse(f"admin:sources_capture_{name}", args=[copy.pk]) for name in ("change", "original"))
    answer = desk.get(original)
    assert answer.content == telling()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert AUTHOR in desk.get(page).content.decode()
    for role in (Role.REPORTER, Role.CHECKER, Role.VIEWER):
        other = Client()
        other.force_login(in_role(role))
        assert other.get(original).status_code == 403
        assert AUTHOR not in other.get(page).content.decode()


def test_the_form_asks_beside_the_field_and_stores_what_was_chosen(desk: Client) -> None:
    document = DocumentFactory()
    sent = {"document": str(document.pk), "taken_at_0": "", "taken_at_1": "", "tool": "", "media_type": "text/plain"}

    def send(**more: Any) -> Any:
        file = SimpleUploadedFile("a.jpg", telling(), "image/jpeg")
        return desk.post("/admin/sources/capture/add/", {**sent, "file": file, **more})

    asked = send()
    assert asked.status_code == 200
    assert "Choose what becomes of that" in asked.content.decode()
    assert not Capture.objects.exists()
    assert send(particulars="strip", intimate="on").status_code == 302
    kept = Capture.objects.get()
    assert (kept.particulars, kept.intimate, kept.media_type) == ("strip", True, "image/jpeg")


# -- the text in it -------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for tesseract, which says what it is given."""
    made = tmp_path / "tesseract"
    made.write_text(
        "#!/bin/sh\n"
        'case "$1" in\n'
        '  --list-langs) printf "List of available languages (2):\\neng\\ndeu\\n";;\n'
        '  --version) printf "tesseract 5.3.0\\n leptonica\\n";;\n'
        '  *) head -c 4 | tail -c 3; echo " $4 <b>words</b>";;\n'
        "esac\n",
        encoding="ascii",
    )
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return made


@pytest.mark.usefixtures("program")
def test_the_text_in_an_image_is_a_proposal(desk: Client, editor: User) -> None:
    copy = stored(telling(), editor, document=DocumentFactory(language="de-AT"), particulars="keep")
    actions.ask_for_words(capture=copy, by=editor)
    read_words(capture_id=str(copy.pk))
    copy.refresh_from_db()
    assert (copy.words, copy.read_with) == ("PNG deu <b>words</b>", "tesseract 5.3.0, deu")
    assert copy.text == ""  # no quotation is found in what nobody has checked
    page = desk.get(reverse("admin:sources_capture_change", args=[copy.pk])).content.decode()
    assert '<span class="desk-proposed">proposed</span> Read by tesseract 5.3.0, deu.' in page
    assert "PNG deu &lt;b&gt;words&lt;/b&gt;" in page
    told = Program(editor).read(f"captures/{copy.pk}/")["proposed_text"]
    assert told == {"state": "done", "text": copy.words, "read_with": copy.read_with}


def test_a_program_that_fails_says_why(program: Path, editor: User) -> None:
    copy = stored(encoded(scene()), editor)
    actions.ask_for_words(capture=copy, by=editor)
    program.write_text("#!/bin/sh\necho 'No languages.' >&2\nexit 1\n", encoding="ascii")
    read_words(capture_id=str(copy.pk))
    copy.refresh_from_db()
    assert (copy.reading, copy.words) == ("failed", "tesseract gave up: No languages.")


def test_a_program_that_takes_too_long_is_ended(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 1)
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    with pytest.raises(reading.NotRead, match="longer than"):
        reading.read_text(encoded(scene()), "en")


def test_where_no_program_is_installed_nothing_is_offered_and_the_page_says_so(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    copy = stored(encoded(scene()), editor)
    page = desk.get(reverse("admin:sources_capture_change", args=[copy.pk])).content.decode()
    assert "tesseract is not installed on this machine" in page
    assert "Read the text in it" not in page
    with pytest.raises(ValidationError, match="not installed"):
        actions.ask_for_words(capture=copy, by=editor)


def test_whoever_only_reads_flags_nothing(editor: User) -> None:
    copy = stored(encoded(scene()), editor)
    with pytest.raises(NotAllowed):
        actions.set_flags(captures=[copy], by=in_role(Role.VIEWER), graphic=True)
