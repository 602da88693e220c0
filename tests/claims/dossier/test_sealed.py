"""Sealed dossiers: what they hold, who vouches for them, and that no byte of one can change unseen."""

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.test import APIClient

from claims import writing as actions
from claims.checks import signing_key_can_be_used
from claims.dossier import as_pdf, copies, sealed, verify
from claims.dossier.bundle import bundle
from claims.dossier.sealed import BadSigningKey, seal, signing_key, texts
from claims.dossier.shapes import Bundle
from claimtrack.writing.restricting import lift, restrict
from sources import writing as source_actions
from sources.models import Capture
from sources.vocabulary import Level
from tests.claims.dossier.conftest import Case
from tests.redacting import redact

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF has its own tests, and takes its time."""
    monkeypatch.setattr(as_pdf, "missing", lambda: as_pdf.INSTALL)


@pytest.fixture
def made(case: Case, editor: User) -> Bundle:
    case.claim.refresh_from_db()
    case.claim.context = "More is known."
    case.claim.save()
    actions.publish(claims=[case.claim], by=editor)
    return bundle([case.claim.pk], using="default")


def sealed_with(bundle_: Bundle, key: Ed25519PrivateKey | None = KEY) -> bytes:
    """As the newsroom hands it on, with the copies of the exhibits."""
    held = copies.handed_on(bundle_)
    return seal(bundle_, {**texts(bundle_, using="default"), **held.files}, copies.listed(bundle_, held), key)


def broken(content: bytes, key: bytes | None = PUBLIC) -> list[str]:
    return [str(finding) for finding in verify.check(content, key=key) if finding.holds is False]


def files(content: bytes) -> dict[str, bytes]:
    return verify.unpacked(content)[1]


def altered(content: bytes, **changes: bytes | None) -> bytes:
    root, held = verify.unpacked(content)
    new = held | {
        name.replace("__", "/").replace("_DOT_", "."): text for name, text in changes.items() if text is not None
    }
    gone = {name.replace("__", "/").replace("_DOT_", ".") for name, text in changes.items() if text is None}
    return verify.packed(root, {name: text for name, text in new.items() if name not in gone})


def test_everything_holds_and_the_same_bundle_is_the_same_file(made: Bundle) -> None:
    content = sealed_with(made)
    assert broken(content) == []
    assert content == sealed_with(made)
    assert {"data/dossier.json", "data/dossier.md", "data/dossier.html", "data/verify.py"} <= files(content).keys()


def test_it_is_a_bag_that_common_tools_can_check(made: Bundle, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(sealed_with(made))) as archive:
        archive.extractall(tmp_path)
    [root] = tmp_path.iterdir()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--strict", "-c", manifest], cwd=root, check=True, capture_output=True)
    assert (root / "bagit.txt").read_bytes().startswith(b"BagIt-Version: 1.0\n")


def test_it_holds_every_edition_it_names_byte_for_byte(made: Bundle, case: Case) -> None:
    held = files(sealed_with(made))
    named = {verify.name_of(item["subject_type"], item["id"], item["number"]) for item in made["integrity"]}
    history = {verify.name_of("claim", str(case.claim.pk), number) for number in (1, 2)}
    assert {name for name in held if name.startswith("data/editions/")} == named | history


COPY = b"Ships were in the port."


def test_what_the_newsroom_hands_on_holds_the_copies_and_a_change_of_one_is_named(made: Bundle) -> None:
    content = sealed_with(made)
    [capture] = json.loads(files(content)["data/captures.json"])
    assert capture["file"] == f"data/captures/{hashlib.sha256(COPY).hexdigest()}.txt"
    assert files(content)[capture["file"]] == COPY
    assert (capture["tool"], capture["media_type"], capture["by"]) == ("by hand", "text/plain", None)
    [found] = [line for line in broken(forged(content, capture["file"], b"Ships", b"Chips")) if "copy" in line]
    assert found.endswith("its bytes are not those whose SHA-256 the edition states")
    # One byte changed in the file as it lies there: what holds it, and what it is a copy of.
    place = content.index(COPY, content.index(verify.COPIES.encode()))
    [container, manifest, copy] = broken(content[:place] + b"s" + content[place + 1 :])
    assert container.startswith("BROKEN container: it was altered")
    assert manifest.startswith(f"BROKEN {capture['file']}: ")
    assert copy.startswith(f"BROKEN copy {capture['sha256']} of “The report”: ")
    other = capture["sha256"].encode()
    assert any("no edition" in line for line in broken(forged(content, "data/captures.json", other, other[::-1])))


def test_a_copy_that_is_for_the_desk_alone_is_named_and_left_out(made: Bundle, editor: User) -> None:
    copy = Capture.objects.get()
    assert json.loads(files(sealed_with(made))["data/captures.json"])[0]["level"] == "handed_on"
    source_actions.set_level(captures=[copy], level=Level.DESK_ONLY, by=editor)

    content = sealed_with(made)
    [line] = json.loads(files(content)["data/captures.json"])
    assert (line["file"], line["level"], line["why"]) == (None, None, copies.DESK_ONLY)
    assert not any(name.startswith(verify.COPIES) for name in files(content))
    assert broken(content) == []
    assert any("for the desk alone" in str(finding) for finding in verify.check(content))


def test_a_copy_that_was_restricted_since_is_left_out_like_any_other(made: Bundle, editor: User) -> None:
    copy = Capture.objects.get()
    restrict(row=copy, people=[], by=editor)

    content = sealed_with(made)
    assert not any(name.startswith(verify.COPIES) for name in files(content))
    assert json.loads(files(content)["data/captures.json"])[0]["why"] == copies.DESK_ONLY
    lift(row=copy, by=editor)
    assert Capture.objects.get().level == Level.DESK_ONLY


def test_the_open_api_names_copies_by_their_hashes_and_does_not_hand_them_out(made: Bundle) -> None:
    content = sealed.render(made)
    assert broken(content, key=None) == []
    assert not any(name.startswith(verify.COPIES) for name in files(content))
    assert any("does not hand them out" in str(finding) for finding in verify.check(content))


def test_a_copy_that_is_not_kept_here_is_missed_and_nothing_is_broken(
    made: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a record that was loaded from a dump: dumps hold editions, and no copies."""
    monkeypatch.setattr(copies, "_kept", lambda _: iter(()))
    content = sealed_with(made)
    assert broken(content) == []
    assert any("no longer kept" in str(finding) for finding in verify.check(content))


