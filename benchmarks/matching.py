"""How well texts find their claims: every open benchmark in a folder of data, each component alone and fused.

    python benchmarks/matching.py --data FOLDER [--queries 500] [--fit] [--semantic FOLDER]

Claims are read into memory and matched with the arithmetic of the service (`claims.finding`). Times are of the
process: postings in PostgreSQL take theirs beside. Weights that were fitted on the open training queries are told
on them by cross-validation, and as they are shipped on those of the official test, which nothing was fitted on.
"""

import argparse
import gzip
import importlib.util
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtrack.settings")
import django

django.setup()

import numpy as np
import orjson
from remembered import Remembered
from shelf import Given, Shelf

from claims.finding import features, fitting, ranking
from claims.finding.asking import read, signed
from claims.finding.index import rarity_of
from claims.finding.match import Wanted, match
from claims.finding.meaning import cosines, meant
from claims.record.terms import Variants
from claimtrack.meaning.encoding import Encoder, Model
from claimtrack.meaning.installed import MULTILINGUAL, NAMES

TEST = "ct21test/"
ORIGIN = (
    "Posts on the web in English, each with the fact-checks that answer it: the open queries of CLEF CheckThat! 2022, "
    "task 2A, but for the official test of 2021 (ct21test); asked of all 14,231 claims, and of 50 to 1,000 of them, "
    "drawn by lot or of one matter. "
    "Without a date also titles of 400 of these fact-checks, asked of the claims without them."
)
_FORM = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
#: Seen by fitting: so many more than are ranked, so that none are missing where the right one is taken away.
WIDE = ranking.Effort(ranking.FULL.postings, ranking.FULL.by_letters, features.AMONG + 6)
HAS_BM25S = importlib.util.find_spec("bm25s") is not None
Query = tuple[str, str, Sequence[str]]
Models = Mapping[str, Encoder]
#: Records of so many claims, each asked a third of as many questions; a whole one counts for so many small ones.
SMALL = (50, 100, 300, 1000)
WHOLE = 3.0
#: A shorter lead says nothing of its title.
LEAST_LEAD = 60


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def day(text: str | None) -> date | None:
    for form in ("%d %B %Y", "%Y-%m-%d"):
        try:
            return datetime.strptime((text or "")[:20].split("T")[0], form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


# -- the data -------------------------------------------------------------------------------------


def checkthat(folder: Path) -> tuple[list[Given], list[Query]]:
    corpus: list[Given] = [
        (
            row["vclaim_id"],
            [("statement", row["vclaim"]), ("title", row["title"]), ("title", row["subtitle"])],
            "en",
            day(row["date"]),
        )
        for row in lines(folder / "corpus.jsonl.gz")
    ]
    return corpus, [(row["query_id"], row["text"], row["relevant"]) for row in lines(folder / "open.jsonl.gz")]


def kazemi(folder: Path) -> tuple[list[Given], list[Query]]:
    corpus: list[Given] = [
        (
            row["id"],
            [("statement", row["title"] or "-"), ("title", row["subtitle"] or row["lead"] or "")],
            row["lang"] or "en",
            day(row["date"]),
        )
        for row in lines(folder / "corpus.jsonl.gz")
    ]
    return corpus, [(row["id"], row["text"], row["relevant"]) for row in lines(folder / "open.jsonl.gz")]


def knownlie(folder: Path) -> tuple[list[Given], list[Query]]:
    corpus: list[Given] = [
        (row["doc_id"], [("statement", row["claim"]), ("title", row["title"])], "en", None)
        for row in lines(folder / "corpus.jsonl.gz")
    ]
    return corpus, [(row["query_id"], row["text"], row["relevant"]) for row in lines(folder / "open.jsonl.gz")]


def semeval(folder: Path) -> tuple[list[Given], list[Query]]:
    tags = {"eng": "en", "spa": "es", "kor": "ko", "por": "pt", "fra": "fr", "deu": "de", "ara": "ar"}
    corpus: list[Given] = [
        (
            row["fact_check_id"],
            [("statement", row["claim"][0]), ("title", (row["title"] or [""])[0])],
            tags.get(row["claim"][2][0][0], "en"),
            None,
        )
        for row in lines(folder / "corpus.jsonl.gz")
    ]
    return corpus, [
        (row["query_id"], (row["text"] or [""])[0] or "-", row["relevant"]) for row in lines(folder / "open.jsonl.gz")
    ]


OTHERS = {
    "factchecks_kazemi2022": kazemi,
    "retrieval_knownlie_politifact_en": knownlie,
    "retrieval_semeval2025_t7_trial": semeval,
}

# -- measures -------------------------------------------------------------------------------------


def precision_at_5(ranked: Sequence[str], right: Sequence[str]) -> float:
    """Average precision at 5, as CheckThat! measures it."""
    hits = total = 0.0
    for place, claim_id in enumerate(ranked[:5], start=1):
        if claim_id in right:
            hits += 1
            total += hits / place
    return total / min(len(right), 5)


class Seen:
    """What was compared for one query, and how long it took."""

    def __init__(self, query: Query, shelf: Shelf, *, dated: bool, size: int = 0) -> None:
        self.size = size
        self.name, text, self.right = query
        start = time.process_time()
        self.asked = read(text if dated else signed(text)[1], Variants(shelf.languages))
        found = shelf.postings(ranking.terms_asked([self.asked]))
        rarity = rarity_of(shelf, found)
        known, near = self._meant(shelf)
        short = ranking.shortlist(self.asked, rarity, found, WIDE, near)
        pool = ranking.candidates(short, shelf.texts(short.numbers), shelf, WIDE, known(short.numbers))
        self.kinds = [ranking.weights_for("", each.cosines) for each in pool]
        self.shortlist = [str(shelf.rows[number][0]) for number in short.numbers]
        self.ids = [str(each.claim.claim_id) for each in pool]
        self.found = features.compared(self.asked, pool, rarity, shelf.gram_rarity) if pool else {}
        self.seconds = time.process_time() - start

    def _meant(self, shelf: Shelf) -> tuple[Callable[[Sequence[int]], Any], Sequence[int]]:
        """What finds the cosines of claims with the text, and the claims that come near."""
        if shelf.meanings is None:
            return lambda _: {}, ()
        meanings, vectors = shelf.meanings, meant([self.asked], shelf.meanings.encoders)[self.asked]
        near = meanings.near(vectors[MULTILINGUAL], WIDE.by_letters)
        return lambda numbers: cosines(vectors, meanings.of(numbers)), near

    def knowing(self, models: Sequence[str]) -> "Seen":
        """As if there were no other models than these."""
        made = copy(self)
        unknown = tuple(f"{name}_" for name in NAMES if name not in models)
        made.found = {name: values for name, values in self.found.items() if not name.startswith(unknown)}
        return made

    @property
    def question(self) -> fitting.Question:
        return fitting.Question(self.right[0], self.found, np.array([each in self.right for each in self.ids]))

    def by(self, scores: Any) -> list[str]:
        return [self.ids[place] for place in np.argsort(-scores, kind="stable")]

    def ways(self) -> dict[str, list[str]]:
        if not self.ids:
            return {way: [] for way in ("BM25", "pieces of words", "both")}
        both = features.standardised(self.found["bm25"]) + features.standardised(self.found["grams"])
        alone = {name: self.by(self.found[f"{name}_whole"]) for name in NAMES if f"{name}_whole" in self.found}
        return {"BM25": self.shortlist, "pieces of words": self.by(self.found["grams"]), "both": self.by(both)} | alone

    def first(self, weights: ranking.Weights, *, answered: bool) -> tuple[float, bool]:
        """The probability of the first answer, and whether it is right; or with what answers it taken away."""
        situations = fitting.situations(self.question)
        found, right = situations[0 if answered else -1]
        likely = ranking.likelihoods(self.asked, found, weights)
        return float(likely.max()), bool(right[np.argmax(likely)])

    def ranked(self, weights: ranking.Weights) -> list[str]:
        if not self.ids:
            return []
        first = {name: values[: features.AMONG] for name, values in self.found.items()}
        return self.by(ranking.likelihoods(self.asked, features.ranked(first), weights))

    def by_shipped(self, kind: str) -> list[str]:
        """As the service ranks: each claim by the weights of what is known of it."""
        found = features.ranked({name: values[: features.AMONG] for name, values in self.found.items()})
        likely = np.zeros(len(self.ids[: features.AMONG]))
        for name in set(self.kinds):
            those = [each == name for each in self.kinds[: features.AMONG]]
            likely[those] = ranking.likelihoods(self.asked, found, ranking.packaged(f"{kind}{name}"))[those]
        return self.by(likely)


def told(name: str, seen: Sequence[Seen], lists: Mapping[str, Sequence[Sequence[str]]]) -> None:
    for way, ranked in lists.items():
        pairs = list(zip(ranked, seen, strict=True))
        map5 = np.mean([precision_at_5(found, each.right) for found, each in pairs])
        recall = [np.mean([bool(set(found[:most]) & set(each.right)) for found, each in pairs]) for most in (10, 50)]
        print(f"{name:34} {way:32} MAP@5 {map5:.3f}  recall@10 {recall[0]:.3f} @50 {recall[1]:.3f}  ({len(seen)})")
    times = np.percentile([each.seconds * 1000 for each in seen], [50, 95])
    print(f"{name:34} CPU of one text: p50 {times[0]:.1f} ms, p95 {times[1]:.1f} ms")


def by_bm25s(corpus: Sequence[Given], seen: Sequence[Seen]) -> dict[str, list[list[str]]]:
    """The same questions asked of the library `bm25s`, as its handbook does it: English stems, no stop words."""
    if not HAS_BM25S:
        return {}
    import bm25s  # noqa: PLC0415 - where it is installed
    import Stemmer  # noqa: PLC0415

    read: dict[str, Any] = {"stopwords": "en", "stemmer": Stemmer.Stemmer("english"), "show_progress": False}
    index = bm25s.BM25()
    texts = [" ".join(text for _, text in texts if text) for _, texts, *_ in corpus]
    index.index(bm25s.tokenize(texts, **read), show_progress=False)
    asked = bm25s.tokenize([each.asked.text for each in seen], **read)
    found, _ = index.retrieve(asked, k=min(50, len(corpus)), show_progress=False)
    return {"bm25s": [[str(corpus[number][0]) for number in row] for row in found]}


# -- small records --------------------------------------------------------------------------------


def small_records(
    corpus: Sequence[Given], queries: Sequence[Query], sizes: Sequence[int], encoders: Models, *, dated: bool
) -> Iterator[Seen]:
    """Every question once in a record of each size: the claims that answer it and its neighbours, and others."""
    by_id, rng = {given[0]: given for given in corpus}, random.Random(11)
    for size in sizes:
        shuffled = rng.sample(list(queries), len(queries))
        for start in range(0, len(shuffled), size // 3):
            asked = shuffled[start : start + size // 3]
            right = {claim_id for _, _, ids in asked for claim_id in ids if claim_id in by_id}
            others = rng.sample([given for given in corpus if given[0] not in right], max(5, size - len(right)))
            shelf = Shelf([*map(by_id.__getitem__, sorted(right)), *others], encoders)
            yield from (Seen(query, shelf, dated=dated, size=size) for query in asked)


def of_one_matter(
    corpus: Sequence[Given], queries: Sequence[Query], whole: Shelf, encoders: Models, *, dated: bool
) -> Iterator[Seen]:
    """Some questions, each in a record of the hundred claims that are nearest to it, and of what answers it."""
    by_id = {given[0]: given for given in corpus}
    for query in random.Random(11).sample(list(queries), 120):
        near = dict.fromkeys([*Seen(query, whole, dated=False).shortlist[:100], *query[2]])
        shelf = Shelf([by_id[claim_id] for claim_id in near if claim_id in by_id], encoders)
        yield Seen(query, shelf, dated=dated, size=shelf.claims)


def short_questions(
    corpus: Sequence[Given], queries: Sequence[Query], sizes: Sequence[int], encoders: Models
) -> Iterator[Seen]:
    """Short questions: titles of fact-checks, which the claims then lack; none that answers a query of the test."""
    kept = {claim_id for name, _, ids in queries if name.startswith(TEST) for claim_id in ids}
    titled = [given for given in corpus if given[1][1][1] and given[1][0][1]]
    without: list[Given] = [
        (name, [texts[0], *texts[2:][: place % 2]], language, dated)
        for place, (name, texts, language, dated) in enumerate(titled)
    ]
    chosen = random.Random(11).sample([given for given in titled if given[0] not in kept], 400)
    asked: list[Query] = [(f"{name} title", texts[1][1], [name]) for name, texts, *_ in chosen]
    whole = Shelf(without, encoders)
    yield from (Seen(query, whole, dated=False) for query in asked)
    yield from small_records(without, asked, sizes, encoders, dated=False)
    yield from of_one_matter(without, asked, whole, encoders, dated=False)


def told_of_small(name: str, seen: Sequence[Seen], kind: str) -> None:
    """At the default threshold: how many have a right first answer, and how many one although nothing answers them."""
    weights = ranking.packaged(kind)
    for size in SMALL:
        here = [each for each in seen if each.size == size and each.ids]
        if not here:
            continue
        asked, without = ([each.first(weights, answered=answered) for each in here] for answered in (True, False))
        right = sum(is_right for likely, is_right in asked if likely >= weights.threshold)
        shown = sum(likely >= weights.threshold for likely, _ in asked + without)
        alarms = 100 * sum(likely >= weights.threshold for likely, _ in without) / len(here)
        print(
            f"{name:34} {size:5} claims: found {right / len(here):.3f}, precision {right / max(1, shown):.3f}, "
            f"{alarms:.1f} false alarms of 100 that nothing answers"
        )


def elsewhere(data: Path) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """By name, claims of other records: language, what the claim says, and a text that says it otherwise, or none."""
    averitec, liar = data / "claims_averitec_dev" / "open.jsonl.gz", data / "claims_liar" / "open.tsv.gz"
    if averitec.exists():
        yield "AVeriTeC", [("en", row["claim"], "") for row in lines(averitec)]
    if liar.exists():
        with gzip.open(liar, "rt", encoding="utf-8") as stream:
            yield "LIAR", [("en", line.split("\t")[2], "") for line in stream]
    corpus = data / "factchecks_kazemi2022" / "corpus.jsonl.gz"
    led: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in lines(corpus) if corpus.exists() else ():
        if row["title"] and len(row["lead"] or "") > LEAST_LEAD and row["title"] not in row["lead"]:
            led[row["lang"]].append((row["lang"], row["title"], row["lead"][:200]))
    yield from ((f"leads of titles, {language}", rows) for language, rows in led.items() if len(rows) >= 2 * SMALL[0])


def measure_elsewhere(data: Path) -> None:
    """In a small record: claims that are in none of it, and those of it in other words, at the default threshold."""
    rng = random.Random(11)
    for name, rows in elsewhere(data):
        for size in (size for size in SMALL if len(rows) >= 2 * size):
            chosen = rng.sample(rows, 2 * size)
            shelf = Shelf([(text, [("statement", text)], language, None) for language, text, _ in chosen[:size]])
            strangers = [text for _, text, other in chosen[size : size + 100] for text in [other or text]]
            alarms = sum(bool(_first(text, shelf)) for text in strangers)
            told = [_first(other, shelf) == text for _, text, other in chosen[:100][:size] if other]
            found = f", found {np.mean(told):.2f}" if told else ""
            print(f"{name:34} {size:5} claims: {100 * alarms / len(strangers):.1f} false alarms of 100{found}")


def _first(text: str, shelf: Shelf) -> Any:
    (matches,) = match([text], shelf, Wanted(limit=1))
    return matches.found[0].claim_id if matches.found else None


def measure_checkthat(folder: Path, encoders: Models, *, fit: bool) -> None:
    """By words alone, or with models: each set of weights is for claims that these models know of."""
    corpus, queries = checkthat(folder)
    shelf = Shelf(corpus, encoders)
    sets = [list(encoders)[:count] for count in range(1, len(encoders) + 1)] or [[]]
    for dated in (False, True):
        seen = [Seen(query, shelf, dated=dated) for query in queries]
        told(f"CheckThat! all open, {'dated' if dated else 'undated'}", seen, by_bm25s(corpus, seen))
        small, short = learned_beside(corpus, queries, shelf, encoders, dated=dated)
        for models in sets:
            kind = ranking.weights_for("dated" if dated else "undated", models)
            know = [[each.knowing(models) for each in some] for some in (seen, small, short)]
            measure_set(kind, *know, fit=fit)


def learned_beside(
    corpus: Sequence[Given], queries: Sequence[Query], shelf: Shelf, encoders: Models, *, dated: bool
) -> tuple[list[Seen], list[Seen]]:
    """Questions of small records and short ones; with models of half as many sizes, since each takes twice as long."""
    sizes = SMALL[::2] if encoders else SMALL
    open_queries = [query for query in queries if not query[0].startswith(TEST)]
    small = list(small_records(corpus, open_queries, sizes, encoders, dated=dated))
    small += of_one_matter(corpus, open_queries, shelf, encoders, dated=dated)
    return small, [] if dated else list(short_questions(corpus, queries, sizes, encoders))


def measure_set(kind: str, seen: Sequence[Seen], small: Sequence[Seen], short: Sequence[Seen], *, fit: bool) -> None:
    test = [each for each in seen if each.name.startswith(TEST)]
    train = [each for each in seen if not each.name.startswith(TEST) and each.ids]
    learned = [each.question for each in [*small, *short] if each.ids]
    ways = {name: [each.ways()[name] for each in train] for name in train[0].ways()}
    told(f"CheckThat! train, {kind}", train, ways | {"re-ranked, five folds": crossed(train, learned, kind)})
    if fit:
        whole = [each.question._replace(weight=WHOLE) for each in train]
        fitted = fitting.fit([*whole, *learned], kind=kind, origin=ORIGIN, on=datetime.now(UTC).date())
        (ranking.WEIGHTS / f"{kind}.json").write_bytes(orjson.dumps(fitted.document, option=_FORM))
        ranking.packaged.cache_clear()
        print(f"{'':34} no match: recall {fitted.recall:.3f} at precision {fitting.PRECISION}, five folds")
    shipped = ranking.packaged(kind)
    told(f"CheckThat! {TEST} {kind}", test, {"re-ranked, shipped weights": [each.ranked(shipped) for each in test]})
    told_of_small(f"CheckThat! posts, {kind}", small, kind)
    told_of_small("CheckThat! titles", short, kind)


def crossed(train: Sequence[Seen], learned: Sequence[fitting.Question], kind: str) -> list[list[str]]:
    groups = {group: place % fitting.FOLDS for place, group in enumerate(sorted({each.right[0] for each in train}))}
    ranked: dict[str, list[str]] = {}
    for fold in range(fitting.FOLDS):
        others = [each.question._replace(weight=WHOLE) for each in train if groups[each.right[0]] != fold]
        others += [each for each in learned if groups.get(each.group) != fold]
        document = fitting.regressed(others, kind, "", datetime.now(UTC).date())
        weights = ranking.Weights.of(document | {"threshold": 1.0})
        ranked |= {each.name: each.ranked(weights) for each in train if groups[each.right[0]] == fold}
    return [ranked[each.name] for each in train]


def measure(name: str, folder: Path, most: int, encoders: Models) -> None:
    corpus, queries = OTHERS[name](folder)
    shelf = Shelf(corpus, encoders)
    chosen = random.Random(1).sample(queries, min(most, len(queries)))
    seen = [Seen(query, shelf, dated=False) for query in chosen]
    ways = {way: [each.ways().get(way, []) for each in seen] for way in ("BM25", "pieces of words", "both", *encoders)}
    told(
        name,
        seen,
        by_bm25s(corpus, seen) | ways | {"re-ranked, shipped weights": [each.by_shipped("undated") for each in seen]},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=3000, help="of each benchmark at most so many")
    parser.add_argument("--fit", action="store_true", help="the shipped weights anew, on the open training queries")
    parser.add_argument("--semantic", type=Path, help="with the models of this folder, which `make_models` made")
    parser.add_argument("--vectors", type=Path, default=Path("/tmp/vectors"), help="where vectors are kept")
    asked = parser.parse_args()
    encoders = {name: Remembered(Model(asked.semantic / name), asked.vectors) for name in NAMES if asked.semantic}
    if not HAS_BM25S:
        print("bm25s is not installed: there is nothing to compare BM25 with.")
    measure_elsewhere(asked.data)
    name = "retrieval_checkthat2022_2a_en"
    if (asked.data / name).exists():
        measure_checkthat(asked.data / name, encoders, fit=asked.fit)
    else:
        print(f"{name} is not in {asked.data}: left out.")
    for other in OTHERS:
        if (asked.data / other).exists():
            measure(other, asked.data / other, asked.queries, encoders)
        else:
            print(f"{other} is not in {asked.data}: left out.")


if __name__ == "__main__":
    main()
