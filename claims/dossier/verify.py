"""Check a sealed dossier: `python verify.py FILE.zip [--key NEWSROOM.pem]`.

This one file needs Python 3.9 or newer and nothing else; to check a signature it also needs the package
`cryptography`. It trusts nothing in the file: it says which files, editions, chains, copies and signature hold, and
what is broken. The layout is that of a bag (BagIt 1.0, RFC 8493):

    bagit.txt, bag-info.txt      what this is
    manifest-sha256.txt          SHA-256 of every file below data/
    tagmanifest-sha256.txt       SHA-256 of the three files above: this one file stands for the whole
    signature.ed25519            detached Ed25519 signature of tagmanifest-sha256.txt (RFC 8032), where there is one
    signer.pem                   the public key it was made with: compare it with the one the newsroom publishes
    timestamp.tsr                an RFC 3161 time stamp of tagmanifest-sha256.txt, where somebody added one
    data/                        the dossier in every form, each edition it names, byte for byte, and the copies of
                                 the documents it cites, as far as they are handed on

    python verify.py FILE.zip --add-timestamp TOKEN.tsr --output STAMPED.zip     puts a time stamp into it
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
except ImportError:
    CAN_CHECK = False
else:
    CAN_CHECK = True

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE, SIGNER, TIMESTAMP = "signature.ed25519", "signer.pem", "timestamp.tsr"
TAGS = ("bag-info.txt", "bagit.txt", MANIFEST)
#: Tag files that no manifest names, because they are made from it.
SEALS = (SIGNATURE, SIGNER, TIMESTAMP)
DOSSIER = "data/dossier.json"
EDITIONS = "data/editions/"
CAPTURES, COPIES = "data/captures.json", "data/captures/"

#: Everything about the container is fixed, so that a change of any byte of it can be seen.
EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o100644 << 16
MOST_BYTES = 1 << 30


@dataclass(frozen=True)
class Finding:
    """`holds` is None for what could not be checked here, or is only told."""

    holds: bool | None
    what: str
    why: str = ""

    def __str__(self) -> str:
        word = {True: "holds  ", False: "BROKEN ", None: "note   "}[self.holds]
        return word + self.what + (": " + self.why if self.why else "")


def _held(what: str) -> Finding:
    return Finding(holds=True, what=what)


def _broken(what: str, why: str) -> Finding:
    return Finding(holds=False, what=what, why=why)


def _note(what: str, why: str) -> Finding:
    return Finding(holds=None, what=what, why=why)


# -- the container --------------------------------------------------------------------------------


def packed(root: str, files: dict[str, bytes]) -> bytes:
    """A ZIP file of these, the same bytes wherever it is made: sorted, not compressed, without clocks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(root + "/" + name, EPOCH)
            info.external_attr, info.create_system = MODE, 3
            archive.writestr(info, files[name])
    return buffer.getvalue()


