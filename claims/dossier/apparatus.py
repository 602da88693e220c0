"""What stands behind a dossier: sources and their grades, exhibits, and the scales in words."""

from collections.abc import Iterator, Mapping, Sequence

from claims.dossier.blocks import (
    Block,
    Code,
    Inline,
    Item,
    Link,
    Section,
    Strong,
    Table,
    bullets,
    line,
    within,
)
from claims.dossier.reading import Reading, exhibits_of
from claims.dossier.shapes import Bundle, PinnedSource, whole_claims
from claims.dossier.wording import (
    country,
    dated,
    day,
    description,
    instant,
    listed,
    medium,
    member,
    name,
    sentence,
    titled,
)
from claims.record.named import sources_printed
from claims.scales import SCALES, ScaleDocument
from sources.documents import CaptureDocument, CitedDocument, GradeDocument, SourceName
from sources.reliability import Reliability
from sources.vocabulary import SourceKind

# -- sources --------------------------------------------------------------------------------------


def sources(bundle: Bundle, readings: list[Reading]) -> Section:
    """Every source the claims name, as printed there and as it describes itself."""
    printed: dict[str, list[SourceName]] = {}
    for source in (source for claim in whole_claims(bundle) for source in sources_printed(claim)):
        printed.setdefault(source["id"], []).append(source)
    ordered = sorted(printed.values(), key=lambda names: (names[0]["name"].casefold(), names[0]["id"]))
    return Section(
        "Sources and their grades",
        (
            line(
                "The letter grades the source (Admiralty code, A to F), never one piece of information. An edition "
                "keeps the grade it was printed with; the ledger of grades is the source's own."
            ),
            *bullets([Item(tuple(_source(bundle, names, readings))) for names in ordered]),
        ),
    )


def _source(bundle: Bundle, printed: Sequence[SourceName], readings: list[Reading]) -> Iterator[Block]:
    """`printed`: the source as each place of the documents prints it; editions of several days may differ."""
    first = printed[0]
    kind = str(SourceKind(first["kind"]).label)
    of = f", {country(first['country'])}" if first["country"] else ""
    grades = sorted({_grade(source["reliability"]) for source in printed})
    yield line(f"{name(first)} ({kind}{of}). Reliability as printed: {listed(grades)}.")
    current = bundle["sources"].get(first["id"])
    if current is None:
        yield line("The record has no page of this source now.")
        return
    if {source["name"] for source in printed} != {current["name"]}:
        yield line(f"The record calls it {within(current['name'])}.")
    if current["description"]:
        yield line(description(current))
    yield from (line(office) for office in _offices(bundle, current))
    if current["reliability"]:
        yield line("Ledger of grades:")
        yield from bullets([line(_entry(entry)) for entry in current["reliability"]])
    yield from bullets([line(fact) for fact in _at_judgements(current, readings)])


def _grade(letter: str | None) -> str:
    return f"{letter}, {Reliability(letter).label}" if letter else "not graded"


def _entry(entry: GradeDocument) -> str:
    by = f"by {within(entry['by'])}" if entry["by"] else "by our desk"
    return f"{entry['at']}: {_grade(entry['grade'])}, {by}. {within(entry['reasons'])}"


def _offices(bundle: Bundle, source: PinnedSource) -> Iterator[str]:
    for office in source["offices"]:
        held = bundle["sources"].get(office["organization"] or "")
        of = f", {within(held['name'])}" if held else ""
        times = [f"{word} {day(office[word])}" for word in ("from", "to") if office[word]]
        yield f"Office: {within(office['title'])}{of}{', ' + ' '.join(times) if times else ''}."


def _at_judgements(source: PinnedSource, readings: list[Reading]) -> Iterator[str]:
    """The desk's grade of the source when our desk judged, which a later grade does not change."""
    ours = [entry for entry in source["reliability"] if entry["by"] is None]
    for number, reading in enumerate(readings, 1):
        of = f" of claim {number}" if len(readings) > 1 else ""
        for judgement, _ in reading.judgements:
            on = judgement["recorded_at"][:10]
            then = [entry for entry in ours if entry["at"] <= on]
            if then and judgement["by"]["type"] == "desk":
                same_day = SAME_DAY if then[-1]["at"] == on else ""
                yield f"At {reading.label(judgement['id'])}{of}: {_grade(then[-1]['grade'])}{same_day}"


