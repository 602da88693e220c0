"""What a file is by its first bytes, whatever it is called: only what is recognised is ever shown."""

from collections.abc import Iterator
from typing import Final

from sources.vocabulary import MediaKind

#: Images that are read here, by the name that Pillow gives them. SVG is none: it is a page, with scripts.
IMAGES: Final = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
KNOWN: Final = "JPEG, PNG, GIF, WebP or AVIF; MP4, QuickTime, WebM; MP3, M4A, Ogg, WAV or FLAC"
_STARTS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
)
#: Of files in chunks (RIFF), what they hold.
_IN_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
#: Of files in boxes (ISO/IEC 14496-12), by their brand; of another brand they are films.
_BRANDS: Final = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
#: Of images in boxes that cannot be read here.
_UNREAD: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def real_type(content: bytes) -> str:
    """The media type that the bytes have; empty where they are none of `KNOWN`."""
    return next(_types(content), "")


def _types(content: bytes) -> Iterator[str]:
    yield from (kind for start, kind in _STARTS if content.startswith(start))
    if content.startswith(b"RIFF"):
        yield from filter(None, [_IN_RIFF.get(content[8:12])])
    if content[4:8] == b"ftyp" and content[8:12] not in _UNREAD:
        yield _BRANDS.get(content[8:12], "video/mp4")
    if content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]:
        yield "video/webm"
    if content.startswith(b"OggS"):
        yield "video/ogg" if b"theora" in content[:64] else "audio/ogg"


def kind_of(media_type: str) -> MediaKind | None:
    """Whether it is seen, seen moving, or heard; None for what is read."""
    name = media_type.partition("/")[0]
    return MediaKind(name) if name in MediaKind.values else None
