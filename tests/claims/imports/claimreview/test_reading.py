"""Every fault that real markup has, family by family: read for what it can only mean, noted, or refused with a reason."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from claims.imports import noted
from claims.imports.claimreview import notes
from claims.imports.markup.parsing import MENDED_HALVES
from claims.imports.read import Refused
from claims.imports.reviewed import Judgement, Page, Party, Reviewed, Seen
from claims.scales import AppearanceRole
from claimtrack.dates import WorldDate
from sources.vocabulary import Medium, SourceKind
from tests.markup import PAGE, Node, claim, found, markup, one, reads, refusal

PUBLISHER = Party("Harbour Checks", kind=SourceKind.OUTLET, host="checks.example.org")


def rated(**rating: Any) -> Reviewed:
    return one(markup(reviewRating={"@type": "Rating", **rating}))


def judged(review: Reviewed) -> Judgement:
    assert review.judgement
    return review.judgement


def page(review: Reviewed) -> Page:
    assert review.page
    return review.page


def urls(review: Reviewed) -> list[str]:
    return [seen.page.url for seen in review.seen]


# -- what a review without a fault becomes ---------------------------------------------------------


def test_publisher_page_claim_claimant_appearance_and_rating_are_read_and_nothing_is_noted() -> None:
    assert one(markup()) == Reviewed(
        form="feed",
        statement="The harbour was sold in secret.",
        language="en",
        page=Page(
            url=PAGE,
            title="No, the harbour was not sold",
            publisher=PUBLISHER,
            medium=Medium.FACT_CHECK,
            language="en",
            published=WorldDate("2021-03-04", text="2021-03-04"),
            summary="The deed says otherwise.",
        ),
        judgement=Judgement(
            judge=PUBLISHER,
            host="checks.example.org",
            label="Not true",
            assessed_at=WorldDate("2021-03-04", text="2021-03-04"),
        ),
        made=WorldDate("2021-03-01", text="2021-03-01"),
        claimants=(Party("Ada Quay", kind=SourceKind.PERSON, same_as=("https://www.wikidata.org/wiki/Q70000001",)),),
        seen=(
            Seen(
                Page(
                    url="https://posts.example.net/a/1",
                    title="",
                    publisher=Party("posts.example.net", host="posts.example.net"),
                ),
                role=AppearanceRole.ASSERTS,
            ),
        ),
        notes=(),
    )


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("https://twitter.com/Ada/status/1", Party("ada (x.com)", host="x.com/ada")),
        ("https://x.com/bob/status/1", Party("bob (x.com)", host="x.com/bob")),
        ("https://x.com/i/status/1", Party("x.com", host="x.com")),
        ("https://ada.blogspot.com/1", Party("ada.blogspot.com", host="ada.blogspot.com")),
        ("https://social.example/@ada/1", Party("@ada (social.example)", host="social.example/@ada")),
    ],
)
def test_what_stands_at_a_shared_host_is_published_by_the_account(address: str, publisher: Party) -> None:
    [seen] = one(markup(itemReviewed=claim(appearance={"url": address}))).seen
    assert seen.page.publisher == publisher


def test_a_reviewer_at_a_shared_host_is_known_by_the_account_and_so_are_its_labels() -> None:
    review = one(markup(url="https://medium.com/@ada/the-harbour", author={"@type": "Organization", "name": "Checks"}))
    assert page(review).publisher == Party("Checks", kind=SourceKind.OUTLET, host="medium.com/@ada")
    assert judged(review).host == "medium.com/@ada"


# -- ratings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "label", "number"),
    [
        ({"alternateName": "False"}, "False", ""),
        ({"alternateName": "False", "ratingValue": ""}, "False", ""),
        ({"alternateName": "False", "ratingValue": "1", "bestRating": "5"}, "False", "1, best 5"),
        ({"alternateName": "Faux", "ratingValue": 1, "worstRating": 1, "bestRating": 5}, "Faux", "1, worst 1, best 5"),
        ({"alternateName": "?", "ratingValue": -1, "worstRating": -1, "bestRating": -1}, "?", "-1, worst -1, best -1"),
        ({"alternateName": "No", "ratingValue": 2, "worstRating": "2", "bestRating": "2"}, "No", "2, worst 2, best 2"),
        ({"alternateName": "Falso."}, "Falso.", ""),
        ({"alternateName": "mostly-false"}, "mostly-false", ""),
        ({"alternateName": "This is a whole sentence."}, "This is a whole sentence.", ""),
        ({"alternateName": "Harbour Checks: False"}, "Harbour Checks: False", ""),
        ({"alternateName": {"@value": "Falsch", "@language": "de"}}, "Falsch", ""),
        ({"alternateName": "<b>False</b> &amp; worse"}, "<b>False</b> &amp; worse", ""),
        ({"alternateName": "=HYPERLINK(1)"}, "=HYPERLINK(1)", ""),
        ({"name": "Satire"}, "Satire", ""),
        ({"ratingValue": "Misleading"}, "Misleading", ""),
    ],
)
def test_a_label_is_kept_letter_for_letter_and_numbers_beside_it(rating: Node, label: str, number: str) -> None:
    review = rated(**rating)
    assert (judged(review).label, judged(review).number) == (label, number)
    assert review.notes == ()


@pytest.mark.parametrize(
    ("rating", "label", "number", "note"),
    [
        ({"alternateName": ["False", "Scam"]}, "False, Scam", "", notes.LABEL_IN_A_LIST),
        ({"ratingValue": "1", "bestRating": "5"}, "", "1, best 5", notes.NUMBER_ALONE),
        ({"alternateName": "5/6"}, "", "5/6", notes.NUMBER_ALONE),
        ({"alternateName": "", "ratingValue": ""}, "", "", noted.NO_LABEL),
        ({"alternateName": "x" * 6000}, "", "", notes.LABEL_TOO_LONG),
    ],
)
def test_a_rating_without_words_or_with_several_is_noted(rating: Node, label: str, number: str, note: str) -> None:
    review = rated(**rating)
    assert (judged(review).label, judged(review).number) == (label, number)
    assert note in review.notes


def test_an_explanation_is_kept_unless_it_is_a_number_and_the_first_of_several_ratings_counts() -> None:
    assert judged(rated(alternateName="No", ratingExplanation="The deed &ndash; see")).reasons == "The deed – see"
    numbered = rated(alternateName="No", ratingExplanation=5)
    assert (judged(numbered).reasons, numbered.notes) == ("", (notes.NUMBER_EXPLAINED,))
    several = one(markup(reviewRating=[{"alternateName": "No"}, {"alternateName": "Yes"}]))
    assert (judged(several).label, several.notes) == ("No", (notes.SEVERAL_RATINGS,))
    assert noted.NO_LABEL in one(markup(reviewRating=None)).notes


# -- how nodes are wrapped -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrapped",
    [
        {"@context": "https://schema.org", "@graph": [markup()]},
        [markup()],
        {"@graph": [{"@type": "NewsArticle", "name": "x"}, markup()]},
        markup(**{"@context": None}),
        markup(**{"@type": ["ClaimReview", "Review"]}),
        markup(**{"@type": "http://schema.org/ClaimReview"}),
        markup(**{"@type": "schema:ClaimReview"}),
        markup(**{"@type": "claimReview"}),
        {"@type": "NewsArticle", "review": markup()},
        {"claimReview": [markup()]},
        {"type": "http://schema.org/ClaimReview", "properties": {k: v for k, v in markup().items() if k[0] != "@"}},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [markup()]}]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": markup()}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": markup()}]},
        {f"schema:{k}" if k[0] != "@" else k: v for k, v in markup().items()},
    ],
)
def test_a_review_is_found_however_its_node_is_wrapped(wrapped: Any) -> None:
    reviews = [each for each in found(wrapped) if isinstance(each, Reviewed)]
    assert reviews == [one(markup())]


def test_nodes_of_a_graph_that_name_each_other_are_read_as_one() -> None:
    graph = {
        "@graph": [
            {"@type": "Organization", "@id": "#us", "name": "Harbour Checks", "url": "https://checks.example.org/"},
            {**claim(), "@id": "#claim", "text": "The harbour was sold in secret."},
            markup(author={"@id": "#us"}, itemReviewed={"@id": "#claim"}, claimReviewed=None),
        ]
    }
    assert found(graph) == [replace(one(markup()), group="")]


def test_a_claim_that_no_review_names_is_one_that_nobody_has_judged() -> None:
    alone = {**claim(), "@id": "https://a.example.org/c/1", "text": "The quay was sold."}
    [review] = found({"@graph": [alone]})
    assert (review.statement, review.judgement, review.identity) == (
        "The quay was sold.",
        None,
        "https://a.example.org/c/1",
    )


@pytest.mark.parametrize("item_type", ["Claim", "CreativeWork", "creativeWork", ["CreativeWork"], None])
def test_what_is_reviewed_is_read_whatever_its_type(item_type: Any) -> None:
    review = one(markup(itemReviewed=claim(**{"@type": item_type, "url": "https://posts.example.net/b"})))
    assert [party.name for party in review.claimants] == ["Ada Quay"]
    assert urls(review) == ["https://posts.example.net/a/1", "https://posts.example.net/b"]


# -- who made the claim ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "names", "kind"),
    [
        ({"@type": "Person", "name": " Ada  Quay "}, ["Ada Quay"], SourceKind.PERSON),
        ({"@type": "Organization", "name": "Quay Ltd"}, ["Quay Ltd"], SourceKind.ORGANIZATION),
        ("Ada Quay", ["Ada Quay"], SourceKind.UNKNOWN),
        ({"@type": "Person", "name": "Várias fontes"}, ["Várias fontes"], SourceKind.COLLECTIVE),
        ({"@type": "Person", "name": "Social media users"}, ["Social media users"], SourceKind.COLLECTIVE),
        ({"@type": "Person", "name": "&quot;Ada&quot;"}, ["Ada"], SourceKind.PERSON),
        ({"@type": "Person", "name": {"@value": "Ada Quay"}}, ["Ada Quay"], SourceKind.PERSON),
    ],
)
def test_the_claims_author_is_read_as_named(author: Any, names: list[str], kind: str) -> None:
    review = one(markup(itemReviewed=claim(author=author)))
    assert [(party.name, party.kind) for party in review.claimants] == [(name, kind) for name in names]


@pytest.mark.parametrize(
    ("author", "names", "note"),
    [
        (None, [], noted.NO_CLAIMANT),
        ({"@type": "Person", "name": ""}, [], noted.NO_CLAIMANT),
        ({"@type": "Person", "name": "Unknown"}, [], noted.NO_CLAIMANT),
        ([{"name": "Ada"}, {"name": "Ben"}], ["Ada", "Ben"], notes.SEVERAL_CLAIMANTS),
        ({"name": "Ada", "sameAs": "somebody on the net"}, ["Ada"], notes.NO_PROFILE),
        ({"name": "x" * 301}, [], notes.LONG_CLAIMANT),
        ([{"name": f"Nr {n}"} for n in range(600)], [f"Nr {n}" for n in range(500)], notes.TOO_MANY),
    ],
)
def test_a_missing_or_odd_author_of_the_claim_is_noted(author: Any, names: list[str], note: str) -> None:
    review = one(markup(itemReviewed=claim(author=author)))
    assert [party.name for party in review.claimants] == names
    assert note in review.notes


def test_what_was_too_long_for_a_name_stays_as_context() -> None:
    assert one(markup(itemReviewed=claim(author={"name": "They say " * 50}))).context.startswith("They say They say")


@pytest.mark.parametrize(
    ("same_as", "profiles", "appearances"),
    [
        ("https://en.wikipedia.org/wiki/Ada", ("https://en.wikipedia.org/wiki/Ada",), []),
        (" https://www.wikidata.org/wiki/Q1 ", ("https://www.wikidata.org/wiki/Q1",), []),
        ("https://facebook.com/ada/posts/123", (), ["https://facebook.com/ada/posts/123"]),
        ("https://www.youtube.com/channel/UCada", ("https://www.youtube.com/channel/UCada",), []),
        ("https://vk.com/wall1_2", (), ["https://vk.com/wall1_2"]),
        (["", "https://ada.example.org/"], ("https://ada.example.org/",), []),
        ("https://orcid.org/0000-0002-1825-0097", ("https://orcid.org/0000-0002-1825-0097",), []),
        ("https://x.com/ada", ("https://x.com/ada",), []),
        ("https://www.linkedin.com/in/ada", ("https://www.linkedin.com/in/ada",), []),
        ("https://facebook.com/profile.php?id=1", ("https://facebook.com/profile.php?id=1",), []),
        ("https://facebook.com/", (), []),
        ("https://council.example/members/ada-quay/", ("https://council.example/members/ada-quay/",), []),
        ("https://paper.example/ada-quay", ("https://paper.example/ada-quay",), []),
        ("https://paper.example/no-ada-quay-sold-nothing", (), ["https://paper.example/no-ada-quay-sold-nothing"]),
        ("", (), []),
    ],
)
def test_same_as_tells_who_the_author_is_or_where_the_claim_stands(
    same_as: Any, profiles: tuple[str, ...], appearances: list[str]
) -> None:
    review = one(markup(itemReviewed=claim(author={"name": "Ada", "sameAs": same_as}, appearance=None)))
    assert (review.claimants[0].same_as, urls(review)) == (profiles, appearances)


# -- where the claim stands ------------------------------------------------------------------------

WORK = "https://posts.example.net/a/1"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (claim(appearance={"@type": "CreativeWork", "url": WORK}), [(WORK, False)]),
        (claim(appearance=WORK), [(WORK, False)]),
        (claim(appearance=None, firstAppearance={"url": WORK}), [(WORK, True)]),
        (claim(firstAppearance={"url": WORK}, appearance=[{"url": WORK}]), [(WORK, True)]),
        (claim(appearance=None, url=WORK), [(WORK, False)]),
        (claim(appearance=[{"url": PAGE}]), []),
        (claim(appearance=[{"@id": WORK}]), [(WORK, False)]),
    ],
)
def test_appearances_are_found_wherever_they_stand_each_once_and_never_in_the_review_itself(
    item: Node, expected: list[tuple[str, bool]]
) -> None:
    review = one(markup(itemReviewed=item))
    assert [(seen.page.url, seen.first_known) for seen in review.seen] == expected


@pytest.mark.parametrize(
    ("given", "expected", "note"),
    [
        ("https://a.example.net/1, https://b.example.net/2", 2, notes.SEVERAL_ADDRESSES),
        ("https://a.example.net/1 https://b.example.net/2", 2, notes.SEVERAL_ADDRESSES),
        ("https://a.example.net/1 and https://b.example.net/2", 2, notes.SEVERAL_ADDRESSES),
        ("www.example.net/1", 1, notes.COMPLETED),
        ("//example.net/1", 1, notes.COMPLETED),
        ("/local/1", 1, notes.COMPLETED),
        ("javascript:alert(1)", 0, noted.LEFT_OUT),
        ("on Facebook", 0, noted.LEFT_OUT),
        ("data:text/html,x", 0, noted.LEFT_OUT),
        ("https://localhost/x", 0, noted.LEFT_OUT),
    ],
)
def test_addresses_of_appearances_are_taken_apart_completed_or_left_out_with_a_note(
    given: str, expected: int, note: str
) -> None:
    review = one(markup(itemReviewed=claim(appearance={"url": given})))
    assert (len(review.seen), note in review.notes) == (expected, True)


def test_an_appearance_keeps_what_is_said_of_it() -> None:
    work = {
        "@type": "VideoObject",
        "url": "https://web.archive.org/web/20210301/https://video.example.net/clip.mp4",
        "name": "The clip",
        "publisher": {"@type": "Organization", "name": "Quay TV"},
        "datePublished": "2021-02-28",
        "inLanguage": "pt_BR",
    }
    [seen] = one(markup(itemReviewed=claim(appearance=work))).seen
    assert seen.page == Page(
        url="https://video.example.net/clip.mp4",
        title="The clip",
        publisher=Party("Quay TV", kind=SourceKind.ORGANIZATION),
        medium=Medium.VIDEO,
        language="pt-BR",
        published=WorldDate("2021-02-28", text="2021-02-28"),
        archived_url="https://web.archive.org/web/20210301/https://video.example.net/clip.mp4",
    )


@pytest.mark.parametrize(
    ("url", "work_type", "medium"),
    [
        ("https://a.example.net/1", "VideoObject", Medium.VIDEO),
        ("https://a.example.net/1", "NewsArticle", Medium.ARTICLE),
        ("https://a.example.net/1", "CreativeWork", Medium.PAGE),
        ("https://a.example.net/1.jpg", "Article", Medium.IMAGE),
        ("https://www.facebook.com/a/posts/1", "Article", Medium.POST),
        ("https://youtu.be/x", "CreativeWork", Medium.VIDEO),
    ],
)
def test_what_an_appearance_is_is_told_by_its_address_or_else_its_type(url: str, work_type: str, medium: str) -> None:
    [seen] = one(markup(itemReviewed=claim(appearance={"@type": work_type, "url": url}))).seen
    assert seen.page.medium == medium


def test_the_pages_of_other_reviews_of_a_claim_are_not_where_it_was_made() -> None:
    reviews = [
        markup(
            url=f"https://{name}.example.org/1",
            itemReviewed=claim(**{"@id": "https://claims.example.org/c"}, appearance=[{"url": page} for page in PAGES]),
        )
        for name in ("one", "two")
    ]
    assert [urls(review) for review in found({"@type": "DataFeedItem", "item": reviews})] == [PAGES[2:], PAGES[2:]]


PAGES = ["https://one.example.org/1", "https://two.example.org/1?utm_source=x", WORK]


# -- dates -----------------------------------------------------------------------------------------


def test_a_claims_date_that_repeats_the_reviews_says_no_more_than_by_then() -> None:
    review = one(markup(datePublished="2021-03-04T10:00:00Z", itemReviewed=claim(datePublished="2021-03-04")))
    assert review.made
    assert (review.made.edtf, review.made.text, review.made.inferred) == ("[..2021-03-04]", "2021-03-04", True)
    assert review.notes == (notes.COPIED_DATE,)


@pytest.mark.parametrize(
    ("review_date", "claim_date", "note"),
    [
        (None, "2021-03-01", notes.NO_REVIEW_DATE),
        ("2021-03-04", None, notes.NO_CLAIM_DATE),
        ("soon", "2021-03-01", noted.UNREAD_DATE),
        ("2021-03-04", "in spring", noted.UNREAD_DATE),
    ],
)
def test_a_date_that_is_missing_or_cannot_be_read_is_noted(review_date: Any, claim_date: Any, note: str) -> None:
    review = one(markup(datePublished=review_date, itemReviewed=claim(datePublished=claim_date)))
    assert review.notes == (note,)
    if claim_date == "in spring":
        assert review.made == WorldDate("XXXX", text="in spring")


# -- the review's page -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("checks.example.org/1", "https://checks.example.org/1"),
        ("//checks.example.org/1", "https://checks.example.org/1"),
        ("/2021/1", "https://checks.example.org/2021/1"),
        (" https://checks.example.org/1 ", "https://checks.example.org/1"),
        ("https://checks.example.org/caf%25C3%25A9", "https://checks.example.org/caf%25C3%25A9"),
        ("https://checks.example.org/مرفأ", "https://checks.example.org/%D9%85%D8%B1%D9%81%D8%A3"),
        ("https://прове́рка.example.org/1", "https://xn--.example.org/1"),
        ({"@id": "https://checks.example.org/1"}, "https://checks.example.org/1"),
        (["https://checks.example.org/1", "https://checks.example.org/2"], "https://checks.example.org/1"),
        ("https://a:b@checks.example.org/1", "https://checks.example.org/1"),
    ],
)
def test_a_reviews_address_is_completed_and_brought_into_ascii(given: Any, url: str) -> None:
    read = page(one(markup(url=given))).url
    assert read == url if "--" not in url else read.startswith("https://xn--")


@pytest.mark.parametrize("given", ["javascript:alert(1)", "file:///etc/passwd", "about:blank", "not an address"])
def test_a_review_without_a_usable_address_is_refused(given: str) -> None:
    assert "address cannot be used" in refusal(markup(url=given))
    assert "at which address" in refusal(markup(url=None))


def test_an_address_of_a_picture_gives_way_to_one_of_a_page() -> None:
    picture = "https://checks.example.org/cover.jpg"
    assert page(one(markup(url=picture, mainEntityOfPage={"@id": PAGE}))).url == PAGE
    alone = one(markup(url=picture))
    assert (page(alone).url, alone.notes) == (picture, (notes.PICTURE,))


def test_what_relative_addresses_are_relative_to_is_no_address_of_a_review_in_a_feed() -> None:
    assert "at which address" in refusal(markup(url=None), base="https://feeds.example.org/all.json")
    assert page(one(markup(url="/x", author=None), base="https://feeds.example.org/all.json")).url == (
        "https://feeds.example.org/x"
    )


@pytest.mark.parametrize(
    ("members", "name", "authors", "note"),
    [
        ({"author": {"@type": "Person", "name": "Jo Ink"}}, "checks.example.org", ("Jo Ink",), notes.JOURNALIST),
        (
            {"author": {"@type": "Person", "name": "Jo Ink"}, "publisher": {"name": "Harbour Checks"}},
            "Harbour Checks",
            ("Jo Ink",),
            notes.JOURNALIST,
        ),
        (
            {"author": [{"@type": "Person", "name": "Jo Ink"}, {"@type": "Organization", "name": "Harbour Checks"}]},
            "Harbour Checks",
            ("Jo Ink",),
            None,
        ),
        ({"author": None}, "checks.example.org", (), notes.PUBLISHER_BY_HOST),
        ({"author": {"name": "Checks"}}, "Checks", (), None),
    ],
)
def test_the_publisher_is_told_from_the_journalist(
    members: Node, name: str, authors: tuple[str, ...], note: str | None
) -> None:
    review = one(markup(**members))
    assert (page(review).publisher.name, page(review).authors) == (name, authors)
    assert review.notes[:1] == ((note,) if note else ())


def test_a_headline_is_made_up_in_brackets_or_cut_only_with_a_note() -> None:
    without = one(markup(headline=None))
    assert (page(without).title, without.notes) == ("", (notes.NO_TITLE,))
    long = one(markup(headline="x" * 1200))
    assert (len(page(long).title), long.notes) == (1000, (notes.LONG_TITLE,))
    body = one(markup(description=None, reviewBody="x" * 30_000))
    assert (len(page(body).summary), body.notes) == (20_000, (notes.LONG_TEXT,))


def test_a_claim_that_is_dated_after_its_review_is_kept_as_given_and_noted() -> None:
    late = one(markup(itemReviewed=claim(datePublished="2021-06-04")))
    assert (late.made, late.notes) == (WorldDate("2021-06-04", text="2021-06-04"), (notes.CLAIM_AFTER_REVIEW,))
    assert notes.CLAIM_AFTER_REVIEW not in one(markup(itemReviewed=claim(datePublished="2021-03"))).notes


# -- the reviewed text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "statement", "note"),
    [
        ("  The   harbour\n was sold ", "The harbour was sold", None),
        ("A &amp; B &quot;C&quot;", 'A & B "C"', notes.MARKED_UP),
        ("A &amp;amp; B", "A & B", notes.MARKED_UP),
        ("One<br>two<br />three", "One two three", notes.MARKED_UP),
        ("<p>One</p><script>alert(1)</script>", "One", notes.MARKED_UP),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2", None),
        ("Sold\u0000 it", "Sold it", None),
        ({"@value": "Sold"}, "Sold", None),
    ],
)
def test_the_reviewed_text_is_what_a_reader_sees(given: Any, statement: str, note: str | None) -> None:
    review = one(markup(claimReviewed=given))
    assert (review.statement, review.notes) == (statement, (note,) if note else ())


def test_a_review_of_nothing_or_of_an_article_is_refused() -> None:
    assert "what was reviewed" in refusal(markup(claimReviewed=" <br> "))
    assert "longer than" in refusal(markup(claimReviewed="x" * 10_001))


@pytest.mark.parametrize(
    ("language", "statement", "expected"),
    [
        ("pt_BR", "O porto foi vendido.", "pt-BR"),
        ("Portuguese", "O porto foi vendido.", "pt"),
        ("", "O porto foi vendido.", ""),
        ("xx-not-a-language", "O porto foi vendido.", ""),
        ("en", "تم بيع الميناء", ""),
        ("ar", "تم بيع الميناء", "ar"),
    ],
)
def test_a_language_is_a_tag_and_never_one_that_the_letters_contradict(
    language: str, statement: str, expected: str
) -> None:
    assert one(markup(inLanguage=language, claimReviewed=statement)).language == expected


# -- Google ----------------------------------------------------------------------------------------


def test_googles_answer_gives_one_review_for_each_publisher_of_a_claim() -> None:
    answer = {
        "claims": [
            {
                "text": "The harbour was sold.",
                "claimant": "Ada Quay",
                "claimDate": "2021-03-01T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Harbour Checks", "site": "checks.example.org"},
                        "url": PAGE,
                        "title": "No",
                        "reviewDate": "2021-03-04T00:00:00Z",
                        "textualRating": "False",
                        "languageCode": "en",
                    },
                    {"publisher": {"site": "other.example.org"}, "url": "https://other.example.org/1"},
                ],
            },
            {"text": "Nobody looked.", "claimReview": []},
        ],
        "nextPageToken": "more",
    }
    first, second, third = found(answer)
    assert isinstance(first, Reviewed)
    assert (first.form, first.statement, first.claimants[0].name) == ("google", "The harbour was sold.", "Ada Quay")
    assert (judged(first).label, judged(first).judge) == ("False", PUBLISHER)
    assert first.group == second.group != ""
    assert page(second).publisher.name == "other.example.org"
    assert isinstance(third, Refused)
    assert "no review" in third.reason


# -- characters that deceive -----------------------------------------------------------------------


def test_a_text_that_was_cut_in_half_of_a_character_is_read_with_a_note() -> None:
    raw = orjson.dumps(markup(claimReviewed="The harbour was sold HALF.")).replace(b"HALF", rb"\ud83d")
    [read] = reads(raw)
    [review] = read.found
    assert isinstance(review, Reviewed)
    assert (review.statement, read.note) == ("The harbour was sold \ufffd.", MENDED_HALVES)


def test_overrides_stay_in_the_text_with_a_note_and_out_of_names_and_addresses() -> None:
    review = one(
        markup(
            claimReviewed="It is called photo\u202egpj.exe.",
            author={"@type": "Organization", "name": "Harbour\u200f Checks\u202e"},
            itemReviewed=claim(
                author={"@type": "Person", "name": "\u202eAda\u200b Quay"},
                appearance={"@type": "CreativeWork", "url": "\u200ehttps://posts.example.net/\u202ea/1"},
            ),
        )
    )
    assert review.statement == "It is called photo\u202egpj.exe."
    assert notes.STEERS_DIRECTION in review.notes
    assert page(review).publisher.name == "Harbour Checks"
    assert (review.claimants[0].name, urls(review)) == ("Ada Quay", ["https://posts.example.net/a/1"])


@pytest.mark.parametrize("label", ["Fals\u0435", "M\u03bfstly true"])
def test_a_label_with_letters_that_look_like_others_is_noted_and_one_in_two_alphabets_is_not(label: str) -> None:
    assert notes.LOOKALIKES in rated(alternateName=label).notes
    assert notes.LOOKALIKES not in rated(alternateName="False \u043d\u0435\u0442").notes
