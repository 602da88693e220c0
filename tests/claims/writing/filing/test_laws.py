"""Laws of filing: whatever is filed, filing it again finds what it names by address and identity, and joins no names."""

from typing import Any

from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from claims.api.desk.reading import Reader
from claims.writing import filing
from claimtrack.accounts.roles import Role
from tests.people import in_role

NAMES = st.sampled_from(["Ada Perit", "ADA  PERIT", "The Gazette", "Gazette", "الجريدة"])
IDENTITIES = st.sampled_from(
    [
        "https://x.com/ada",
        "https://twitter.com/Ada/",
        "https://www.facebook.com/a.da",
        "https://m.facebook.com/ada?ref=1",
        "https://www.wikidata.org/wiki/Q42",
        "http://wikidata.org/wiki/Q42",
        "https://gazette.example/",
        "https://www.gazette.example",
        "https://ada.medium.com/",
        "https://youtube.com/channel/UCab-9",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "https://gazette.example/1",
        "http://www.gazette.example/1/?utm_source=feed",
        "https://gazette.example/2",
        "https://x.com/ada/status/1",
        "https://elsewhere.example/1",
    ]
)
PARTIES = st.builds(
    lambda name, kind, same_as: {"name": name, "kind": kind, "same_as": same_as},
    NAMES,
    st.sampled_from(["person", "outlet", "unknown"]),
    st.lists(IDENTITIES, max_size=1),
)
SEEN = st.builds(
    lambda url, publisher, speaker: {
        "role": "asserts",
        "document": {"url": url, "medium": "article"} | ({"publisher": publisher} if publisher else {}),
        "speaker": speaker,
    },
    ADDRESSES,
    st.none() | PARTIES,
    st.none() | PARTIES,
)
BODIES = st.builds(lambda seen: {"statement": "It is so.", "appearances": seen}, st.lists(SEEN, max_size=3))


def filed(body: Any, by: User) -> filing.Filed:
    reader = Reader(by)
    claims = list(reader.read(body))
    assert reader.faults == []
    [one] = filing.file(claims=claims, by=by).filed
    return one


class Laws(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(BODIES)
    def test_filing_it_again_makes_nothing_that_has_an_address_or_an_identity(self, body: Any) -> None:
        by = in_role(Role.REPORTER)
        first, again = filed(body, by), filed(body, by)
        found = {each.place: each.id for each in first.resolved}
        for each in again.resolved:
            if self._is_told_apart(each.place, body):
                assert (each.created, each.id) == (False, found[each.place])
            else:
                assert each.created
                assert each.id not in found.values()

    @staticmethod
    def _is_told_apart(place: str, body: Any) -> bool:
        """Documents by their addresses, and with them who published them; speakers where an identity is given."""
        if not place.endswith("speaker"):
            return True
        speaker = body["appearances"][int(place.split("/")[1])]["speaker"]
        return bool(speaker["same_as"])

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.builds(lambda name: {"name": name, "kind": "person"}, NAMES), min_size=2, max_size=4))
    def test_names_alone_join_nobody_and_every_namesake_before_is_told(self, speakers: Any) -> None:
        by = in_role(Role.REPORTER)
        seen = [
            {"role": "asserts", "document": {"url": "https://gazette.example/1", "medium": "article"}, "speaker": each}
            for each in speakers
        ]
        one = filed({"statement": "It is so.", "appearances": seen}, by)
        told = {each.place: each for each in one.resolved if each.place.endswith("speaker")}
        assert len({each.id for each in told.values()}) == len(speakers)
        by_words: dict[str, list[Any]] = {}
        for number, speaker in enumerate(speakers):
            each = told[f"appearances/{number}/speaker"]
            words = " ".join(speaker["name"].casefold().split())
            assert [namesake.id for namesake in each.namesakes] == by_words.setdefault(words, [])
            by_words[words].append(each.id)
