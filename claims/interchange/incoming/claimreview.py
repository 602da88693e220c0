"""ClaimReview as publishers write it (schema.org; Google's fact-check guide), read into what an import takes in.

What markup gets wrong is either read for what it can only mean, and noted, or refused with the reason. A number
alone is kept and never read: no two publishers count alike.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from claims.actions.reviewed import Judgement, Page, Party, Reviewed, Seen, digest, words_of
from claims.interchange.incoming import text as texts
from claims.interchange.incoming.dates import is_known, or_earlier, world_date
from claims.interchange.incoming.houses import imprint, web
from claims.interchange.incoming.items import Part, text_of
from claims.interchange.incoming.languages import contradicts, language_in, language_of, mixes_scripts
from claims.interchange.incoming.media import BESIDE, NO_CATEGORY, NO_PLACE
from claims.interchange.incoming.media import Medium as ReviewedMedium
from claims.interchange.incoming.nobodies import names_nobody
from claims.interchange.incoming.nodes import Graph, Node, Whole, as_list, node, types_of
from claims.interchange.incoming.parties import (
    claimant_kind,
    identifies,
    is_a_profile,
    medium_of,
    names_a_platform,
)
from claims.interchange.incoming.templates import first_unfilled
from claims.interchange.incoming.urls import NoAddress, address, several, unarchived
from claimtrack.dates import WorldDate
from sources.addresses import canonical, host_of
from sources.identity import identity_of, is_platform, site_of
from sources.models import Medium, SourceKind

# Kinds of input. They tell the same review in different ways, which must not take turns.
PAGE: Final = "page"
FEED: Final = "feed"
GOOGLE: Final = "google"

MAX_TITLE = 1000
MAX_NAME = 300
MAX_LABEL = 5000
MAX_NUMBER = 200
MAX_STATEMENT = 10_000
MAX_TEXT = 20_000
MAX_LISTED = 500
MAX_PROFILE = 2000

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?%?(?:\s*/\s*\d+)?")
_OUR_OWN = re.compile(r"https?://[^/]+/api/v1/(?:claims|assessments)/[0-9a-f-]{36}/")
_OUR_DOCUMENT = re.compile(r"/api/v1/documents/[0-9a-f-]{36}/")
_OUR_SOURCE = re.compile(r"/api/v1/sources/[0-9a-f-]{36}/")
_COPIED = "The markup gives the review's own date for the claim, which is not later than its review."

# What is noted of a record; each is counted in the report.
NO_LABEL = "the rating has no label"
NUMBER_ALONE = "the rating is a number alone: kept, and not read"
LABEL_IN_A_LIST = "the label was a list"
LOOKALIKES = "the label mixes letters of several scripts: it is not read as the label that it looks like"
LABEL_TOO_LONG = "the label was longer than a label can be and was left out"
NO_CLAIM_DATE = "the claim has no date"
COPIED_DATE = "the claim's date was copied from the review: kept as that day or earlier"
UNREAD_DATE = "a date could not be read: kept as worded, undated"
NO_REVIEW_DATE = "the review has no date"
NO_CLAIMANT = "the claim has no author"
SEVERAL_CLAIMANTS = "the claim has several authors"
PLATFORM = "a platform is given as the claim's author: it is where something is said, and was left out"
LONG_CLAIMANT = "the claim's author was longer than a name: kept in the context"
JOURNALIST = "the author is a journalist: the publisher was taken from elsewhere in the markup"
SEVERAL_PUBLISHERS = "the review has several publishers: one was taken, the others stand among its authors"
PUBLISHER_BY_HOST = "no publisher is named: it was taken from the review's address"
LEFT_OUT = "an address of an appearance was no address and was left out"
NO_PROFILE = "what was given as an address of the claim's author was none and was left out"
TEXT_IN_A_LIST = "the reviewed text was a list"
TOO_MANY = f"more than {MAX_LISTED} authors or appearances were given: the rest was left out"
OWN_ADDRESS = "the review's address was that of no page: that of the page it stands in was taken"
PICTURE = "the review's address leads to a picture"
COMPLETED = "an address was relative or without scheme and was completed"
SEVERAL_ADDRESSES = "several addresses stood in one text"
MARKED_UP = "the reviewed text had tags or entities in it"
STEERS_DIRECTION = "the reviewed text steers the direction in which it is written, and may read otherwise than it looks"
LONG_TITLE = "the headline was longer than a title can be and was cut"
LONG_TEXT = f"a text was longer than {MAX_TEXT} characters and was cut"
NO_TITLE = "the review has no headline"
SEVERAL_RATINGS = "the review has several ratings: the first was taken"
NUMBER_EXPLAINED = "the rating's explanation was a number and was left out"
CLAIM_AFTER_REVIEW = "the claim is dated after its review: kept as given"
TRANSLATED = "a text was given in several languages: that of the page was taken, the others stand beside it"
MISLABELLED_LANGUAGE = "the language given is not written in this script: left undetermined"


NO_PAGES: Final[Mapping[str, set[str]]] = {}
_Listed = TypeVar("_Listed")


class NotAReview(ValueError):
    """A node cannot be taken in; the message says why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A review that cannot be taken in, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for every node of an input: the kind of input, and what its page says of itself.

    `url` is the page's own address, `base` what relative ones are relative to; `within` the document whose nodes
    may be named.
    """

    form: str = FEED
    url: str = ""
    base: str = ""
    language: str = ""
    title: str = ""
    within: Whole | None = None


@dataclass(slots=True)
class _Notes:
    """What was repaired or left out of one record."""

    made: list[str] = field(default_factory=list)

    def add(self, note: str) -> None:
        if note not in self.made:
            self.made.append(note)

    def statement(self, given: list[str]) -> str:
        """The reviewed text. Raises `NotAReview` when there is none."""
        if len(given) > 1:
            self.add(TEXT_IN_A_LIST)
        statement = texts.readable("; ".join(given))
        if not statement:
            raise NotAReview("nothing says what was reviewed (claimReviewed)")
        if len(statement) > MAX_STATEMENT:
            raise NotAReview(f"the reviewed text is longer than {MAX_STATEMENT} characters")
        if any(map(texts.had_markup, given)):
            self.add(MARKED_UP)
        if texts.steers_direction(statement):
            self.add(STEERS_DIRECTION)
        return statement

    def text(self, given: str) -> str:
        """A longer text for readers."""
        made = texts.readable(given)
        if len(made) > MAX_TEXT:
            self.add(LONG_TEXT)
            return made[: MAX_TEXT - 1] + "…"
        return made

    def text_of_lines(self, given: Iterable[str]) -> str:
        """Longer texts for readers, a line each."""
        return "\n".join(map(self.text, given))

    def date(self, given: str) -> WorldDate | None:
        date = world_date(given)
        if date and not is_known(date):
            self.add(UNREAD_DATE)
        return date

    def made_when(self, given: str, review_given: str, review_date: WorldDate | None) -> WorldDate | None:
        """When the claim was made; a date that only repeats the review's says no more than “by then”."""
        made = self.date(given)
        if made is None:
            self.add(NO_CLAIM_DATE)
        elif is_known(made) and (given == review_given or (review_date and made.edtf == review_date.edtf)):
            self.add(COPIED_DATE)
            return or_earlier(made, basis=_COPIED)
        return made

    def language(self, given: str, statement: str) -> str:
        if contradicts(given, statement):
            self.add(MISLABELLED_LANGUAGE)
            return ""
        return given

    def title(self, given: str, url: str) -> str:
        title = texts.readable(given)
        if not title:
            self.add(NO_TITLE)
            return f"[Fact-check at {host_of(url)}]"
        if len(title) > MAX_TITLE:
            self.add(LONG_TITLE)
            return title[: MAX_TITLE - 1] + "…"
        return title

    def label(self, given: list[str]) -> tuple[str, str]:
        """(label, number): a rating in words and one in numbers, of which either may be empty."""
        words = [each for each in given if not _NUMBER.fullmatch(each)]
        label = ", ".join(dict.fromkeys(words))
        if len(words) > 1:
            self.add(LABEL_IN_A_LIST)
        if len(label) > MAX_LABEL:
            self.add(LABEL_TOO_LONG)
            label = ""
        if mixes_scripts(label):
            self.add(LOOKALIKES)
        if not label:
            self.add(NUMBER_ALONE if len(words) < len(given) else NO_LABEL)
        return label, ", ".join(each for each in given if _NUMBER.fullmatch(each))


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
        self.members, self.graph, self.around, self.pages, self.media = part.members, graph, around, pages, media
        self.items = graph.resolved(part.members.get("itemreviewed")) or [{}]
        self.is_whole = not part.notes
        self.notes = _Notes([*part.notes])
        self.language = language_in(part.members.get("inlanguage")) or language_of(around.language)

    def read(self) -> Reviewed:
        """The review. Raises `NotAReview`."""
        review = self._reviewed()
        if review.page is None and not self.is_ours:
            raise NotAReview("nothing says at which address the review stands (url)")
        return self._accepted(review)

    def read_claim(self) -> Reviewed:
        """The claim alone, of a node that is no review. Raises `NotAReview`."""
        review = self._reviewed()
        alone = replace(review, judgement=None, identity=review.identity or self._text(self.items[0], "@id"))
        return self._accepted(alone)

    def _accepted(self, review: Reviewed) -> Reviewed:
        """The review. Raises `NotAReview` where it is a template, or where nobody could ever publish its claim."""
        given = [review.statement, self._text(self.members, "url"), *(party.name for party in review.claimants)]
        given += [review.page.title, review.page.publisher.name] if review.page else []
        given += [review.judgement.label] if review.judgement else []
        if left := first_unfilled(given):
            raise NotAReview(f"a template was left unfilled: “{left[:100]}” stands where a text should")
        if review.page is None and not review.seen:
            raise NotAReview("nothing says where the claim was made (appearance): it could never be published")
        return review

    def _reviewed(self) -> Reviewed:
        stated, translations = texts.told_in(self._stated(), self.language)
        statement = self.notes.statement([text for _, text in stated])
        url = self._url()
        publisher, authors = self._publisher(url)
        given = self._text(self.members, "datepublished")
        published = self.notes.date(given)
        if published is None:
            self.notes.add(NO_REVIEW_DATE)
        language = self.notes.language(self.language, statement)
        claimants, context = self._claimants()
        made = self.notes.made_when(self._item_text("datepublished"), given, published)
        if made and published and made.earliest and published.latest and made.earliest > published.latest:
            self.notes.add(CLAIM_AFTER_REVIEW)
        return Reviewed(
            form=self.around.form,
            statement=statement,
            language=language_of(stated[0][0]) or language_in(self.items[0].get("inlanguage")) or language,
            page=None if self.is_ours else self._page(url, publisher, authors, published, language),
            judgement=self._judgement(publisher, url, published),
            made=made,
            claimants=claimants,
            seen=self._seen(url),
            context="\n".join(filter(None, [context, self._beside(translations)])),
            identity=self._text(self.members, "@id") if self.is_ours else "",
            group=self._group(statement),
            notes=tuple(self.notes.made),
        )

    def _stated(self) -> Any:
        """The reviewed text as given: where the review does not say it, the claim itself does."""
        given = self.members.get("claimreviewed")
        return given if texts.strings(given) else next(filter(texts.strings, map(text_of, self.items)), None)

    # -- texts in several languages ---------------------------------------------------------------

    def _own(self, members: Node, name: str) -> list[str]:
        """The texts of a member, of several languages those of the page's own."""
        value = members.get(name)
        if value is None or isinstance(value, str):
            return texts.strings(value)
        own, others = texts.told_in(value, self.language)
        if others:
            self.notes.add(TRANSLATED)
        return [text for _, text in own]

    def _beside(self, others: list[texts.Wording]) -> str:
        """What was given in further languages, a line each."""
        if others:
            self.notes.add(TRANSLATED)
        return self.notes.text_of_lines(f"{tag}: {text}" for tag, text in others)

    # -- the page ---------------------------------------------------------------------------------

    @property
    def is_ours(self) -> bool:
        """Whether it is an export of claimtrack of a judgement that stands in no document of its own."""
        return bool(_OUR_OWN.match(self._text(self.members, "url")))

    @property
    def is_handed_on(self) -> bool:
        """Whether it is an export of claimtrack at all: there, the body of a review is the judge's reasons."""
        return bool(_OUR_OWN.match(self._text(self.members, "@id")))

    def _url(self) -> str:
        """The review's address. Raises `NotAReview` when what is given is none; empty when nothing is."""
        picture = fault = ""
        for name in ("url", "mainentityofpage", "@id"):
            for given in self._addresses(self.members.get(name)):
                try:
                    made = self._complete(given)
                except NoAddress as error:
                    fault = fault or ("" if name == "@id" else str(error))
                    continue
                if medium_of(made) != Medium.IMAGE:
                    return made
                picture = picture or made
        return self._instead(picture, fault)

    def _instead(self, picture: str, fault: str) -> str:
        """What stands for the review's address where none that is given leads to a page."""
        if picture and not self.around.url:
            self.notes.add(PICTURE)
            return picture
        if fault and not self.around.url:
            raise NotAReview(f"the review's address cannot be used: {fault}")
        if picture or fault:
            self.notes.add(OWN_ADDRESS)
        return self.around.url

    def _addresses(self, value: Any) -> Iterator[str]:
        for item in as_list(value):
            members = node(item)
            given = (members.get("url") or members.get("@id") or members.get("contenturl")) if members else item
            for text in texts.strings(given):
                parts = several(text)
                if len(parts) > 1:
                    self.notes.add(SEVERAL_ADDRESSES)
                yield from parts

    def _complete(self, given: str) -> str:
        made = address(given, base=self.around.base or self._site())
        if not given.lower().startswith("http"):
            self.notes.add(COMPLETED)
        return made

    def _site(self) -> str:
        """The publisher's own address, which relative ones of its pages are relative to."""
        for member in ("author", "publisher"):
            for party in self.graph.resolved(self.members.get(member)):
                if (given := web(party)) and not is_platform(given):
                    return given
        return ""

    def _page(
        self, url: str, publisher: Party, authors: tuple[str, ...], published: WorldDate | None, language: str
    ) -> Page | None:
        if not url:
            return None
        given = (next(iter(self._own(self.members, name)), "") for name in ("headline", "name", "title"))
        title = next(filter(None, given), self.around.title)
        summaries = (next(iter(self._own(self.members, name)), "") for name in ("description", "abstract", "subtitle"))
        summary = next(filter(None, summaries), "")
        original, archived = unarchived(url)
        return Page(
            url=original,
            title=self.notes.title(title, url),
            publisher=publisher,
            medium=Medium.FACT_CHECK,
            language=language,
            published=published,
            authors=authors,
            summary=self.notes.text(summary or ("" if self.is_handed_on else self._text(self.members, "reviewbody"))),
            archived_url=archived,
        )

    # -- who --------------------------------------------------------------------------------------

    def _publisher(self, url: str) -> tuple[Party, tuple[str, ...]]:
        """Who publishes the review, and the names of those who wrote it; further publishers stand among them."""
        told = imprint(self.members, self.graph, url)
        house = next(iter(self._names(told.house)), "")
        journalists = [name for party in told.journalists for name in self._names(party)]
        others = [name for party in told.others for name in self._names(party)[:1] if name != house]
        if journalists and not told.is_author:
            self.notes.add(JOURNALIST)
        if others:
            self.notes.add(SEVERAL_PUBLISHERS)
        names = tuple(name for name in dict.fromkeys([*journalists, *others]) if name != house)
        if house:
            return self._party(house, told.house, url), names
        self.notes.add(PUBLISHER_BY_HOST)
        whose = identity_of(url)
        return Party(name=whose.name, kind=SourceKind.OUTLET, host=whose.key), names

    def _party(self, name: str, house: Node, url: str) -> Party:
        if _OUR_SOURCE.search(self._text(house, "url") or self._text(house, "@id")):
            return Party(name=name, kind=SourceKind.OUTLET)
        given = web(house)
        whose = identity_of(url if not given or is_platform(given) else given)
        return Party(name=name, kind=SourceKind.OUTLET, host=whose.key)

    def _names(self, party: Node) -> list[str]:
        names = [texts.name_of(name) for name in texts.strings(party.get("name"))]
        return [name for name in names if name and len(name) <= MAX_NAME]

    def _claimants(self) -> tuple[tuple[Party, ...], str]:
        """Who made the claim, and what was given for them that is no name."""
        made, context = [], ""
        authors = [author for item in self.items for author in self.graph.resolved(item.get("author"))]
        for author in authors:
            name = texts.name_of(self._text(author, "name")).strip('"“” ')
            if names_nobody(name):
                continue
            if len(name) > MAX_NAME:
                self.notes.add(LONG_CLAIMANT)
                context = name
                continue
            profiles = tuple(dict.fromkeys(self._profiles(author)))
            if names_a_platform(name) and not profiles:
                self.notes.add(PLATFORM)
                continue
            made.append(Party(name=name, kind=claimant_kind(name, author), same_as=profiles))
        if not made:
            self.notes.add(NO_CLAIMANT)
        if len(made) > 1:
            self.notes.add(SEVERAL_CLAIMANTS)
        return self._bounded(tuple(dict.fromkeys(made))), self.notes.text(context)

    def _bounded(self, listed: tuple[_Listed, ...]) -> tuple[_Listed, ...]:
        if len(listed) > MAX_LISTED:
            self.notes.add(TOO_MANY)
        return listed[:MAX_LISTED]

    def _profiles(self, author: Node) -> Iterator[str]:
        for given in self._links(author):
            if len(given) > MAX_PROFILE:
                self.notes.add(NO_PROFILE)
            elif identifies(given):
                yield given

    def _links(self, author: Node) -> Iterator[str]:
        """The addresses given for an author that are addresses; texts that are none say nothing."""
        for name in ("sameas", "url"):
            for given in self._addresses(author.get(name)):
                try:
                    yield address(given)
                except NoAddress:
                    self.notes.add(NO_PROFILE)

    # -- where ------------------------------------------------------------------------------------

    def _seen(self, page_url: str) -> tuple[Seen, ...]:
        """The documents the claim stands in, each once; the review's own page is none of them."""
        found: dict[str, Seen] = {}
        reviews = {canonical(page_url), *self.pages.get(self._text(self.items[0], "@id"), ())}
        for given, work, first_known in self._works():
            try:
                url = self._complete(given)
            except NoAddress:
                self.notes.add(LEFT_OUT)
                continue
            original, archived = unarchived(url)
            if canonical(original) in reviews or _OUR_OWN.match(original):
                continue
            seen = Seen(
                self._work(original, archived, work),
                first_known=first_known and not any(each.first_known for each in found.values()),
            )
            found.setdefault(canonical(original), seen)
        self._add_media(found)
        return self._bounded(tuple(found.values()))

    def _add_media(self, found: dict[str, Seen]) -> None:
        """Give the appearances their categories; a medium that is none of them is a further one."""
        for medium in self.media:
            places = [key for key in found if medium.lies_at([key])]
            further = medium.addresses[0] if medium.addresses and self.is_whole and not places else ""
            if not medium.category:
                self.notes.add(NO_CATEGORY)
                continue
            if further:
                original, archived = unarchived(further)
                places = [canonical(original)]
                found[places[0]] = Seen(self._work(original, archived, medium.work))
            for key in places:
                found[key] = replace(found[key], media_category=medium.category)
            self.notes.add(BESIDE if places else NO_PLACE)

    def _works(self) -> Iterator[tuple[str, Node, bool]]:
        """(address as given, the node it stands in, whether it is the first known) of every appearance."""
        for item in self.items:
            for name in ("firstappearance", "appearance"):
                for work in self.graph.resolved(item.get(name)):
                    given = work if set(work) != {"name"} else work["name"]
                    for text in self._addresses(given):
                        yield text, work, name == "firstappearance"
            for name in ("url", "contenturl"):
                for text in self._addresses(item.get(name)):
                    yield text, item if "claim" not in types_of(item) else {}, False
            for author in self.graph.resolved(item.get("author")):
                for link in self._links(author):
                    if not is_a_profile(link):
                        yield link, {}, False

    def _work(self, url: str, archived: str, work: Node) -> Page:
        medium = medium_of(url, types_of(work))
        return Page(
            url=url,
            title=self._title_of(work) or f"[{Medium(medium).label.capitalize()} at {site_of(url)}]",
            publisher=self._publisher_of(work, url),
            medium=medium,
            language=language_in(work.get("inlanguage")),
            # What is reviewed, where it stands for a document too, gives the date of the claim.
            published=world_date(self._text(work, "datepublished")) if work not in self.items else None,
            archived_url=archived or self._archive(work),
        )

    def _title_of(self, work: Node) -> str:
        """The work's own; the reviewed text in its place says nothing, but for documents that we have named."""
        title = texts.readable(self._text(work, "name") or self._text(work, "headline"))[:MAX_TITLE]
        reviewed = texts.readable("; ".join(texts.strings(self.members.get("claimreviewed"))))
        is_ours = _OUR_DOCUMENT.search(self._text(work, "@id"))
        return "" if set(work) == {"name"} or (title == reviewed and not is_ours) else title

    def _publisher_of(self, work: Node, url: str) -> Party:
        for publisher in self.graph.resolved(work.get("publisher")):
            for name in self._names(publisher):
                return Party(name, kind=claimant_kind(name, publisher))
        whose = identity_of(url)
        return Party(whose.name, host=whose.key)

    def _archive(self, work: Node) -> str:
        try:
            return address(self._text(work, "archivedat"))
        except NoAddress:
            return ""

    # -- what was found ---------------------------------------------------------------------------

    def _judgement(self, publisher: Party, url: str, published: WorldDate | None) -> Judgement:
        label, number, reasons = self._rating()
        whose = identity_of(url)
        host = host_of(url) if url and whose.account == "" else publisher.host or whose.key
        return Judgement(
            judge=publisher,
            host=host,
            label=label,
            number=number[:MAX_NUMBER],
            reasons=reasons,
            assessed_at=published,
            in_our_words=self.is_ours,
        )

    def _rating(self) -> tuple[str, str, str]:
        """(label, numbers, reasons) of the first rating."""
        ratings = self.graph.resolved(self.members.get("reviewrating"))
        rating = ratings[0] if ratings else {}
        if len(ratings) > 1:
            self.notes.add(SEVERAL_RATINGS)
        value = texts.first(rating.get("ratingvalue"))
        given = self._own(rating, "alternatename") or self._own(rating, "name")
        if not given and not _NUMBER.fullmatch(value):
            given, value = [value] if value else [], ""
        label, number = self.notes.label(given)
        ends = [f"{end} {text}" for end, text in self._ends(rating)]
        numbers = ", ".join(dict.fromkeys(filter(None, [number, value, *ends])))
        if numbers and not label and NO_LABEL in self.notes.made:
            self.notes.made[self.notes.made.index(NO_LABEL)] = NUMBER_ALONE
        return label, numbers, self._explanation(rating)

    def _explanation(self, rating: Node) -> str:
        given = next(iter(self._own(rating, "ratingexplanation")), "")
        if not given and self.is_handed_on:
            given = self._text(self.members, "reviewbody")
        if _NUMBER.fullmatch(given):
            self.notes.add(NUMBER_EXPLAINED)
            given = ""
        labels, reasons = (
            texts.told_in(rating.get(name), self.language) for name in ("alternatename", "ratingexplanation")
        )
        return "\n".join(filter(None, [self.notes.text(given), self._beside([*labels[1], *reasons[1]])]))

    @staticmethod
    def _ends(rating: Node) -> Iterator[tuple[str, str]]:
        for end in ("worst", "best"):
            if text := texts.first(rating.get(f"{end}rating")):
                yield end, text

    def _group(self, statement: str) -> str:
        """Reviews of one claim: of nodes that name the claim by the same address, in the same words."""
        name = self._text(self.items[0], "@id")
        return digest(f"{name} {words_of(statement)}") if name.startswith("http") else ""

    # -- members ----------------------------------------------------------------------------------

    @staticmethod
    def _text(members: Node, name: str) -> str:
        return texts.first(members.get(name))

    def _item_text(self, name: str) -> str:
        return next(filter(None, (self._text(item, name) for item in self.items)), "")
