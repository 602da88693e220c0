"""ClaimReview as publishers write it (schema.org; Google's fact-check guide), read into what an import takes in.

What markup gets wrong is either read for what it can only mean, and noted, or refused with the reason. A number
alone is kept and never read: no two publishers count alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from claims.imports.claimreview.appearances import Appearances
from claims.imports.claimreview.given import Given, Surroundings
from claims.imports.claimreview.items import PARTS_LEFT_OUT, Part, has_parts_of_its_own, text_of
from claims.imports.claimreview.media import Medium as ReviewedMedium
from claims.imports.claimreview.notes import CLAIM_AFTER_REVIEW, NO_REVIEW_DATE, NotAReview
from claims.imports.claimreview.pages import address_of, page_of
from claims.imports.claimreview.people import claimants_of, publisher_of
from claims.imports.claimreview.rating import judgement_of
from claims.imports.markup.nodes import Graph
from claims.imports.reviewed import Reviewed, digest
from claims.imports.values import text as texts
from claims.imports.values.languages import language_in, language_of
from claims.imports.values.templates import first_unfilled
from claimtrack.words import words_of

#: What programs write in the place of a text that they have not.
_NO_TEXT: Final = frozenset({"undefined", "null", "nan", "none", "n/a"})
NO_PAGES: Final[Mapping[str, set[str]]] = {}


class MarkupReader:
    """Reads one ClaimReview node."""

    def __init__(
        self,
        part: Part,
        graph: Graph,
        around: Surroundings,
        pages: Mapping[str, set[str]] = NO_PAGES,
        media: Sequence[ReviewedMedium] = (),
    ) -> None:
        """`pages` are those of all reviews of a claim, by its `@id`; `media` what was reviewed beside it."""
        self.given = Given(part, graph, around)
        self.appearances = Appearances(self.given, pages, media)

    def read(self) -> Reviewed:
        """The review. Raises `NotAReview`."""
        review = self._reviewed()
        if review.page is None and not self.given.is_ours:
            raise NotAReview("nothing says at which address the review stands (url)")
        return self._accepted(review)

    def read_claim(self) -> Reviewed:
        """The claim alone, of a node that is no review. Raises `NotAReview`."""
        review = self._reviewed()
        alone = replace(review, judgement=None, identity=review.identity or self.given.text(self.given.items[0], "@id"))
        return self._accepted(alone)

    def _accepted(self, review: Reviewed) -> Reviewed:
        """The review. Raises `NotAReview` where it is a template, or where nobody could ever publish its claim."""
        given = [
            review.statement,
            self.given.text(self.given.members, "url"),
            *(party.name for party in review.claimants),
        ]
        given += [review.page.title, review.page.publisher.name] if review.page else []
        given += [review.judgement.label] if review.judgement else []
        if left := first_unfilled(given):
            raise NotAReview(f"a template was left unfilled: “{left[:100]}” stands where a text should")
        if review.statement.strip().casefold() in _NO_TEXT:
            raise NotAReview(f"“{review.statement}” stands where the reviewed text should (claimReviewed)")
        if review.page is None and not review.seen:
            raise NotAReview("nothing says where the claim was made (appearance): it could never be published")
        return review

    def _reviewed(self) -> Reviewed:
        stated, translations = texts.told_in(self._stated(), self.given.language)
        statement = self.given.notes.statement([text for _, text in stated])
        url = address_of(self.given)
        publisher, authors = publisher_of(self.given, url)
        given = self.given.text(self.given.members, "datepublished")
        published = self.given.notes.date(given)
        if published is None:
            self.given.notes.add(NO_REVIEW_DATE)
        language = self.given.notes.language(self.given.language, statement)
        claimants, context = claimants_of(self.given)
        if has_parts_of_its_own(self.given.items, self.given.graph):
            self.given.notes.add(PARTS_LEFT_OUT)
        made = self.given.notes.made_when(self.given.item_text("datepublished"), given, published)
        if made and published and made.earliest and published.latest and made.earliest > published.latest:
            self.given.notes.add(CLAIM_AFTER_REVIEW)
        return Reviewed(
            form=self.given.around.form,
            statement=statement,
            language=language_of(stated[0][0]) or language_in(self.given.items[0].get("inlanguage")) or language,
            page=None if self.given.is_ours else page_of(self.given, url, publisher, authors, published, language),
            judgement=judgement_of(self.given, publisher, url, published),
            made=made,
            claimants=claimants,
            seen=self.appearances.seen(url),
            context="\n".join(filter(None, [context, self.given.beside(translations)])),
            identity=self.given.text(self.given.members, "@id") if self.given.is_ours else "",
            group=self._group(statement),
            notes=tuple(self.given.notes.made),
        )

    def _stated(self) -> Any:
        """The reviewed text as given: where the review does not say it, the claim itself does."""
        given = self.given.members.get("claimreviewed")
        return given if texts.strings(given) else next(filter(texts.strings, map(text_of, self.given.items)), None)

    def _group(self, statement: str) -> str:
        """Reviews of one claim: of nodes that name the claim by the same address, in the same words."""
        name = self.given.text(self.given.items[0], "@id")
        return digest(f"{name} {words_of(statement)}") if name.startswith("http") else ""
