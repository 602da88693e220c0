"""Proof: what the dossier rests on, how a stranger checks it with common tools, and who vouches for it."""

from collections.abc import Iterator

from claims.dossier.blocks import Block, Code, Link, Program, Section, Table, Together, line, within
from claims.dossier.history import chain
from claims.dossier.shapes import Bundle, PinnedEdition
from claims.dossier.wording import instant, listed
from claimtrack import addresses

#: Runs wherever Python 3 does. The members of our documents have ASCII names and hold no fractions, so
#: sorted members without white space are their RFC 8785 form; any other implementation says the same.
VERIFY = """\
import hashlib, json, sys

def sha256(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

def holds(what, stated, found):
    print("holds " if stated == found else "BROKEN", what)
    return stated == found

def edition(document):
    stamp = dict(document["edition"])
    stated = stamp.pop("sha256")
    stamp.pop("position")
    what = "edition %s of %s, SHA-256 %s" % (stamp["number"], document["id"], stated)
    return holds(what, stated, sha256({**document, "edition": stamp}))

def chain(claim, lines):
    hashes = [line["sha256"] for line in lines]
    stated = [line["previous_sha256"] for line in lines]
    return holds("chain of " + claim, stated, [None, *hashes[:-1]])

def dossier(content):
    stated = content.pop("sha256")
    checks = [holds("dossier, SHA-256 " + stated, stated, sha256(content))]
    pinned = {(item["id"], item["number"]): item["sha256"] for item in content["integrity"]}
    narrative = (content["selection"] or {}).get("narrative")
    named = [narrative] if narrative else []
    for document in [*content["claims"], *content["sources"].values(), *named]:
        stamp = document["edition"]
        checks.append(edition(document))
        checks.append(pinned[document["id"], stamp["number"]] == stamp["sha256"])
    for claim, lines in content["editions"].items():
        checks.append(chain(claim, lines))
        known = {line["number"]: line["sha256"] for line in lines}
        checks += [known[number] == found for (named, number), found in pinned.items() if named == claim]
    return all(checks)

with open(sys.argv[1], encoding="utf-8") as file:
    content = json.load(file)
whole = dossier(content) if "integrity" in content else edition(content)
print("everything holds" if whole else "SOMETHING IS BROKEN")
sys.exit(0 if whole else 1)
"""


def integrity(bundle: Bundle) -> Section:
    return Section(
        "Integrity",
        (
            *_pinned(bundle),
            *_chains(bundle),
            *_digests(bundle),
            Section("How to verify this", tuple(_how_to_verify(bundle))),
        ),
    )


def _pinned(bundle: Bundle) -> Iterator[Block]:
    yield line(
        "This dossier rests on these editions, and on no others. The SHA-256 of an edition is taken over the RFC 8785 "
        "form of its document with edition.sha256 and edition.position left out."
    )
    yield Table(
        ("Position", "What", "Edition", "SHA-256"),
        tuple(
            (str(item["position"]), _what(bundle, item), str(item["number"]), item["sha256"])
            for item in bundle["integrity"]
        ),
    )


def _what(bundle: Bundle, item: PinnedEdition) -> str:
    """A short name: the slug, as statements do not fit a table."""
    named = {document["id"]: document["slug"] for document in bundle["claims"]}
    named |= {card["id"]: card["slug"] for card in bundle["neighbours"].values()}
    named |= {source["id"]: source["slug"] for source in bundle["sources"].values()}
    if bundle["selection"] and (narrative := bundle["selection"]["narrative"]):
        named[narrative["id"]] = narrative["slug"]
    return f"{item['subject_type']} {named[item['id']]}"


def _chains(bundle: Bundle) -> Iterator[Block]:
    yield line(
        "Each edition's hash covers the hash of the one before it, so that the editions of a claim form a chain. A "
        "chain shows that its editions belong together in this order; it does not show by itself that the publisher "
        "never replaced the whole of it. The daily digests, kept by others, do."
    )
    for claim_id, history in bundle["editions"].items():
        yield line("The chain of claim ", Code(claim_id), ":")
        yield chain(history)


def _digests(bundle: Bundle) -> Iterator[Block]:
    digests = bundle["digests"]
    if digests:
        yield line("Daily digests over these editions, each the SHA-256 over its day's lines “position sha256”:")
        yield Table(
            ("Day (UTC)", "Editions", "Positions", "SHA-256"),
            tuple(
                (
                    digest["day"],
                    str(digest["count"]),
                    f"{digest['first_position']} to {digest['last_position']}",
                    digest["sha256"],
                )
                for digest in digests
            ),
        )
    days = {item["published_at"][:10] for item in bundle["integrity"]}
    if missing := sorted(days - {digest["day"] for digest in digests}):
        yield line(
            f"Not closed when this dossier was made: the digest of {listed(missing)}. Digests are published at ",
            Link(f"{bundle['record']}{addresses.DIGESTS}"),
            ".",
        )


def _how_to_verify(bundle: Bundle) -> Iterator[Block]:
    document = bundle["claims"][0]
    number = document["edition"]["number"]
    address = f"{bundle['record']}{document['api_url']}?edition={number}"
    yield line(
        "Save the program below as verify.py. It needs Python 3 and nothing else, and prints what holds and what is "
        "broken. Give it the JSON form of this dossier, or an edition fetched from the record:"
    )
    yield Program("sh", f"curl -sSo edition.json '{address}'\npython3 verify.py edition.json\n")
    yield Program("python", VERIFY)
    yield line(
        "Any other implementation of RFC 8785 gives the same. The hash of that edition is ",
        Code(document["edition"]["sha256"]),
        ".",
    )


# -- declaration ----------------------------------------------------------------------------------

BLANK = "…" * 20


def declaration(bundle: Bundle) -> Section:
    """A form to complete by hand: the words a court asks for differ from place to place."""
    issuers = listed(sorted({within(document["edition"]["credit"]) for document in bundle["claims"]}))
    return Section(
        "Declaration of the custodian",
        (
            line("To be completed and signed by the person who keeps the record; adapt it to the law of the place."),
            line(
                f"I, {BLANK}, keep the record published by {issuers} (",
                Link(bundle["record"]),
                ") and am authorised to make this declaration. I declare, to the best of my knowledge:",
            ),
            *_declared(bundle),
            Together(
                (
                    line(
                        "The declaration vouches for the record and its copy. It does not vouch for the truth of what "
                        "others said."
                    ),
                    *(line(f"{of}: {BLANK}") for of in ("Place and date", "Name and office", "Signature")),
                )
            ),
        ),
    )


def _declared(bundle: Bundle) -> Iterator[Block]:
    yield line(
        f"First, that this dossier is a true copy of what the record held at position {bundle['position']}, published "
        f"on {instant(bundle['published_at'])}, and that the SHA-256 of its contents is ",
        Code(bundle["sha256"]),
        ".",
    )
    yield line(
        "Second, that the editions named in it were made at the times they state, by the publication of the newsroom's "
        "work in the regular course of its business, and were not changed afterwards except as stated under "
        "redactions."
    )
    yield line("Third, that I checked this dossier with the program given above, and that everything it checks holds.")