def unpacked(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The name of the folder and the files in it. Raises ValueError for what is no sealed dossier."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            _refuse(infos)
            files = {info.filename.partition("/")[2]: _stored(content, info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ValueError(f"the ZIP file cannot be read ({error})") from error
    return infos[0].filename.partition("/")[0], files


def _stored(content: bytes, info: zipfile.ZipInfo) -> bytes:
    """A file as it lies in the container (APPNOTE 4.3.7), whatever its CRC: what was changed can be named then."""
    at = info.header_offset
    begins = at + 30 + int.from_bytes(content[at + 26 : at + 28], "little")
    begins += int.from_bytes(content[at + 28 : at + 30], "little")
    found = content[begins : begins + info.file_size]
    if len(found) < info.file_size:
        raise EOFError("it is cut short")
    return found


def _refuse(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if not names or len({name.partition("/")[0] for name in names}) > 1 or len(set(names)) < len(names):
        raise ValueError("a sealed dossier is one folder, with each file once")
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
        raise ValueError("a sealed dossier is not compressed")
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise ValueError("it is larger than any dossier")


def _container(content: bytes, root: str, files: dict[str, bytes]) -> Finding:
    """Packed again, the files must give the very bytes that were read."""
    again = packed(root, files)
    if again == content:
        return _held(f"container, {len(files)} files")
    pairs = enumerate(zip(content, again))  # noqa: B905 - Python 3.9 has no `strict`
    first = next((place for place, (one, other) in pairs if one != other), min(len(content), len(again)))
    return _broken("container", f"it was altered or packed again; it differs from byte {first} on")


# -- the bag --------------------------------------------------------------------------------------


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def manifest_of(files: dict[str, bytes]) -> bytes:
    """The lines of a manifest (RFC 8493, section 2.1.3)."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()


def _bag(files: dict[str, bytes]) -> Iterator[Finding]:
    yield Finding(files.get("bagit.txt") == BAGIT, "bagit.txt declares BagIt 1.0")
    yield from _listed(files, TAG_MANIFEST, [name for name in TAGS if name in files])
    yield from _listed(files, MANIFEST, [name for name in files if name.startswith("data/")])
    for name in sorted(files):
        if not name.startswith("data/") and name not in (*TAGS, TAG_MANIFEST, *SEALS):
            yield _broken(name, "it does not belong to the dossier")


def _listed(files: dict[str, bytes], manifest: str, present: list[str]) -> Iterator[Finding]:
    """Every file of a manifest, and that there is no other."""
    if manifest not in files:
        yield _broken(manifest, "it is missing")
        return
    stated = _lines(files[manifest])
    for name in sorted({*stated, *present}):
        if name not in files:
            yield _broken(name, f"{manifest} names it, and it is missing")
        elif name not in stated:
            yield _broken(name, f"{manifest} does not name it")
        else:
            holds = sha256(files[name]) == stated[name]
            yield Finding(holds, name, "" if holds else f"it is not the file whose SHA-256 {manifest} states")


def _lines(manifest: bytes) -> dict[str, str]:
    pairs = (line.partition("  ") for line in manifest.decode("utf-8", "replace").split("\n") if line)
    return {name: digest for digest, _, name in pairs}


# -- editions and chains --------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """RFC 8785: member names are ASCII and there are no fractions, so sorting them is all it takes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def edition_sha256(document: dict[str, Any]) -> str:
    stamp = {name: value for name, value in document["edition"].items() if name not in ("sha256", "position")}
    return sha256(canonical({**document, "edition": stamp}))


def _record(files: dict[str, bytes]) -> Iterator[Finding]:
    try:
        bundle = json.loads(files[DOSSIER])
        stated = bundle.pop("sha256")
        holds = sha256(canonical(bundle)) == stated
        yield Finding(holds, f"contents of the dossier, SHA-256 {stated}", "" if holds else "they were changed")
        editions = {name: json.loads(text) for name, text in files.items() if name.startswith(EDITIONS)}
        yield from _editions(bundle, editions)
        yield from _printed(bundle, editions)
        for claim, lines in bundle["editions"].items():
            yield _chain(claim, lines, editions)
        yield from _copies(bundle, files)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        yield _broken("record", f"it cannot be read ({type(error).__name__}: {error})")


def name_of(subject_type: str, subject: str, number: int) -> str:
    """Where an edition lies in the bag."""
    return f"{EDITIONS}{subject_type}/{subject}/{number}.json"


def _editions(bundle: dict[str, Any], editions: dict[str, Any]) -> Iterator[Finding]:
    """Each edition against its own hash, and against the one by which the dossier names it."""
    named = {name_of(item["subject_type"], item["id"], item["number"]): item["sha256"] for item in bundle["integrity"]}
    gone: dict[str, str] = {}
    for claim, lines in bundle["editions"].items():
        named.update({name_of("claim", claim, line["number"]): line["sha256"] for line in lines})
        gone |= {name_of("claim", claim, line["number"]): why for line in lines if (why := _why_gone(line))}
    for name in sorted({*named, *editions}):
        yield _edition(name, named.get(name), editions.get(name), why_gone=gone.get(name))


def _why_gone(line: dict[str, Any]) -> str | None:
    if line["redacted"]:
        return "taken away under a legal duty; its hash stays"
    return "withheld when the dossier was made; its hash stays" if line.get("withheld") else None


def _edition(name: str, stated: str | None, document: Any, *, why_gone: str | None) -> Finding:
    what = "edition " + name[len(EDITIONS) : -len(".json")].replace("/", " ")
    if stated is None:
        return _broken(what, "the dossier does not name it")
    if document is None:
        return Finding(None if why_gone else False, what, why_gone or "its document is not in the dossier")
    holds = edition_sha256(document) == document["edition"]["sha256"] == stated
    return Finding(holds, what, "" if holds else "its document is not the one whose SHA-256 is stated")


def _printed(bundle: dict[str, Any], editions: dict[str, Any]) -> Iterator[Finding]:
    """What the dossier prints is what those editions say."""
    narrative = (bundle["selection"] or {}).get("narrative")
    for kind, documents in (
        ("claim", bundle["claims"]),
        ("source", list(bundle["sources"].values())),
        ("narrative", [narrative] if narrative else []),
    ):
        for document in documents:
            name = name_of(kind, document["id"], document["edition"]["number"])
            holds = editions.get(name) == document
            yield Finding(
                holds, f"printed as published: {kind} {document['id']}", "" if holds else f"differs from {name}"
            )


def _chain(claim: str, lines: list[dict[str, Any]], editions: dict[str, Any]) -> Finding:
    """Each edition states the hash of the one before it, in the dossier's list and in its own document."""
    what = f"chain of claim {claim}, editions 1 to {len(lines)}"
    before = None
    for place, line in enumerate(lines, 1):
        document = editions.get(name_of("claim", claim, line["number"]))
        stated = {line["previous_sha256"], document["edition"]["previous_sha256"] if document else before}
        if line["number"] != place or stated != {before}:
            return _broken(what, f"edition {place} does not follow the one before it")
        before = line["sha256"]
    return _held(what)


# -- copies of documents ---------------------------------------------------------------------------


def _captures_in(value: Any) -> Iterator[tuple[str, str]]:
    """(document, SHA-256) of every capture that a document of the record names."""
    if isinstance(value, dict):
        if isinstance(value.get("capture"), dict):
            yield value["id"], value["capture"]["sha256"]
        for inner in value.values():
            yield from _captures_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _captures_in(inner)


def _copies(bundle: dict[str, Any], files: dict[str, bytes]) -> Iterator[Finding]:
    """Each copy against the SHA-256 by which the editions name it."""
    listed = {(item["document"], item["sha256"]): item for item in json.loads(files[CAPTURES])}
    stated = dict.fromkeys(_captures_in(bundle["claims"]))
    for (document, digest), item in listed.items():
        what = f"copy {digest} of “{item['title'] or item['url']}”"
        if (document, digest) not in stated:
            yield _broken(what, "no edition in the dossier names it")
        elif item["file"] is None:
            yield _note(what, item["why"] or "it is not in the dossier")
        else:
            holds = sha256(files.get(item["file"], b"")) == digest
            yield Finding(holds, what, "" if holds else "its bytes are not those whose SHA-256 the edition states")
    for document, digest in stated:
        if (document, digest) not in listed:
            yield _broken(f"copy {digest}", f"{CAPTURES} does not name it")
    places = {item["file"] for item in listed.values()}
    for name in sorted(name for name in files if name.startswith(COPIES) and name not in places):
        yield _broken(name, f"{CAPTURES} does not name it")


# -- seals ----------------------------------------------------------------------------------------


def _signature(files: dict[str, bytes], key: bytes | None) -> Iterator[Finding]:
    """`key` is the newsroom's public key where the reader has it from elsewhere."""
    if SIGNATURE not in files or SIGNER not in files:
        expected = key is not None or SIGNATURE in files or SIGNER in files or _signed(files)
        yield (_broken if expected else _note)("signature", "there is none")
    elif not CAN_CHECK:
        yield _broken("signature", "not checked; install the Python package cryptography")
    else:
        try:
            signer = _public_key(files[SIGNER])
            (_public_key(key) if key else signer).verify(files[SIGNATURE], files.get(TAG_MANIFEST, b""))
        except (InvalidSignature, ValueError) as error:
            yield _broken("signature", str(error) or "it was not made of this dossier with this key")
            return
        yield from _signer(files[SIGNER], signer, known=key is not None)


def _public_key(pem: bytes) -> Ed25519PublicKey:
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the key is no Ed25519 key")  # noqa: TRY004 - a wrong file, not a wrong call
    return key


def _signer(pem: bytes, signer: Ed25519PublicKey, *, known: bool) -> Iterator[Finding]:
    if pem != signer.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo):
        yield _broken(SIGNER, "it is not written as it was sealed")
    raw = sha256(signer.public_bytes(Encoding.Raw, PublicFormat.Raw))
    yield _held(f"signature, made with the key whose SHA-256 is {raw}")
    if not known:
        yield _note("key", "compare that with the one the newsroom publishes, or give its file with --key")


def _signed(files: dict[str, bytes]) -> bool:
    """Does the bag say that it was signed?"""
    return b"\nSealed-With: Ed25519" in files.get("bag-info.txt", b"")


def _timestamp(files: dict[str, bytes]) -> Iterator[Finding]:
    token = files.get(TIMESTAMP)
    if token is None:
        yield _note("time stamp", "there is none")
        return
    of_this = bytes.fromhex(sha256(files.get(TAG_MANIFEST, b""))) in token
    yield Finding(of_this, "time stamp", "" if of_this else "it is not of this dossier")
    if of_this:
        command = f"openssl ts -verify -data {TAG_MANIFEST} -in {TIMESTAMP} -CAfile AUTHORITY.pem"
        yield _note("time stamp", f"it names this dossier; check who gave it with: {command}")


# -- the whole ------------------------------------------------------------------------------------


def check(content: bytes, *, key: bytes | None = None) -> list[Finding]:
    """Everything that can be said of a sealed dossier. `key` is the newsroom's public key, as PEM."""
    try:
        root, files = unpacked(content)
    except ValueError as error:
        return [_broken("container", str(error))]
    findings = [_container(content, root, files), *_bag(files), *_record(files)]
    return [*findings, *_signature(files, key), *_timestamp(files)]


def stamped(content: bytes, token: bytes) -> bytes:
    """The sealed dossier with an RFC 3161 time stamp of its tag manifest in it."""
    root, files = unpacked(content)
    return packed(root, {**files, TIMESTAMP: token})


def main(arguments: list[str] | None = None) -> int:
    """0 when everything holds, 1 when anything is broken."""
    parser = argparse.ArgumentParser(description="Check a sealed dossier.")
    parser.add_argument("file", type=Path, metavar="FILE.zip")
    parser.add_argument("--key", type=Path, metavar="FILE.pem", help="The newsroom's public key.")
    parser.add_argument("--add-timestamp", type=Path, metavar="TOKEN.tsr", help="Put a time stamp into it instead.")
    parser.add_argument("--output", type=Path, metavar="FILE.zip", help="Where to write the stamped dossier.")
    options = parser.parse_args(arguments)
    if options.add_timestamp:
        if not options.output:
            parser.error("--add-timestamp needs --output")
        options.output.write_bytes(stamped(options.file.read_bytes(), options.add_timestamp.read_bytes()))
        return 0
    findings = check(options.file.read_bytes(), key=options.key.read_bytes() if options.key else None)
    broken = [finding for finding in findings if finding.holds is False]
    lines = [
        *map(str, findings),
        "",
        *(["SOMETHING IS BROKEN:", *map(str, broken)] if broken else ["Everything holds."]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