SAME_DAY = " (graded on that day; whether before or after is not recorded)"


# -- exhibits -------------------------------------------------------------------------------------


def exhibits(bundle: Bundle) -> Section:
    found = exhibits_of(bundle)
    blocks: list[Block] = [] if found else [line("No document is named.")]
    bylines = bundle["bylines"]
    items = [Item(tuple(_exhibit(number, document, bylines))) for number, document in enumerate(found.values(), 1)]
    return Section("Exhibits", (*blocks, *bullets(items)))


def _exhibit(number: int, item: CitedDocument, bylines: Mapping[str, str]) -> Iterator[Block]:
    authors = f" by {listed([within(author) for author in item['authors']])}" if item["authors"] else ""
    yield line(Strong(f"Exhibit {number}. "), f"{titled(item)}, {medium(item)}{authors}.")
    yield from bullets([line(*fact) for fact in _facts_of_exhibit(item, bylines)])


def _facts_of_exhibit(item: CitedDocument, bylines: Mapping[str, str]) -> Iterator[tuple[Inline, ...]]:
    published = dated(item["published"]) if item["published"] else "undated"
    yield (f"Published by {name(item['publisher'])}, {published}",)
    yield ("Address: ", Link(item["url"])) if item["url"] else ("Address: none is recorded",)
    if item["archived_url"]:
        yield ("Archived at: ", Link(item["archived_url"]))
    if item["language"]:
        yield (f"Language: {item['language']}",)
    capture = item["capture"]
    if capture:
        custody = _custody(capture, bylines)
        yield (f"Copy taken on {instant(capture['taken_at'])}{custody}, SHA-256 ", Code(capture["sha256"]))
        if capture["perceptual_hash"]:
            yield ("Difference hash (dhash) of the image: ", Code(capture["perceptual_hash"]))
        if capture["archived_url"]:
            yield ("That copy is archived at: ", Link(capture["archived_url"]))
    else:
        yield ("Copy: none is kept",)
    yield ("Id in the record: ", Code(item["id"]))


def _custody(capture: CaptureDocument, bylines: Mapping[str, str]) -> str:
    """By whom, with what tool and as what; editions of the first format do not say."""
    by = f" by {member(capture['by'], bylines)}" if capture["by"] else ""
    tool = f", tool: {within(capture['tool'])}" if capture["tool"] else ""
    media_type = f", media type: {within(capture['media_type'])}" if capture["media_type"] else ""
    return f"{by}{tool}{media_type}"


# -- methods --------------------------------------------------------------------------------------

METHOD = (
    (
        "A claim is one statement that can be judged by itself, in our own wording. Words of others are quoted as "
        "short as the point needs, and checked letter for letter against a copy of the document where one is kept."
    ),
    (
        "A judgement is approved, dated, and frozen; the ledger says who made and who approved it, by role and an id "
        "that stays the same, as far as that is recorded. The finding is our desk's newest standing judgement. Where "
        "we have none, it is what all others agree on; it is never a vote among them."
    ),
    (
        "Likelihood says how probable it is that a statement is true. Analytic confidence says how firm the ground of "
        "that judgement is. The two are given apart, because a firm judgement may be that the odds are even."
    ),
    (
        "The Admiralty code grades two things separately: the reliability of a source by a letter, the credibility of "
        "one piece of information by a number. F and 6 mean that nothing can be said, not that it is bad."
    ),
    "Dates are kept as precisely as the documents give them, and no further. A date that is ours says so.",
)


def methods() -> Section:
    """The method in a few sentences, and every scale whose words this dossier may use."""
    return Section("Methods and scales", (*(line(text) for text in METHOD), *(_scale(scale) for scale in SCALES)))


def _scale(scale: ScaleDocument) -> Section:
    source = scale["source"]
    origin = "" if source["standard"] == "claimtrack" else f"After {source['standard']}, {source['section']}."
    about = " ".join(filter(None, [scale["description"], origin]))
    rows = tuple(
        (
            sentence(str(level["label"]))
            if isinstance(level["value"], str) and len(level["value"]) > 1
            else f"{level['value']}, {level['label']}",
            level["meaning"],
        )
        for level in scale["levels"]
    )
    return Section(scale["title"], (*([line(about)] if about else []), Table(("Word", "Meaning"), rows)))