def test_no_byte_can_change_unseen(made: Bundle) -> None:
    content = sealed_with(made)
    chosen = random.Random(7)
    headers = [place for place in range(len(content)) if content[place : place + 2] == b"PK"]
    spots = (
        {chosen.randrange(len(content)) for _ in range(60)}
        | {place + 10 for place in headers[::9]}
        | {len(content) - 1}
    )
    for place in spots:
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert broken(changed), place
    assert broken(content[:-1])
    assert broken(content + b"\0")


def test_a_change_is_named_by_what_it_breaks(made: Bundle, case: Case) -> None:
    content = sealed_with(made)
    held = files(content)
    html = altered(content, data__dossier_DOT_html=held["data/dossier.html"].replace(b"port", b"fort", 1))
    assert broken(html) == ["BROKEN data/dossier.html: it is not the file whose SHA-256 manifest-sha256.txt states"]
    assert any("bag-info.txt" in line for line in broken(altered(content, **{"bag-info_DOT_txt": b"x: y\n"})))
    assert any("does not belong" in line for line in broken(altered(content, note_DOT_txt=b"x")))
    assert any("does not name it" in line for line in broken(altered(content, data__more_DOT_txt=b"x")))
    assert any("is missing" in line for line in broken(altered(content, data__dossier_DOT_md=None)))


