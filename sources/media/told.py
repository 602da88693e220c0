"""What an image says besides what is seen: EXIF, IPTC, XMP and texts; the place, who made it, and with what, first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from PIL.ExifTags import GPSTAGS, IFD, TAGS
from PIL.Image import Image
from PIL.ImageFile import ImageFile
from PIL.IptcImagePlugin import getiptcinfo

#: Characters of a value, and so many values, that are shown.
LONGEST: Final = 200
MOST: Final = 200
_AUTHORS: Final = ("Artist", "XPAuthor", "CameraOwnerName", "Copyright", "Author", "creator", "By-line")
_DEVICES: Final = ("Make", "Model", "LensModel", "BodySerialNumber", "LensSerialNumber", "Software", "CreatorTool")
_TIMES: Final = ("DateTimeOriginal", "DateTimeDigitized", "DateTime", "CreateDate")
_LEFT_OUT: Final = ("MakerNote", "ExifOffset", "GPSInfo", "PrintImageMatching", "Orientation")
#: Records of IPTC-IIM whose names readers know.
_IPTC: Final = {(2, 80): "By-line", (2, 116): "Copyright", (2, 90): "City", (2, 101): "Country", (2, 120): "Caption"}
_IN_INFO: Final = ("comment", "Author", "Comment", "Copyright", "Description", "Software", "Source", "Title")
_FROM_INFO: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Told:
    """`place` is latitude and longitude in degrees (WGS 84), or the names that stand there; lists are empty where
    nothing is said. `values` are all that was read, name and value."""

    place: str
    authors: tuple[str, ...]
    devices: tuple[str, ...]
    taken: str
    values: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.values)


NOTHING: Final = Told("", (), (), "", ())


def told_by(image: Image) -> Told:
    """What an image says of itself. Raises what reading raises."""
    place = _place(image)
    read = dict(_values(image, place))
    values = tuple((name, value) for name, value in read.items() if value)[:MOST]
    return Told(
        place=place or ", ".join(_of(read, ("City", "Country"))),
        authors=tuple(dict.fromkeys(_of(read, _AUTHORS))),
        devices=tuple(dict.fromkeys(_of(read, _DEVICES))),
        taken=next(iter(_of(read, _TIMES)), ""),
        values=values,
    )


def _of(read: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    return [read[name] for name in names if read.get(name)]


def _values(image: Image, place: str) -> Iterator[tuple[str, str]]:
    exif = image.getexif()
    if place:
        yield "GPS", place
    yield from _named(exif, TAGS)
    yield from _named(exif.get_ifd(IFD.Exif), TAGS)
    yield from ((f"GPS {name}", value) for name, value in _named(exif.get_ifd(IFD.GPSInfo), GPSTAGS))
    yield from ((name, _line(image.info[name])) for name in _IN_INFO if isinstance(image.info.get(name), str | bytes))
    records: Mapping[Any, Any] = (getiptcinfo(image) if isinstance(image, ImageFile) else None) or {}
    yield from ((name, _line(records[key])) for key, name in _IPTC.items() if key in records)
    yield from _of_xmp(image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b"")


def _named(tags: Mapping[int, Any], names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for number, value in tags.items():
        name = names.get(number, f"tag {number}")
        if name not in _LEFT_OUT:
            yield name, _line(value)


def _of_xmp(packet: bytes | str) -> Iterator[tuple[str, str]]:
    """Each text and attribute of a packet (ISO 16684-1) by its name without its namespace."""
    source = packet.encode() if isinstance(packet, str) else packet
    if not source.strip(b"\x00 \r\n\t"):
        return
    try:
        tree = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        yield "XMP", "a packet that cannot be read"
        return
    yield "XMP", f"a packet of {len(source):,} bytes"
    for element in tree.iter(etree.Element):
        yield from ((etree.QName(key).localname, _line(value)) for key, value in element.attrib.items())
        if (element.text or "").strip():
            yield _name_in_xmp(element), _line(element.text)


def _name_in_xmp(element: Any) -> str:
    """A list (`rdf:li` in `rdf:Seq`) is called what the property that has it is called."""
    while etree.QName(element).localname in {"li", "Seq", "Bag", "Alt"} and element.getparent() is not None:
        element = element.getparent()
    return str(etree.QName(element).localname)


def _place(image: Image) -> str:
    """Degrees, as maps take them (ISO 6709, Annex D)."""
    where = image.getexif().get_ifd(IFD.GPSInfo)
    try:
        north, east = (_degrees(where[number + 1]) for number in (1, 3))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    north *= -1 if str(where.get(1)).startswith("S") else 1
    east *= -1 if str(where.get(3)).startswith("W") else 1
    return f"{north:.5f}, {east:.5f}"


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _line(value: Any) -> str:
    if isinstance(value, list | tuple):
        return _line(" ".join(map(_line, value)))
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return " ".join(_FROM_INFO.sub("", text).split())[:LONGEST]
