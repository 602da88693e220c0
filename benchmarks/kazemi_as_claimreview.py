"""The fact-checks of Kazemi and others (2022) as NDJSON of ClaimReview, to import them at scale.

    python benchmarks/kazemi_as_claimreview.py corpus.jsonl.gz > checks.ndjson

The corpus has no ratings and no claims, only the articles: a review's headline stands for what it reviews, so
the claims stay under review. Dates are left as the publishers wrote them.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def reviews(corpus: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        yield from (review(json.loads(line)) for line in lines)


def review(article: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": article["url"],
        "headline": article["title"],
        "description": article["subtitle"] or article["lead"],
        "claimReviewed": article["title"],
        "datePublished": article["date"],
        "inLanguage": article["lang"],
        "author": {"@type": "Organization", "name": article["publisher"], "url": f"https://{article['publisher']}/"},
        "itemReviewed": {"@type": "Claim"},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    for each in reviews(parser.parse_args().corpus):
        sys.stdout.write(json.dumps(each, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
