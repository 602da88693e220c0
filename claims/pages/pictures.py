"""The picture of who said what on whose word, in the language of the page and in the direction it is read."""

from collections.abc import Iterator
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from claims.dossier.drawing import drawings, mirrored
from claims.dossier.reading import Reading
from claims.dossier.ties import Captions, ties
from claims.pages import standings
from claims.pages.spelled import isolated
from claims.pages.words import word
from claims.scales import RebuttalKind
from sources.documents import CitedDocument

#: Of more voices nobody reads a picture.
MOST_VOICES: Final = 50


def picture(reading: Reading) -> SafeString:
    """Who said it, on whose word, and who answered, as SVG; empty where nobody is known to have, or too many have."""
    voices = [*reading.claim["appearances"], *reading.claim["rebuttals"]]
    graph = ties(reading, _captions(reading)) if len(voices) <= MOST_VOICES else None
    if graph is None:
        return mark_safe("")
    if get_language_bidi():
        return mirrored(graph, name="picture").svg
    [drawing] = drawings(graph, name="picture", paper=False)
    return drawing.svg


def _captions(reading: Reading) -> Captions:
    return Captions(
        title=_("Who said it, and on whose word"),
        claim=_("The claim"),
        on_whose_word=_("on whose word"),
        part=lambda role: word("appearance_role", role),
        standing=lambda headline: standings.of_claim(reading.claim).label,
        answer=lambda kind: word("rebuttal_kind", kind),
        not_named=_not_named,
        label=lambda reading, item_id: "",
        words=_words,
    )


def _not_named(item: CitedDocument) -> str:
    called = isolated(item["title"] or item["publisher"]["name"])
    return _("%(who)s: %(how)s") % {"who": _("Nobody is named as the speaker"), "how": called}


def _words(reading: Reading) -> Iterator[str]:
    for item in reading.claim["appearances"]:
        who = isolated((item["speaker"] or item["document"]["publisher"])["name"])
        yield _("%(who)s: %(how)s") % {"who": who, "how": f"{word('appearance_role', item['role'])}."}
    for answer in reading.claim["rebuttals"]:
        how = f"{word('rebuttal_kind', RebuttalKind(answer['kind']))}."
        yield _("%(who)s: %(how)s") % {"who": isolated(answer["source"]["name"]), "how": how}
