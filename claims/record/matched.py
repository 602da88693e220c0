"""What claims are matched by: the texts of each, and in which claims a term stands.

Of published claims that is derived from the newest edition of each, in the transaction that publishes it. Publishers
add rows and take away the few that held no more than `FEW` claims; what else there is to tidy, `claims.record.tending`
does. The desk keeps its drafts in the same form, in tables of its own (`claims.writing.duplicates`).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from uuid import UUID

import numpy as np
import orjson
from django.db import connection
from django.db.models import QuerySet

from claims.record import pictured, vectors
from claims.record.documents import CLAIM, ClaimDocument
from claims.record.models import CountsRow, MatchedClaim, MatchedRow, Posting, PostingRow, TermCounts
from claims.record.named import judging
from claims.record.terms import terms_of
from claimtrack.analysis import tokens
from claimtrack.editions.bulk import columns_of, iso
from claimtrack.editions.formats import document_of
from claimtrack.editions.models import Edition, Head
from claimtrack.editions.store import advance

#: Rows of so few claims are written again at once when one of their claims changes, so that no word outlives it.
FEW: Final = 256
MAX_TEXTS: Final = 40
MAX_LENGTH: Final = 2_000
#: BM25 (Robertson and Zaragoza, 2009), with a fixed length of the usual text: it stays true when claims are added.
K1: Final = 1.2
B: Final = 0.6
USUAL_LENGTH: Final = 35
#: Weights are kept by the hundredth.
UNIT: Final = 100


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one index. Rows are added and taken away under its `lock`, which holds until the transaction ends.

    `hidden` tells the claims that are not counted, as they do not exist for everybody.
    """

    claims: type[MatchedRow]
    postings: type[PostingRow]
    counts: type[CountsRow]
    lock: Callable[[], object]
    hidden: Callable[[], Collection[UUID]] = tuple

    def counted(self) -> "QuerySet[Any]":
        """The rows that are counted."""
        return self.claims._default_manager.exclude(claim_id__in=self.hidden())


#: Of published claims. Its lock is the counter's, which whatever publishes has.
PUBLIC: Final = Tables(MatchedClaim, Posting, TermCounts, lambda: advance(0))

#: What a text is in its claim: its statement, what was said where it appeared, the title of a document that judges it.
Field: TypeAlias = Literal["statement", "quote", "title"]


class MatchedText(NamedTuple):
    """A text of a claim, and what it is."""

    field: Field
    text: str
    language: str


def matched_texts(claim: ClaimDocument) -> list[MatchedText]:
    """The statement, what was quoted where it appeared, and the titles of documents that judge it; none twice."""
    language = claim["language"]
    quotes = [(each["quote"], each["document"]["language"]) for each in claim["appearances"]]
    found = [
        MatchedText("statement", claim["statement"], language),
        *(MatchedText("quote", text or "", of or language) for text, of in quotes),
        *(
            MatchedText("title", each["title"] or "", each["language"] or language)
            for each in judging(claim["assessments"])
        ),
    ]
    once = {each.text: each for each in reversed(found) if each.text}
    kept = [each for each in found if once.get(each.text) is each]
    return [each._replace(text=each.text[:MAX_LENGTH]) for each in kept[:MAX_TEXTS]]


def row_of(claim: ClaimDocument, number: int, tables: Tables = PUBLIC) -> MatchedRow:
    """As it is stored."""
    return tables.claims(
        claim_id=UUID(claim["id"]),
        number=number,
        language=claim["language"],
        dated=_dated(claim),
        names=" ".join(_names(claim)),
        texts=stored(matched_texts(claim)),
    )


def stored(texts: Iterable[MatchedText]) -> str:
    """Texts with their terms, as a row keeps them."""
    return orjson.dumps([{**each._asdict(), "terms": _terms(each)} for each in texts]).decode()


def _names(claim: ClaimDocument) -> list[str]:
    """The words of names, folded, each once."""
    names = [each["speaker"]["name"] for each in claim["appearances"] if each["speaker"]]
    names += [subject["name"] for subject in claim["about"]]
    return list(dict.fromkeys(token.word for name in names for token in tokens(name)))


def _terms(text: MatchedText) -> str:
    return " ".join(term.term for term in terms_of(text.text, text.language))


def _dated(claim: ClaimDocument) -> date | None:
    """When it was first judged; of a claim that nobody judged, when it was first said, as far as either is known."""
    judged = [each["assessed_at"] for each in claim["assessments"]]
    said = [claim["made"], *(each["made"] for each in claim["appearances"])]
    days = [[each["earliest"] for each in dates if each and each["earliest"]] for dates in (judged, said)]
    first = min(days[0] or days[1], default=None)
    return date.fromisoformat(first) if first else None


# -- writing --------------------------------------------------------------------------------------


