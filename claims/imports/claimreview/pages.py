"""The review's own page: its address, its headline, when it came out."""

from claims.imports.claimreview.given import Given
from claims.imports.claimreview.notes import OWN_ADDRESS, PICTURE, NotAReview
from claims.imports.markup.parties import medium_of
from claims.imports.reviewed import Page, Party
from claims.imports.values.addresses import unarchived
from claimtrack.dates import WorldDate
from sources.addresses import NoAddress
from sources.vocabulary import Medium


def address_of(review: Given) -> str:
    """The review's address. Raises `NotAReview` when what is given is none; empty when nothing is."""
    picture = fault = ""
    for name in ("url", "mainentityofpage", "@id"):
        for given in review.addresses(review.members.get(name)):
            try:
                made = review.complete(given)
            except NoAddress as error:
                fault = fault or ("" if name == "@id" else str(error))
                continue
            if medium_of(made) != Medium.IMAGE:
                return made
            picture = picture or made
    return _instead(review, picture, fault)


def _instead(review: Given, picture: str, fault: str) -> str:
    """What stands for the review's address where none that is given leads to a page."""
    if picture and not review.around.url:
        review.notes.add(PICTURE)
        return picture
    if fault and not review.around.url:
        raise NotAReview(f"the review's address cannot be used: {fault}")
    if picture or fault:
        review.notes.add(OWN_ADDRESS)
    return review.around.url


def page_of(
    review: Given, url: str, publisher: Party, authors: tuple[str, ...], published: WorldDate | None, language: str
) -> Page | None:
    if not url:
        return None
    given = (next(iter(review.own(review.members, name)), "") for name in ("headline", "name", "title"))
    title = next(filter(None, given), review.around.title)
    summaries = (next(iter(review.own(review.members, name)), "") for name in ("description", "abstract", "subtitle"))
    summary = next(filter(None, summaries), "")
    original, archived = unarchived(url)
    return Page(
        url=original,
        title=review.notes.title(title),
        publisher=publisher,
        medium=Medium.FACT_CHECK,
        language=language,
        published=published,
        authors=authors,
        summary=review.notes.text(
            summary or ("" if review.is_handed_on else review.text(review.members, "reviewbody"))
        ),
        archived_url=archived,
    )
