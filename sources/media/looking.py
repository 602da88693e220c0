"""What an uploaded file is, before anything is kept of it."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError

from sources.media.pictures import hash_of, opened
from sources.media.told import NOTHING, Told, told_by
from sources.media.types import IMAGES, KNOWN, kind_of, real_type
from sources.vocabulary import MediaKind

#: What browsers show as a page, with the scripts that are in it: it is kept as bytes, and shown by nobody.
_PAGES: Final = frozenset({"image/svg+xml"})
NOT_WHAT_IT_IS_CALLED: Final = "It is called {declared}, and its bytes are nothing that is known here: {known}."


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. `alike` is an image's difference hash; of what cannot be read, it and the sizes are missing."""

    media_type: str
    kind: MediaKind
    told: Told = NOTHING
    width: int | None = None
    height: int | None = None
    alike: str = ""

    @property
    def is_read(self) -> bool:
        """Whether what it says besides could be read, and can be taken out."""
        return self.width is not None


def look_at(content: bytes, declared: str) -> Look | None:
    """What these bytes are, whatever they are called; None for what is neither seen nor heard.

    Raises ValidationError for what is called an image, a film or a recording and is none that is known, is damaged, or
    is larger than can be borne.
    """
    media_type = real_type(content)
    kind = kind_of(media_type)
    if kind is None:
        if kind_of(declared) and declared not in _PAGES:
            raise ValidationError(NOT_WHAT_IT_IS_CALLED.format(declared=declared[:100], known=KNOWN))
        return None
    if media_type not in IMAGES.values():
        return Look(media_type, kind)
    with opened(content) as image:
        width, height = image.size
        return Look(media_type, kind, told_by(image), width, height, hash_of(image))
