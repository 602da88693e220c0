"""The documents that a reviewed claim stands in, and how media were shared there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from claims.imports.claimreview.given import Given
from claims.imports.claimreview.media import BESIDE, NO_CATEGORY, NO_PLACE
from claims.imports.claimreview.media import Medium as ReviewedMedium
from claims.imports.claimreview.notes import MAX_TITLE
from claims.imports.markup.nodes import Node, types_of
from claims.imports.markup.parties import claimant_kind, is_a_profile, medium_of
from claims.imports.noted import LEFT_OUT
from claims.imports.reviewed import Page, Party, Seen
from claims.imports.values import text as texts
from claims.imports.values.addresses import address, unarchived
from claims.imports.values.dates import world_date
from claims.imports.values.languages import language_in
from sources.addresses import NoAddress, canonical
from sources.identity import identity_of

_OUR_DOCUMENT: Final = re.compile(r"/api/v1/documents/[0-9a-f-]{36}/")


class Appearances:
    """Reads them of one review; `pages` and `media` are as for `MarkupReader`."""

    def __init__(self, review: Given, pages: Mapping[str, set[str]], media: Sequence[ReviewedMedium]) -> None:
        self.review, self.pages, self.media = review, pages, media

    def seen(self, page_url: str) -> tuple[Seen, ...]:
        """The documents the claim stands in, each once; the review's own page is none of them."""
        found: dict[str, Seen] = {}
        reviews = {canonical(page_url), *self.pages.get(self.review.text(self.review.items[0], "@id"), ())}
        for given, work, first_known in self._works():
            try:
                url = self.review.complete(given)
            except NoAddress:
                self.review.notes.add(LEFT_OUT)
                continue
            original, archived = unarchived(url)
            if canonical(original) in reviews or self.review.is_of_export(original):
                continue
            seen = Seen(
                self._work(original, archived, work),
                first_known=first_known and not any(each.first_known for each in found.values()),
            )
            found.setdefault(canonical(original), seen)
        self._add_media(found)
        return self.review.bounded(tuple(found.values()))

    def _add_media(self, found: dict[str, Seen]) -> None:
        """Give the appearances their categories; a medium that is none of them is a further one."""
        for medium in self.media:
            places = [key for key in found if medium.lies_at([key])]
            further = medium.addresses[0] if medium.addresses and self.review.is_whole and not places else ""
            if not medium.category:
                self.review.notes.add(NO_CATEGORY)
                continue
            if further:
                original, archived = unarchived(further)
                places = [canonical(original)]
                found[places[0]] = Seen(self._work(original, archived, medium.work))
            for key in places:
                found[key] = replace(found[key], media_category=medium.category)
            self.review.notes.add(BESIDE if places else NO_PLACE)

    def _works(self) -> Iterator[tuple[str, Node, bool]]:
        """(address as given, the node it stands in, whether it is the first known) of every appearance."""
        for item in self.review.items:
            for name in ("firstappearance", "appearance"):
                for work in self.review.graph.resolved(item.get(name)):
                    given = work if set(work) != {"name"} else work["name"]
                    for text in self.review.addresses(given):
                        yield text, work, name == "firstappearance"
            for name in ("url", "contenturl"):
                for text in self.review.addresses(item.get(name)):
                    yield text, item if "claim" not in types_of(item) else {}, False
            for author in self.review.graph.resolved(item.get("author")):
                for link in self.review.links(author):
                    if not is_a_profile(link):
                        yield link, {}, False

    def _work(self, url: str, archived: str, work: Node) -> Page:
        medium = medium_of(url, types_of(work))
        return Page(
            url=url,
            title=self._title_of(work),
            publisher=self._publisher_of(work, url),
            medium=medium,
            language=language_in(work.get("inlanguage")),
            # What is reviewed, where it stands for a document too, gives the date of the claim.
            published=world_date(self.review.text(work, "datepublished")) if work not in self.review.items else None,
            archived_url=archived or self._archive(work),
        )

    def _title_of(self, work: Node) -> str:
        """The work's own; the reviewed text in its place says nothing, but for documents that we have named."""
        title = texts.readable(self.review.text(work, "name") or self.review.text(work, "headline"))[:MAX_TITLE]
        reviewed = texts.readable("; ".join(texts.strings(self.review.members.get("claimreviewed"))))
        is_ours = _OUR_DOCUMENT.search(self.review.text(work, "@id"))
        return "" if set(work) == {"name"} or (title == reviewed and not is_ours) else title

    def _publisher_of(self, work: Node, url: str) -> Party:
        for publisher in self.review.graph.resolved(work.get("publisher")):
            for name in self.review.names(publisher):
                return Party(name, kind=claimant_kind(name, publisher))
        whose = identity_of(url)
        return Party(whose.name, host=whose.key)

    def _archive(self, work: Node) -> str:
        try:
            return address(self.review.text(work, "archivedat"))
        except NoAddress:
            return ""
