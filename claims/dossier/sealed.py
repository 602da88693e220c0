"""The sealed dossier: every form of it, each edition and copy it names, and a seal, in one ZIP file laid out as a bag.

The layout and the checks are `claims.dossier.verify`, which lies inside as well. The same bundle sealed with the
same key is the same file, byte for byte: an Ed25519 signature has no chance in it (RFC 8032, section 5.1.6).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings

from claims.dossier import as_html, as_json, as_markdown, as_pdf, copies, verify
from claims.dossier.blocks import within
from claims.dossier.shapes import Bundle
from claims.record.documents import CLAIM
from claimtrack.editions.models import Edition

#: The documents of editions, by their names in the bag.
Texts = Mapping[str, bytes]


class BadSigningKey(Exception):
    """The file that SIGNING_KEY names is no Ed25519 private key."""


def render(bundle: Bundle) -> bytes:
    """Sealed with the newsroom's key where one is configured. Reads the editions' documents from the record.

    For anybody: the copies of the exhibits are named by their hashes. Raises BadSigningKey.
    """
    return _sealed(bundle, copies.NONE)


def handed_on(bundle: Bundle) -> bytes:
    """As `render`, with the copies of the exhibits that may be handed on: for whoever the newsroom gives it to."""
    return _sealed(bundle, copies.handed_on(bundle))


def _sealed(bundle: Bundle, held: copies.Handed) -> bytes:
    key = signing_key(settings.SIGNING_KEY)
    beside = {**texts(bundle, using=settings.RECORD_DATABASE), **held.files}
    return seal(bundle, beside, copies.listed(bundle, held), key)


def texts(bundle: Bundle, *, using: str) -> Texts:
    """The documents, byte for byte as served, of the editions the bundle names: those that can be read."""
    named = {(item["id"], item["number"]): item["subject_type"] for item in bundle["integrity"]}
    named |= {(claim, line["number"]): CLAIM for claim, history in bundle["editions"].items() for line in history}
    keys = [(UUID(subject), number) for subject, number in named]
    rows = Edition.objects.using(using).filter(pk__in=keys, text__isnull=False)
    return {
        verify.name_of(named[str(subject), number], str(subject), number): (text or "").encode()
        for subject, number, text in rows.values_list("subject_id", "number", "text")
    }


def signing_key(path: Path | None) -> Ed25519PrivateKey | None:
    """The key in a PEM file without a password. Raises BadSigningKey."""
    if path is None:
        return None
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, TypeError, ValueError) as error:
        raise BadSigningKey(f"SIGNING_KEY: {path} cannot be used: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSigningKey(f"SIGNING_KEY: {path} holds no Ed25519 key.")
    return key


def seal(
    bundle: Bundle, beside: Texts, captures: Sequence[copies.CopyDocument], key: Ed25519PrivateKey | None
) -> bytes:
    """`beside` are the editions' documents and the exhibits' copies; `captures` is what captures.json says."""
    made = {f"data/{name}": content for name, content in _payload(bundle)}
    payload = {**made, verify.CAPTURES: _in_lines(captures), **beside}
    tags = {
        "bagit.txt": verify.BAGIT,
        "bag-info.txt": _information(bundle, payload, signed=key is not None),
        verify.MANIFEST: verify.manifest_of(payload),
    }
    tag_manifest = verify.manifest_of(tags)
    seals = _seals(tag_manifest, key) if key else {}
    files = {**payload, **tags, verify.TAG_MANIFEST: tag_manifest, **seals}
    return verify.packed(f"dossier-{bundle['sha256'][:12]}", files)


def _seals(tag_manifest: bytes, key: Ed25519PrivateKey) -> dict[str, bytes]:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {verify.SIGNATURE: key.sign(tag_manifest), verify.SIGNER: public}


def _payload(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    yield "dossier.json", as_json.render(bundle)
    yield "dossier.md", as_markdown.render(bundle)
    yield "dossier.html", as_html.render(bundle)
    if as_pdf.missing() is None:
        yield "dossier.pdf", as_pdf.render(bundle)
    yield "verify.py", Path(verify.__file__).read_bytes()
    yield "README.txt", README.encode()


def _in_lines(captures: Sequence[copies.CopyDocument]) -> bytes:
    return orjson.dumps(captures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _information(bundle: Bundle, payload: Mapping[str, bytes], *, signed: bool) -> bytes:
    """bag-info.txt (RFC 8493, section 2.2.2)."""
    issuers = sorted({document["edition"]["credit"] for document in bundle["claims"]})
    octets = sum(map(len, payload.values()))
    lines = [
        *(f"Source-Organization: {within(issuer)}" for issuer in issuers),
        f"External-Description: {within(bundle['title'])}",
        f"External-Identifier: sha256:{bundle['sha256']}",
        f"Bagging-Date: {bundle['published_at'][:10]}",
        f"Payload-Oxum: {octets}.{len(payload)}",
        f"Sealed-With: {'Ed25519' if signed else 'SHA-256 alone'}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


README = """\
A sealed dossier
================

data/dossier.*          the dossier as HTML, PDF, Markdown and JSON (PDF where the server could make one)
data/editions/          every edition it names, byte for byte as published
data/captures.json      the stored copies of the documents it cites: when taken, by whom, with what, SHA-256; which of
                        them lie here, how far they may go, and why the others were left out
data/captures/          those copies as they were kept, where the newsroom hands them on. They are pages of others:
                        look at them without a network, as they may run scripts and load things
data/verify.py          checks all of this: python3 verify.py FILE.zip

The program needs Python 3.9 or newer, and the package `cryptography` to check the signature. Better than the
copy in here, take one from somewhere else you trust: a forger could have changed this one.

With common tools, inside the unpacked folder:

    sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt
    openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in tagmanifest-sha256.txt -sigfile signature.ed25519

To have an authority vouch for the day (RFC 3161):

    openssl ts -query -data tagmanifest-sha256.txt -sha256 -cert -out request.tsq
    (send it to the authority, and save its answer as answer.tsr)
    python3 verify.py FILE.zip --add-timestamp answer.tsr --output STAMPED.zip
"""
