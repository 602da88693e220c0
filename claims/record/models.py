"""What readers' lists of claims are served from: derived from editions alone, without foreign keys."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThan

from claimtrack.editions.models import Derived

#: Where undated claims sort, so that they come last in either direction.
UNDATED_ASCENDING = date.max
UNDATED_DESCENDING = date.min


def draw(claim_id: str = "claim_id") -> Func:
    """A number that a claim has drawn once and for all, anywhere in 64 bits: those that drew low are a fair sample."""
    return Func(F(claim_id), template="uuid_hash_extended(%(expressions)s, 0)", output_field=models.BigIntegerField())


#: The lowest number there is.
LOWEST = -(2**63)
#: Whoever drew below this is in the indexes that samples are taken from: a quarter of all claims.
SAMPLED = -(2**62)


class Listing(Derived):
    """One claim during one span of its editions: closed when superseded, never overwritten.

    `card` is the JSON served in lists. `made_ascending` and `made_descending` are one sort key with the
    undated last in either direction.
    """

    rewritten = ("open", "closed_at", "card")

    claim_id = models.UUIDField()
    number = models.PositiveIntegerField()
    position = models.BigIntegerField()
    open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(help_text="Of the first edition.")
    updated_at = models.DateTimeField(help_text="Of the newest edition within the span.")
    made_ascending = models.DateField()
    made_descending = models.DateField()
    made_earliest = models.DateField(null=True)
    made_latest = models.DateField(null=True)
    about_earliest = models.DateField(null=True)
    about_latest = models.DateField(null=True)
    search = SearchVectorField()
    analysis = models.SmallIntegerField(null=True, help_text="What `search` was made by; null: by PostgreSQL's parser.")
    card = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim_id", "number"], name="listing_once_an_edition")]
        indexes = [
            models.Index("published_at", "claim_id", name="listing_by_publication"),
            models.Index("updated_at", "claim_id", name="listing_by_update"),
            models.Index("made_ascending", "claim_id", name="listing_by_made"),
            models.Index("made_descending", "claim_id", name="listing_by_made_last"),
            models.Index(fields=["opened_at", "closed_at"], name="listing_span"),
            models.Index(fields=["made_earliest"], include=["open"], name="listing_made_from"),
            models.Index(
                fields=["made_latest"], include=["open", "made_ascending", "made_earliest"], name="listing_made_until"
            ),
            models.Index(fields=["about_earliest"], include=["open"], name="listing_about_from"),
            models.Index(fields=["about_latest"], include=["open", "about_earliest"], name="listing_about_until"),
            models.Index(
                draw(),
                condition=Q(LessThan(draw(), SAMPLED)),
                # What a sample needs to know: of rows anywhere in the table, the table itself is not read.
                include=["claim_id", "id", "open", "opened_at", "closed_at", "published_at", "updated_at"],
                name="listing_sample",
            ),
            GinIndex(fields=["search"], condition=Q(open=True), name="listing_search"),
            models.Index(fields=["id"], condition=Q(analysis=None), name="listing_to_analyse"),
        ]

    def __str__(self) -> str:
        return f"listing of {self.claim_id}, edition {self.number}"


class FacetRow(Derived):
    """One value that one listing can be filtered by, with the listing's sort keys beside it."""

    rewritten = ("open",)

    # Its index is that of the constraint below.
    listing = models.ForeignKey(Listing, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="facets")
    claim_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    open = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "kind", "value"], name="facet_once_a_listing")]
        indexes = [
            models.Index(
                "kind",
                "value",
                "published_at",
                "claim_id",
                condition=Q(open=True),
                name="facet_by_publication",
            ),
            models.Index("kind", "value", "updated_at", "claim_id", condition=Q(open=True), name="facet_by_update"),
            models.Index("kind", "value", "published_at", condition=Q(open=False), name="facet_of_the_past"),
            models.Index(
                "kind",
                "value",
                draw(),
                condition=Q(open=True) & Q(LessThan(draw(), SAMPLED)),
                include=["claim_id", "listing", "published_at", "updated_at"],
                name="facet_sample",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}={self.value}"


class MatchedRow(models.Model):
    """The texts of one claim that others are matched with.

    `texts` is JSON: of each text its field, its words, its language and its terms, the statement first. The row's key
    is the claim's number in the postings; what is written anew makes a new row.
    """

    claim_id = models.UUIDField(unique=True)
    number = models.PositiveIntegerField(help_text="Of the edition, or of the desk's version.")
    language = models.CharField(max_length=35)
    dated = models.DateField(null=True, help_text="When it was first judged; else when it was first said.")
    names = models.TextField(help_text="Of those who speak in it, and of whom it is about.")
    texts = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"texts of {self.claim_id} that are matched"


class PostingRow(models.Model):
    """In which claims a term stands: their numbers as int32, and how much it weighs in each as uint8, by the hundredth.

    A term has many rows: whoever enters claims adds some of their own, and waits for nobody; a job makes one of them.
    """

    term = models.TextField()
    count = models.PositiveIntegerField()
    claims = models.BinaryField()
    weights = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.count} claims with {self.term}"


class CountsRow(models.Model):
    """In how many claims terms and pieces of words stand, by the bucket of their hashes (int32): one row, by a job."""

    claims = models.PositiveIntegerField(help_text="How many claims there were.")
    newest = models.BigIntegerField(help_text="The number of the newest of them.")
    languages = models.JSONField(help_text="Their languages, the most frequent first.")
    terms = models.BinaryField()
    grams = models.BinaryField()
    counted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"terms of {self.claims} claims"


class MatchedClaim(MatchedRow, Derived):
    """The texts of a published claim, as they stand in its newest edition."""


class Posting(PostingRow, Derived):
    """In which published claims a term stands."""

    class Meta:
        indexes = [models.Index(fields=["term"], include=["count"], name="posting_by_term")]


class TermCounts(CountsRow, Derived):
    """Counts of published claims: none until those that were published before there was matching are entered."""


class Pictured(Derived):
    """An image that a published claim appears in, by its difference hash, and the addresses at which it is known.

    `addresses` are keys of those that the claim's newest edition prints (`sources.addresses.address_key`).
    """

    claim_id = models.UUIDField()
    number = models.PositiveIntegerField(help_text="Of the edition.")
    alike = models.CharField(max_length=32)
    addresses = ArrayField(models.CharField(max_length=32))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim_id", "alike"], name="pictured_once_a_claim")]
        indexes = [GinIndex(fields=["addresses"], name="pictured_by_address")]

    def __str__(self) -> str:
        return f"{self.alike} of {self.claim_id}"


class ClaimVectors(Derived):
    """What the texts of a claim that is matched mean to a model, where SEMANTIC is on: written by a job, later.

    `number` is the key of its `MatchedClaim`. Vectors are numbers of eight bits: of the claim as a whole in `whole`, of
    its first texts in their order in `texts`. `digest` tells whether these are still its texts.
    """

    claim_id = models.UUIDField()
    number = models.BigIntegerField()
    model = models.CharField(max_length=20)
    digest = models.BinaryField()
    whole = models.BinaryField()
    texts = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim_id", "model"], name="vectors_once_a_model")]
        indexes = [
            models.Index(fields=["number"], name="vectors_by_number"),
            models.Index(fields=["model", "id"], name="vectors_in_order"),
        ]

    def __str__(self) -> str:
        return f"what {self.claim_id} means to {self.model}"