def forged(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A change with every manifest made anew: what somebody without the key can do."""
    root, held = verify.unpacked(content)
    held[name] = held[name].replace(old, new)
    held[verify.MANIFEST] = verify.manifest_of({n: t for n, t in held.items() if n.startswith("data/")})
    held[verify.TAG_MANIFEST] = verify.manifest_of({n: held[n] for n in verify.TAGS})
    return verify.packed(root, held)


def test_a_forger_who_makes_the_manifests_anew_fails_at_hash_chain_and_signature(made: Bundle, case: Case) -> None:
    content = sealed_with(made)
    edition = verify.name_of("claim", str(case.claim.pk), 1)
    found = broken(forged(content, edition, b"The port was", b"The fort was"))
    assert any(line.startswith(f"BROKEN edition claim {case.claim.pk} 1") for line in found)
    assert any("signature" in line for line in found)
    found = broken(forged(content, "data/dossier.json", b"The port was", b"The fort was"))
    assert any("contents of the dossier" in line for line in found)
    assert any("printed as published" in line for line in found)


def test_another_key_or_a_seal_taken_off_is_noticed(made: Bundle) -> None:
    other = sealed_with(made, Ed25519PrivateKey.generate())
    assert broken(other, key=None) == []
    assert any("signature" in line for line in broken(other))
    bare = altered(sealed_with(made), signature_DOT_ed25519=None, signer_DOT_pem=None)
    assert any("signature" in line for line in broken(bare, key=None))
    assert broken(sealed_with(made, None), key=None) == []


def test_room_for_a_time_stamp_that_must_be_of_this_dossier(made: Bundle) -> None:
    content = sealed_with(made)
    token = b"token " + bytes.fromhex(verify.sha256(files(content)[verify.TAG_MANIFEST])) + b" end"
    assert broken(verify.stamped(content, token)) == []
    assert any("time stamp" in line for line in broken(verify.stamped(content, b"of another")))


def test_a_redacted_edition_is_told_and_its_hash_still_chains(
    made: Bundle, case: Case, editor: User, checker: User
) -> None:
    case.claim.refresh_from_db()
    redact(root=case.claim, numbers=[1], legal_basis="An order.", public_reason=None, requested_by=checker, by=editor)
    content = sealed_with(bundle([case.claim.pk], using="default"))
    assert broken(content) == []
    assert any("taken away under a legal duty" in str(finding) for finding in verify.check(content))


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"\0" * 1000])
def test_what_is_no_dossier_is_called_broken_and_nothing_is_raised(content: bytes) -> None:
    assert broken(content)


def test_the_program_inside_runs_by_itself_and_says_what_it_found(made: Bundle, tmp_path: Path) -> None:
    content = sealed_with(made)
    program, dossier = tmp_path / "verify.py", tmp_path / "dossier.zip"
    program.write_bytes(files(content)["data/verify.py"])
    dossier.write_bytes(content)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "DATABASE", "PYTHON"))
    }
    for command in ([str(program)], ["-m", "claims.dossier.verify"]):
        cwd = tmp_path if len(command) == 1 else Path(__file__).parents[3]
        done = subprocess.run(
            [sys.executable, *command, str(dossier)],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.endswith("Everything holds.\n")
    dossier.write_bytes(content.replace(b"The port", b"The fort", 1))
    done = subprocess.run([sys.executable, program, dossier], capture_output=True, text=True, check=False)
    assert (done.returncode, "SOMETHING IS BROKEN" in done.stdout) == (1, True)


def test_the_key_is_read_from_its_file_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    found = signing_key(path)
    assert found is not None
    assert found.sign(b"x") == KEY.sign(b"x")
    assert signing_key(None) is None
    path.write_text("no key")
    with pytest.raises(BadSigningKey, match="cannot be used"):
        signing_key(path)


def test_a_key_that_cannot_be_used_is_told_when_the_program_starts(tmp_path: Path, settings: Settings) -> None:
    assert signing_key_can_be_used() == []
    settings.SIGNING_KEY = tmp_path / "none.pem"
    [error] = signing_key_can_be_used()
    assert (error.id, str(settings.SIGNING_KEY) in error.msg, "openssl" in (error.hint or "")) == (
        "claims.E001",
        True,
        True,
    )


def test_without_its_key_the_api_says_that_nothing_can_be_sealed(
    case: Case, reader: APIClient, tmp_path: Path, settings: Settings
) -> None:
    settings.SIGNING_KEY, settings.HOME = tmp_path / "none.pem", tmp_path
    answer = reader.get(f"/api/v1/claims/{case.claim.slug}/dossier.zip")
    assert answer.status_code == 503
    assert "signing key cannot be used" in answer.json()["detail"]
    assert "none.pem" not in answer.content.decode()


def test_rendering_seals_with_the_configured_key(made: Bundle, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.SIGNING_KEY = path
    assert broken(sealed.render(made)) == []
