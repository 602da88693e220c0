"""Where things are: the root-relative addresses of the API, which documents print and answers lead to, and of pages.

`kind` is what a thing is called in one word: `claim`, `source`, `narrative`, `rebuttal`, `document`, `topic` …
"""

import re
from typing import Final
from uuid import UUID

API: Final = "/api/v1/"
CHANGES: Final = f"{API}changes/"
DESK: Final = f"{API}desk/"
DIGESTS: Final = f"{API}digests/"
DOCS: Final = f"{API}docs/"
DUMPS: Final = f"{API}dumps/"

#: Parameters that others add to an address, to follow whoever opens it.
TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|gbraid|wbraid|gad_source|gad_campaignid|dclid|msclkid|yclid|ysclid|twclid|ttclid|"
    r"li_fat_id|igshid|igsh|mc_[ce]id|mkt_tok|_hsenc|_hsmi|hsctatracking|vero_id|oly_(?:anon|enc)_id|srsltid|_ga|_gl|"
    r"ref_src|ref_url|wt_mc|ocid|cmpid|s_cid|xtor|at_(?:medium|campaign|custom\d|link_\w+)",
    re.IGNORECASE,
)

Name = str | UUID


def of_all(kind: str) -> str:
    """The list of everything of a kind."""
    return f"{API}{kind}s/"


def of(kind: str, name: Name, *, edition: int | None = None) -> str:
    """One work or entry, by its id or slug; of a work, the edition with this number."""
    return f"{of_all(kind)}{name}/" + _edition(edition)


def page(kind: str, name: Name, *, edition: int | None = None) -> str:
    """The page for people of one work or entry, by its id or slug; of a work, the edition with this number."""
    return f"/{kind}s/{name}/" + _edition(edition)


def on_desk(table: str, name: Name) -> str:
    """A row of the desk; `table` is what its rows are called together: `claims`, `evidence` …"""
    return f"{DESK}{table}/{name}/"


def dossier(kind: str, name: Name, extension: str, *, edition: int | None = None) -> str:
    """The dossier of a claim or a narrative."""
    return f"{of_all(kind)}{name}/dossier.{extension}" + _edition(edition)


def export(format_name: str, claim: Name | None = None) -> str:
    """Claims in a format of the registry: all that match, or the one."""
    return f"{of_all('claim')}{f'{claim}/' if claim else ''}export.{format_name}"


def guest(secret: str) -> str:
    """What a guest may read before it is published."""
    return f"/guest/{secret}/"


def dump(file: str) -> str:
    return f"{DUMPS}{file}"


def _edition(number: int | None) -> str:
    return "" if number is None else f"?edition={number}"