def replace(documents: Mapping[UUID, tuple[ClaimDocument, int] | None], tables: Tables = PUBLIC) -> None:
    """Match these claims by these documents, each with its number; those without one by nothing.

    Must run under the lock of the tables.
    """
    before = vectors.take(documents) if tables is PUBLIC else {}
    forget(documents, tables)
    if tables is PUBLIC:
        pictured.replace(documents)
    rows = [row_of(*given, tables) for given in documents.values() if given is not None]
    if rows:
        _enter(rows, tables)
        vectors.keep(before, rows)


def refresh(claim_ids: Collection[UUID], *, without: Collection[int] = ()) -> None:
    """Match these claims by their newest editions, unless that is one of the numbers `without`."""
    heads = Head.objects.filter(pk__among=list(claim_ids), readable=True).exclude(number__in=without)
    keys = [(head.subject_id, head.number) for head in heads]
    editions = Edition.objects.filter(pk__in=keys, text__isnull=False, subject_type=CLAIM) if keys else []
    found: dict[UUID, tuple[Any, int]] = {each.subject_id: (document_of(each), each.number) for each in editions}
    replace({claim_id: found.get(claim_id) for claim_id in claim_ids})


def forget(claim_ids: Collection[UUID], tables: Tables = PUBLIC) -> None:
    """Match these claims by nothing any more. Words that only they had, and what they mean, are gone with them."""
    if tables is PUBLIC:
        vectors.take(claim_ids)
    gone = tables.claims._default_manager.filter(claim_id__among=list(claim_ids))
    texts = dict(gone.values_list("pk", "texts"))
    if not texts:
        return
    terms = {term for text in texts.values() for term in frequencies(text)}
    gone.delete()
    _take_out(terms, np.array([*texts], dtype=np.int32), tables)


def _take_out(terms: Collection[str], numbers: "np.ndarray[Any, np.dtype[np.int32]]", tables: Tables) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{taking(tables)} AND count <= %s RETURNING term, claims, weights", [list(terms), FEW])
        taken = cursor.fetchall()
    left = []
    for term, claims, weights in taken:
        stands = np.frombuffer(claims, np.int32)
        keep = ~np.isin(stands, numbers)
        left.append((term, stands[keep], np.frombuffer(weights, np.uint8)[keep]))
    add_postings((row for row in left if len(row[1])), tables)


def taking(tables: Tables) -> str:
    """The beginning of a statement that takes away rows of some terms."""
    return f"DELETE FROM {tables.postings._meta.db_table} WHERE term = ANY(%s)"  # noqa: S608 - a name of ours


def _enter(rows: Sequence[MatchedRow], tables: Tables) -> None:
    for row, pk in zip(rows, _insert(rows, tables), strict=True):
        row.pk = pk
    standing: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        for term, weight in weights_of(frequencies(row.texts)).items():
            standing[term].append((row.pk, weight))
    add_postings(((term, *_parallel(claims)) for term, claims in standing.items()), tables)


def _parallel(claims: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [number for number, _ in claims], [weight for _, weight in claims]


INSERT: Final = """
INSERT INTO {} (claim_id, number, language, dated, names, texts)
SELECT * FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::date[], %s::text[], %s::text[])
RETURNING id, claim_id
"""


def _insert(rows: Sequence[MatchedRow], tables: Tables) -> list[int]:
    columns = [(str(row.claim_id), row.number, row.language, iso(row.dated), row.names, row.texts) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(tables.claims._meta.db_table), columns_of(columns))
        keys = {claim_id: pk for pk, claim_id in cursor.fetchall()}
    return [keys[row.claim_id] for row in rows]


def add_postings(rows: Iterable[tuple[str, Any, Any]], tables: Tables = PUBLIC) -> None:
    """Add rows of a term, the numbers of claims and their weights."""
    statement = f"COPY {tables.postings._meta.db_table} (term, count, claims, weights) FROM STDIN WITH (FORMAT BINARY)"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as stream:
        stream.set_types(["text", "int4", "bytea", "bytea"])
        for term, claims, weights in rows:
            numbers = np.asarray(claims, dtype=np.int32)
            stream.write_row((term, len(numbers), numbers.tobytes(), np.asarray(weights, dtype=np.uint8).tobytes()))


# -- what texts say -------------------------------------------------------------------------------


def frequencies(texts: str) -> Counter[str]:
    """How often each term stands in the texts of a row."""
    return Counter(term for each in orjson.loads(texts) for term in each["terms"].split())


def weights_of(counts: Counter[str]) -> dict[str, int]:
    """How much each term weighs in a claim, before its rarity, by the hundredth."""
    usual = K1 * (1 - B + B * counts.total() / USUAL_LENGTH)
    return {term: max(1, round(UNIT * often * (K1 + 1) / (often + usual))) for term, often in counts.items()}
