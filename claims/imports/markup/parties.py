"""Who and what an input names: collectives, profiles, posts, pictures, told by words and addresses."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from claims.imports.markup.nodes import Node, types_of
from claims.imports.values.nobodies import Naming, naming
from sources.addresses import host_of
from sources.identity import identity_of, is_platform, is_shared, site_of
from sources.vocabulary import Medium, SourceKind

#: A host, or an address at one.
_ADDRESS: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_IDENTITIES: Final = re.compile(
    r"(?:^|\.)(?:wikipedia\.org|wikidata\.org|orcid\.org|viaf\.org|isni\.org|d-nb\.info|dbpedia\.org|imdb\.com|g\.co)$"
)
#: Pages of people and organisations, by the part of the path before their name or number.
_PERSONS_PAGE: Final = re.compile(
    r"/(?:abgeordnete|authors?|bio|biograph(?:y|ies)|c|channel|company|deput(?:ado|é|e|y)s?|diputad[oa]s|in|members?|"
    r"people|persons?|politicians?|posel|profiles?|senators?|team|u|users?|wiki)/[^/]+(?:/\d+)?/?$",
    re.IGNORECASE,
)
_WORDS_OF_A_NAME: Final = 4
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


def claimant_kind(name: str, author: Node) -> str:
    """What sort of source an author is: many without names, or what its markup says, or not known."""
    types = types_of(author)
    is_organization = any("organization" in each for each in types)
    named = naming(name)
    if named == Naming.MANY or (named == Naming.THINGS and not is_organization):
        return SourceKind.COLLECTIVE
    if "person" in types and not _is_an_address(name):
        return SourceKind.PERSON
    return SourceKind.ORGANIZATION if is_organization else SourceKind.UNKNOWN


def names_a_platform(name: str) -> bool:
    """Whether a name is that of a platform or of its host, which is where something was said and not who said it."""
    if _is_an_address(name):
        identity = identity_of(name if "//" in name else f"//{name}")
        return identity.is_front and is_shared(identity.key)
    return naming(name) == Naming.PLATFORM


def _is_an_address(name: str) -> bool:
    return bool(_ADDRESS.fullmatch(name.strip()))


def is_a_profile(url: str) -> bool:
    """Whether an address identifies somebody: an entry of a registry, an account, a page of theirs, a front page."""
    path = urlsplit(url).path
    if _IDENTITIES.search(host_of(url)):
        return True
    identity = identity_of(url)
    if identity.account or is_shared(identity.site):
        return identity.is_front
    if _PERSONS_PAGE.search(path):
        return True
    parts = [part for part in path.split("/") if part]
    # A page at the top of a site may be somebody's or an article; headlines have more words than names.
    return not parts or (len(parts) == 1 and len(re.split(r"[-_]", parts[0])) <= _WORDS_OF_A_NAME)


def identifies(url: str) -> bool:
    """Whether an address is a profile of somebody, and not only the front page of a shared host."""
    return is_a_profile(url) and not is_shared(identity_of(url).key)


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
