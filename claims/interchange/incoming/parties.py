"""Who and what an input names: collectives, profiles, posts, pictures, told by words and addresses."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from claims.actions.reviewed import words_of
from claims.interchange.incoming.nodes import Node, types_of
from sources.addresses import host_of
from sources.identity import identity_of, is_platform, site_of
from sources.models import Medium, SourceKind

_NOBODY: Final = frozenset(
    {"", "unknown", "n a", "na", "none", "null", "anonymous", "undefined", "not available", "nan"}
)

#: “Social media”, “various sources”: many, none of them named.
_MANY: Final = frozenset(
    words_of(line)
    for line in Path(__file__).with_name("collectives.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)

_IDENTITIES: Final = re.compile(r"(?:^|\.)(?:wikipedia|wikidata)\.org$")
_POST_PATHS: Final = re.compile(
    r"/(?:posts?|status(?:es)?|videos?|watch|reels?|permalink(?:\.php)?|photos?(?:\.php)?|story\.php|p|tv|groups/[^/]+|shorts|"
    r"share)(?:/|\?|$)|^/\d{6,}",
    re.IGNORECASE,
)
_IMAGE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|svg|avif)$", re.IGNORECASE)
_VIDEO: Final = re.compile(r"\.(?:mp4|webm|mov|m4v|avi)$", re.IGNORECASE)
_AUDIO: Final = re.compile(r"\.(?:mp3|m4a|ogg|opus|wav)$", re.IGNORECASE)
#: By types of schema.org in lower case.
_MEDIA: Final = {
    "article": Medium.ARTICLE,
    "audioobject": Medium.AUDIO,
    "imageobject": Medium.IMAGE,
    "newsarticle": Medium.ARTICLE,
    "report": Medium.REPORT,
    "socialmediaposting": Medium.POST,
    "videoobject": Medium.VIDEO,
}
_VIDEO_HOSTS: Final = frozenset(("bitchute.com", "fb.watch", "rumble.com", "youtube.com", "youtu.be"))


def names_nobody(name: str) -> bool:
    """Whether a name only says that there is none."""
    return words_of(name) in _NOBODY


def claimant_kind(name: str, author: Node) -> str:
    """What sort of source an author is: many without names, or what its markup says, or not known."""
    if words_of(name) in _MANY:
        return SourceKind.COLLECTIVE
    types = types_of(author)
    if "person" in types:
        return SourceKind.PERSON
    return SourceKind.ORGANIZATION if any("organization" in each for each in types) else SourceKind.UNKNOWN


def is_a_profile(url: str) -> bool:
    """Whether an address identifies somebody: an encyclopedia's article, an account, a front page."""
    path = [part for part in urlsplit(url).path.split("/") if part]
    if _IDENTITIES.search(host_of(url)):
        return True
    if (identity := identity_of(url)).account:
        return identity.is_front
    return len(path) <= 1 and not is_a_post(url)


def is_a_post(url: str) -> bool:
    """Whether an address is that of one item on a social network."""
    parts = urlsplit(url)
    return is_platform(url) and bool(
        _POST_PATHS.search(parts.path) or parts.query or site_of(url) in {"t.co", "fb.watch"}
    )


def medium_of(url: str, types: Iterable[str] = ()) -> str:
    """What an address shows that it leads to or, where it shows nothing, what its markup says; else a page."""
    path = urlsplit(url).path
    for pattern, medium in ((_IMAGE, Medium.IMAGE), (_VIDEO, Medium.VIDEO), (_AUDIO, Medium.AUDIO)):
        if pattern.search(path):
            return medium
    if site_of(url) in _VIDEO_HOSTS:
        return Medium.VIDEO
    if is_platform(url):
        return Medium.POST
    return next((_MEDIA[each] for each in sorted(types) if each in _MEDIA), Medium.PAGE)
