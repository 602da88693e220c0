"""Count how common words are in fact-checks of many languages: `claims/finding/common.json`, which is shipped.

    python benchmarks/common_words.py --data FOLDER

Of each language the words that stand in at least one of 500 titles with their leads, by how often: counts, no text.
Words of languages that the data lacks are written by hand, and stay as they stand.
"""

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).parents[1]))
from claims.finding.background import FILE, LEAST_SHARE
from claimtrack.analysis import tokens

ENOUGH_TEXTS = 150
ENOUGH_TIMES = 5


def texts(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            yield row["lang"] or "", f"{row['title']} {row['subtitle'] or row['lead'] or ''}"


def counted(path: Path) -> dict[str, dict[str, str]]:
    """By language and share of the texts, the words."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    many: Counter[str] = Counter()
    for language, text in texts(path):
        many[language] += 1
        counts[language].update({token.word for token in tokens(text) if not token.word[:1].isdecimal()})
    return {language: banded(counts[language], count) for language, count in many.items() if count >= ENOUGH_TEXTS}


def banded(counts: Counter[str], texts: int) -> dict[str, str]:
    """Words of about the same share together, each share twice the next."""
    bands: dict[float, list[str]] = defaultdict(list)
    for word, count in counts.items():
        share, band = count / texts, LEAST_SHARE
        if share < LEAST_SHARE or count < ENOUGH_TIMES:
            continue
        while share >= 2 * band:
            band *= 2
        bands[band].append(word)
    return {f"{band:g}": " ".join(sorted(bands[band])) for band in sorted(bands, reverse=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    found = counted(parser.parse_args().data / "factchecks_kazemi2022" / "corpus.jsonl.gz")
    document = orjson.loads(FILE.read_bytes())
    document["words"] = dict(sorted((document["words"] | found).items()))
    FILE.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
