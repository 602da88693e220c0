"""Reading images that anybody may have sent: no larger than can be borne, and of the few types that are known.

Two images are alike if their difference hashes are (dhash, by B. Hoyt): 128 bits, in each of which a place of the
image, brought to 9 by 9 greys, is darker than the one beside it, or below. It is kept as 32 hexadecimal digits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final

import dhash
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Resampling

from sources.media.types import IMAGES

#: Pixels of an image, and pictures of one that moves.
MOST_PIXELS: Final = 50_000_000
MOST_FRAMES: Final = 500
TOO_LARGE: Final = f"More than {MOST_PIXELS:,} pixels, or {MOST_FRAMES} frames: archive it, and give the address."
DAMAGED: Final = "It cannot be read: the file is damaged, or no image."
#: So many of the 128 bits differ at most between images that are alike.
ALIKE: Final = 12
#: An image with fewer differences than these is a plain surface, which is like any other.
PLAIN: Final = 12
_SIDE: Final = 9
_FAULTS: Final = (OSError, ValueError, SyntaxError, EOFError, MemoryError, DecompressionBombWarning)


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """The image in these bytes, not decoded yet. Raises ValidationError, also when it cannot be decoded within."""
    # What makes PDFs has the library take images that end too early, in the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=list(IMAGES)) as image:
            if image.width * image.height > MOST_PIXELS or getattr(image, "n_frames", 1) > MOST_FRAMES:
                raise ValidationError(TOO_LARGE, code="too_large")
            yield image
    except DecompressionBombError as error:
        raise ValidationError(TOO_LARGE, code="too_large") from error
    except _FAULTS as error:
        raise ValidationError(DAMAGED, code="damaged") from error


def hash_of(image: Image.Image) -> str:
    """Its difference hash, upright and on white; empty of a plain surface. Raises what decoding raises."""
    image.draft("L", (16 * _SIDE, 16 * _SIDE))  # a JPEG need not be decoded larger than that
    upright = ImageOps.exif_transpose(image)
    grey = _on_white(upright).convert("L").resize((_SIDE, _SIDE), Resampling.LANCZOS)
    number = dhash.dhash_int(list(grey.tobytes()))
    return f"{number:032x}" if number.bit_count() >= PLAIN else ""


def _on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    seen = image.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen)


def distance(one: str, other: str) -> int:
    """In how many bits two hashes differ."""
    different: int = dhash.get_num_bits_different(int(one, 16), int(other, 16))
    return different


def bare(content: bytes) -> bytes:
    """The image as it is seen, encoded anew: with nothing that the file says besides. Raises ValidationError."""
    with opened(content) as image:
        form = image.format or ""
        if getattr(image, "n_frames", 1) > 1:
            raise ValidationError("It moves: what a moving image says besides cannot be taken out here.", code="moving")
        upright = ImageOps.exif_transpose(image)
        seen = upright if upright.mode in {"L", "RGB"} else upright.convert(_colours(upright))
        clean = Image.new(seen.mode, seen.size)
        clean.paste(seen)
        made = BytesIO()
        clean.save(made, format=form, **_quality(form))
    return made.getvalue()


def _colours(image: Image.Image) -> str:
    """A new image has no palette and no profile to read its colours by, and keeps only what can be seen through."""
    return "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"


def _quality(form: str) -> dict[str, int]:
    return {"quality": 95} if form in {"JPEG", "WEBP", "AVIF"} else {}
