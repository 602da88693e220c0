"""Claims in answers of Google's Fact Check Tools API (v1alpha1), read as the markup that they were taken from."""

from collections.abc import Iterator
from dataclasses import replace

from claims.imports.claimreview.given import GOOGLE, Surroundings
from claims.imports.claimreview.items import Part
from claims.imports.claimreview.notes import NotAReview
from claims.imports.claimreview.reading import MarkupReader
from claims.imports.markup.nodes import Graph, Node, as_list, node
from claims.imports.read import Refused
from claims.imports.reviewed import Reviewed, digest
from claims.imports.values import text as texts


def google_claim(members: Node) -> Iterator[Reviewed | Refused]:
    """The reviews of one claim."""
    given = [node(review) for review in as_list(members.get("claimreview"))]
    if not given:
        yield Refused("the claim has no review (claimReview is empty)")
    group = digest(" ".join([texts.first(members.get("text")), *sorted(texts.first(r.get("url")) for r in given)]))
    for review in given:
        markup = _as_markup(members, review)
        try:
            read = MarkupReader(Part(markup), Graph(markup), Surroundings(form=GOOGLE)).read()
        except NotAReview as error:
            yield Refused(str(error))
        else:
            yield replace(read, group=group if len(given) > 1 else "")


def _as_markup(claim: Node, review: Node) -> Node:
    """Google's members by their names in schema.org, which Google took them from."""
    publisher = node(review.get("publisher"))
    site = texts.first(publisher.get("site"))
    return {
        "@type": "ClaimReview",
        "url": review.get("url"),
        "headline": review.get("title"),
        "inlanguage": review.get("languagecode"),
        "datepublished": review.get("reviewdate"),
        "claimreviewed": claim.get("text"),
        "author": {
            "@type": "Organization",
            "name": texts.first(publisher.get("name")).strip('"“”') or site,
            "url": f"https://{site}/" if site else "",
        },
        "reviewrating": {"alternatename": review.get("textualrating")},
        "itemreviewed": {"author": {"name": claim.get("claimant")}, "datepublished": claim.get("claimdate")},
    }
