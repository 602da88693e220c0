"""Reading images that anybody may have sent: what they are, what they tell, which are alike, and what is left out."""

import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageEnhance

from sources.media.looking import look_at
from sources.media.pictures import ALIKE, MOST_PIXELS, bare, distance, hash_of, opened
from sources.media.told import told_by
from sources.media.types import real_type
from sources.vocabulary import MediaKind
from tests.pictures import (
    AUTHOR,
    DEVICE,
    FILM,
    PLACE,
    PNG_OF_NOTHING,
    RECORDING,
    SERIAL,
    encoded,
    pieces,
    scene,
    telling,
)


def hashed(content: bytes) -> str:
    with opened(content) as image:
        return hash_of(image)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_an_image_is_what_its_bytes_are_whatever_it_is_called(form: str) -> None:
    look = look_at(encoded(scene(), form), "text/html")
    assert look is not None
    assert (look.media_type, look.kind) == (f"image/{form.lower()}", MediaKind.IMAGE)
    assert (look.width, look.height, len(look.alike)) == (320, 240, 32)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (FILM, "video/mp4"),
        (b"\x1a\x45\xdf\xa3\x01\x00webm", "video/webm"),
        (RECORDING, "audio/ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"ID3\x04", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"\x00\x00\x00\x18ftypheic", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"%PDF-1.7", ""),
    ],
    ids=["mp4", "webm", "ogg", "wav", "mp3", "flac", "heic", "svg", "pdf"],
)
def test_films_and_recordings_are_known_by_their_first_bytes(content: bytes, media_type: str) -> None:
    assert real_type(content) == media_type


def test_what_is_called_an_image_and_is_none_is_refused_and_a_page_is_not_looked_at() -> None:
    with pytest.raises(ValidationError, match=r"called image/png"):
        look_at(b"MZ\x90\x00", "image/png")
    with pytest.raises(ValidationError, match="damaged"):
        look_at(PNG_OF_NOTHING, "image/png")
    with pytest.raises(ValidationError, match="damaged"):
        look_at(encoded(scene())[:2000], "image/jpeg")
    assert look_at(b"<svg onload='x()'/>", "image/svg+xml") is None
    assert look_at(b"%PDF-1.7", "application/pdf") is None


def test_a_small_file_of_many_pixels_is_refused_before_it_is_decoded() -> None:
    """Its header alone says how much it would unpack to."""
    header = struct.pack(">IIBBBBB", 100_000, MOST_PIXELS // 100_000 + 1, 8, 0, 0, 0, 0)
    ended = zlib.crc32(b"IHDR" + header).to_bytes(4, "big")
    bomb = (
        PNG_OF_NOTHING + len(header).to_bytes(4, "big") + b"IHDR" + header + ended + b"\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    with pytest.raises(ValidationError, match="pixels"):
        look_at(bomb, "image/png")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_author_and_device_are_told(form: str) -> None:
    with opened(telling(form=form)) as image:
        told = told_by(image)
    assert (told.place, told.taken) == (PLACE, "2026:11:01 12:30:00")
    assert told.authors == (AUTHOR,)
    assert told.devices == ("Harbour Optics", DEVICE, SERIAL)
    assert (("creator", AUTHOR) in told.values) == (form != "PNG")  # Pillow writes no XMP into a PNG


def test_an_image_that_says_nothing_is_told_to_say_nothing() -> None:
    with opened(encoded(scene())) as image:
        assert not told_by(image)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_is_taken_out_is_nowhere_in_the_file(form: str) -> None:
    content = telling(form=form)
    clean = bare(content)
    for word in (AUTHOR, DEVICE, SERIAL, "Exif", "xmp", "eXIf", "2026:11:01"):
        assert word.encode() not in clean
    assert AUTHOR.encode() in content
    if form != "WEBP":
        assert set(pieces(clean)) <= {"E0", "DB", "C0", "C4", "IHDR", "IDAT", "IEND"}
        assert not set(pieces(content)) <= {"E0", "DB", "C0", "C4", "IHDR", "IDAT", "IEND"}
    assert distance(hashed(clean), hashed(content)) <= 2
    assert bare(content) == clean


def test_what_is_taken_out_leaves_the_image_upright_and_what_shows_through() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    with opened(bare(encoded(scene(), exif=exif))) as image:
        assert image.size == (240, 320)
    with opened(bare(encoded(scene().convert("RGBA"), "PNG"))) as image:
        assert image.mode == "RGBA"


def test_a_moving_image_is_not_cut_to_its_first_picture() -> None:
    moving = encoded(scene(), "GIF", save_all=True, append_images=[scene(2)])
    with pytest.raises(ValidationError, match="moves"):
        bare(moving)


def test_images_are_alike_smaller_brighter_and_pressed_harder_and_others_are_not() -> None:
    for seed in range(8):
        image = scene(seed)
        first = hashed(encoded(image, quality=95))
        changed = [
            encoded(image, quality=25),
            encoded(image.resize((120, 90))),
            encoded(image, "PNG"),
            encoded(image.convert("L")),
            encoded(ImageEnhance.Brightness(image).enhance(1.15)),
        ]
        assert max(distance(first, hashed(each)) for each in changed) <= ALIKE
        assert all(distance(first, hashed(encoded(scene(other)))) > 2 * ALIKE for other in range(8, 16))


def test_a_plain_surface_is_like_nothing() -> None:
    assert hashed(encoded(Image.new("RGB", (200, 100), "navy"))) == ""
