"""Whose an address is: a host's or, where many publish at one host, an account's at it.

Two addresses belong to one publisher when their keys are equal: `example.org`, `x.com/alice`. Where an address
of a shared host does not name the account, nobody is told from it, and nobody may be guessed.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from sources.addresses import host_of
from sources.platforms import PLATFORMS, RESERVED, Platform, Rule

_FILES: Final = (".aspx", ".html", ".php")
#: The longest key there is; what would be longer names no account.
LONGEST: Final = 253
_DEVICE: Final = re.compile(r"^(?:www|m|mobile|touch|amp)\.(?=[^.]+\.)")
#: A platform's hosts also say for which language they are, or for which of its programs.
_PROGRAM: Final = re.compile(r"^(?:[a-z]{2}(?:-[a-z]{2})?|m|mobile|web|touch|amp|vt|vm|lm?|mbasic|music|old|new|np)\.")
_IN_MANY_COUNTRIES: Final = re.compile(r"(?:^|(?<=\.))(blogspot|pinterest)\.(?:com?\.)?[a-z]{2,3}$")
#: How accounts are written at hosts that anybody can set up, as those of Mastodon, and on universities' pages.
_ANYWHERE: Final = re.compile(
    r"(?:(?:web/)?(?P<at>@[\w.-]+)(?P<far>@[\w.-]+)?|users/(?P<user>[\w.-]+)(?=/statuses/)|(?P<tilde>~[\w.-]+))(?=/|$)"
)
_PLATFORMS: Final = {host: each for each in PLATFORMS for host in (each.host, *each.others.split())}


@dataclass(frozen=True, slots=True)
class Identity:
    """A host, and the account there: empty for the host's own, None where the address does not tell it.

    `is_front` says whether the address leads to the host's or the account's own page, and to nothing on it.
    """

    site: str
    account: str | None = ""
    is_front: bool = field(default=False, compare=False)

    @property
    def is_told(self) -> bool:
        return self.account is not None

    @property
    def key(self) -> str:
        """`site/account`; the site alone where no account is told."""
        return f"{self.site}/{self.account}" if self.account else self.site

    @property
    def name(self) -> str:
        """What a source is called of which nothing but its address is known."""
        return name_at(self.key)

    @property
    def url(self) -> str:
        """The address of the front page."""
        return front_page(self.key)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Parts of hosts, of which any address with this identity has one."""
        platform = _PLATFORMS.get(self.site)
        hosts = (platform.host, *platform.others.split()) if platform else (self.site,)
        return tuple(_IN_MANY_COUNTRIES.sub(r"\1.", host) for host in hosts)


@lru_cache(maxsize=4096)
def identity_of(url: str) -> Identity:
    """Whose the address is; what is no address is nobody's."""
    try:
        parts, site = urlsplit(url), site_of(url)
    except ValueError:
        return _NOBODY
    # Before 2012 the whole path stood in the fragment: `twitter.com/#!/alice`.
    inner = parts.fragment.removeprefix("!") if parts.fragment.startswith("!/") else parts.path
    path = re.sub("/+", "/", unquote(inner)).strip("/")
    found = _at(site, path, unquote(parts.query))
    return found if len(found.key) <= LONGEST else Identity(found.site, None)


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The host without the part that only says for which device or language it is: `facebook.com`."""
    host = _IN_MANY_COUNTRIES.sub(r"\1.com", host_of(url))
    programs = _PROGRAM.sub("", host)
    if programs in _PLATFORMS and not _PLATFORMS[programs].subdomains:
        return programs
    return host if _above(host) else _DEVICE.sub("", host)


def name_at(key: str) -> str:
    """How to name whom a key stands for: “alice (x.com)”."""
    site, _, account = key.partition("/")
    return f"{account.rpartition('/')[2]} ({site})" if account else site


def front_page(key: str) -> str:
    """The address that has this key and leads to nothing but the front page."""
    return f"https://{quote(key, safe='/@:~')}" if "/" in key else f"https://{key}/"


def is_shared(site: str) -> bool:
    """Whether a key is that of a host whose pages are other people's."""
    return site in _PLATFORMS


def is_platform(url: str) -> bool:
    """Whether an address is at a social network."""
    site = site_of(url)
    platform = _PLATFORMS.get(site) or _above(site)
    return bool(platform and platform.is_social)


def _above(host: str) -> Platform | None:
    """The platform of whose accounts this host is one's own."""
    platform = _PLATFORMS.get(host.partition(".")[2])
    return platform if platform and platform.subdomains and host not in _PLATFORMS else None


def _at(site: str, path: str, query: str) -> Identity:
    if platform := _PLATFORMS.get(site):
        return _on(platform, path, query)
    above = _above(site)
    if above and above.folds:
        return Identity(above.host, site.partition(".")[0], is_front=not path)
    return _anywhere(site, path)


def _on(platform: Platform, path: str, query: str) -> Identity:
    """Whose a page of a platform is, by the rules of the platform."""
    if not path:
        return Identity(platform.host, None if query else "", is_front=not query)
    whole = f"{path}?{query}" if query else path
    for rule in _rules(platform, path):
        if found := re.match(rf"(?:{rule.path})(?=[/?&]|$)", whole):
            account = found.expand(rule.account).translate(dict.fromkeys(map(ord, platform.ignores)))
            is_front = not rule.of_item and found.end() >= len(path)
            return Identity(platform.host, account if rule.keeps_case else account.lower(), is_front=is_front)
    return Identity(platform.host, None)


def _rules(platform: Platform, path: str) -> tuple[Rule, ...]:
    first = path.partition("/")[0].lower()
    is_reserved = first in RESERVED or first in platform.reserved.split() or first.endswith(_FILES)
    return platform.rules if is_reserved or not platform.name else (*platform.rules, Rule(platform.name))


def _anywhere(site: str, path: str) -> Identity:
    """Whose a page of any other host is: the host's, unless it has the look of an account's."""
    found = _ANYWHERE.match(path)
    if not found:
        return Identity(site, is_front=not path)
    if found["far"]:  # somebody of another host, as this one shows them
        return Identity(site, None)
    account = found["at"] or found["tilde"] or f"@{found['user']}"
    return Identity(site, account.lower(), is_front=found.end() == len(path))


_NOBODY: Final = Identity("", None)
