"""Images, films and recordings of our own making."""

import random
from io import BytesIO
from typing import Any

from PIL import Image, ImageFilter

AUTHOR, DEVICE, SERIAL = "Ada Perit", "Lighthouse 3", "SN-4711"
#: 32°05'00" N, 20°04'12" E
PLACE = "32.08333, 20.07000"
PNG_OF_NOTHING = b"\x89PNG\r\n\x1a\n"
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64
RECORDING = b"OggS\x00\x02" + b"\x00" * 80


def scene(seed: int = 1, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A picture with light and dark places, another for each seed."""
    made = random.Random(seed)
    image = Image.frombytes("RGB", (8, 6), made.randbytes(8 * 6 * 3))
    return image.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4))


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    made = BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def telling(image: Image.Image | None = None, form: str = "JPEG") -> bytes:
    """An image that says where, by whom and with what it was made, in EXIF and in XMP."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Harbour Optics", DEVICE, AUTHOR
    exif.get_ifd(0x8769).update({0x9003: "2026:11:01 12:30:00", 0xA431: SERIAL})
    exif.get_ifd(0x8825).update({1: "N", 2: (32.0, 5.0, 0.0), 3: "E", 4: (20.0, 4.0, 12.0)})
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator><rdf:Seq><rdf:li>{AUTHOR}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    return encoded(image or scene(), form, exif=exif, xmp=xmp)


def pieces(content: bytes) -> list[str]:
    """What a JPEG or a PNG is made of, read by hand: the markers of its segments, or the types of its chunks."""
    return _segments(content) if content.startswith(b"\xff\xd8") else _chunks(content)


def _segments(content: bytes) -> list[str]:
    found, at = [], 2
    while content[at + 1] != 0xDA:  # the pixels follow
        found.append(f"{content[at + 1]:02X}")
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    assert content.endswith(b"\xff\xd9")  # and nothing after them
    return found


def _chunks(content: bytes) -> list[str]:
    found, at = [], 8
    while at < len(content):
        found.append(content[at + 4 : at + 8].decode())
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return found
