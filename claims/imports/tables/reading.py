"""Tables by a column mapping, read into what an import takes in: reviews of claims, and sources with their grades."""

from collections.abc import Iterator
from typing import Final

from django_countries import countries

from claims.imports.inputs.streams import Input
from claims.imports.markup.parties import claimant_kind, medium_of, names_a_platform
from claims.imports.noted import LEFT_OUT, NO_CLAIMANT, NO_LABEL, PLATFORM, UNREAD_DATE
from claims.imports.read import Read, Refused
from claims.imports.reviewed import Answered, Graded, Judgement, Page, Party, Reviewed, Seen, SourceRow
from claims.imports.tables.cells import MappingFile, Row, Rule, Unreadable
from claims.imports.tables.rows import TableRow, table_rows
from claims.imports.values.addresses import address, several, unarchived
from claims.imports.values.dates import is_known, world_date
from claims.imports.values.languages import language_of
from claims.imports.values.nobodies import names_nobody
from claims.imports.values.text import name_of, readable
from claims.scales import AppearanceRole, ClaimKind, RebuttalKind
from claimtrack.dates import WorldDate
from sources.addresses import NoAddress
from sources.identity import identity_of, name_at
from sources.vocabulary import Medium, SourceKind

NO_RULE: Final = "no rule of the mapping reads this row"
NO_STATEMENT: Final = "the row has no statement"
CUT_STATEMENT: Final = "the statement is cut in the table"
NO_DOCUMENT: Final = "the row names no document: neither a review's page nor where the statement stood"
NO_PAGES_PUBLISHER: Final = "the review's page has neither an address nor a publisher"
NO_JUDGES_HOST: Final = "nobody can tell whose label it is: neither the judge's host nor the review's address is given"
NO_NAME: Final = "the row names neither the source's name nor its host"
NO_GRADER: Final = "the grade lacks its reasons or whose it is"

# What is noted of a row; each is counted in the report.
UNKNOWN_COUNTRY: Final = "a country's name is not one of ISO 3166 and was left out"
UNKNOWN_LANGUAGE: Final = "a language's name is not known and was left out"
SEVERAL_LANGUAGES: Final = "several languages are given for one text: left undetermined"

#: Countries that English tables call otherwise than ISO 3166 does.
_ALSO_CALLED: Final = {
    "Bolivia": "BO",
    "Great Britain": "GB",
    "Iran": "IR",
    "Kirgizstan": "KG",
    "Moldova": "MD",
    "North Korea": "KP",
    "Palestine": "PS",
    "Russia": "RU",
    "South Korea": "KR",
    "Syria": "SY",
    "Taiwan": "TW",
    "Tanzania": "TZ",
    "The Netherlands": "NL",
    "Turkey": "TR",
    "UK": "GB",
    "USA": "US",
    "Vatican": "VA",
    "Venezuela": "VE",
    "Vietnam": "VN",
}


def table(source: Input, name: str, mapping: MappingFile) -> Iterator[Read]:
    """Every row, read by the mapping. Raises `InputFault` and `InvalidMapping`."""
    for row in table_rows(source, name, mapping):
        yield read_row(row, mapping)


def read_row(row: TableRow, mapping: MappingFile) -> Read:
    rule = mapping.rule_for(row.columns)
    if row.fault or rule is None:
        return Read(row.place, row.raw, (Refused(row.fault or NO_RULE),))
    missing = ", ".join(sorted(rule.columns - row.columns.keys()))
    try:
        found = _source(rule, row.columns) if rule.becomes == "source" else _claim(mapping.name, rule, row.columns)
    except Unreadable as error:
        reason = f"{error} (it has no column {missing})" if missing else str(error)
        return Read(row.place, row.raw, (Refused(reason),))
    # Objects leave out what they have no value for: that is no fault by itself, and is told.
    return Read(row.place, row.raw, (found,), note=f"a row has no column {missing}" if missing else "")


# -- claims ---------------------------------------------------------------------------------------


def _claim(name: str, rule: Rule, row: Row) -> Reviewed:
    return _ClaimRow(name, rule, row).read()


class _ClaimRow:
    """Reads one row that becomes a claim; every method may raise `Unreadable`."""

    def __init__(self, name: str, rule: Rule, row: Row) -> None:
        self.form = f"table {name}"
        self.rule, self.row = rule, row
        self.notes: list[str] = []

    def read(self) -> Reviewed:
        statement = readable(self._text("statement"))
        if not statement:
            raise Unreadable(NO_STATEMENT)
        if self.rule.refuse_cut and statement.endswith(("…", "...")):
            raise Unreadable(CUT_STATEMENT)
        page, seen = self._page(), (*self._seen(), *self._reported())
        if not (page or seen):
            raise Unreadable(NO_DOCUMENT)
        return Reviewed(
            form=self.form,
            statement=statement,
            language=self._language("language"),
            page=page,
            judgement=self._judgement(page),
            made=self._date("made"),
            claimants=self._speaker(),
            seen=seen,
            answers=tuple(self._answers(page)),
            context=readable(self._text("context")),
            kind=self._text("kind") or ClaimKind.FACTUAL,
            topics=tuple(dict.fromkeys(self.rule.texts("topics", self.row))),
            countries=tuple(dict.fromkeys(self._countries())),
            identity=self._text("identity"),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    # -- who and where ----------------------------------------------------------------------------

    def _page(self) -> Page | None:
        """The review's page; one without an address is told from others by its own name."""
        url, archived = self._review_address()
        title = readable(self._text("page.title"))
        publisher = self._party("page.publisher", url, kind=SourceKind.OUTLET)
        if not (url or title):
            return None
        if not publisher.name:
            raise Unreadable(NO_PAGES_PUBLISHER)
        return Page(
            url=url,
            title=title,
            publisher=publisher,
            medium=self._text("page.medium") or Medium.FACT_CHECK,
            language=self._language("page.language"),
            published=self._date("page.published"),
            summary=readable(self._text("page.summary")),
            archived_url=archived,
            identity=self._text("page.identity") or ("" if url else self._text("identity")),
        )

    def _review_address(self) -> tuple[str, str]:
        given = self._text("page.url")
        try:
            return unarchived(address(given)) if given else ("", "")
        except NoAddress as error:
            raise Unreadable(f"page.url: {error}") from error

    def _seen(self) -> Iterator[Seen]:
        """Where the statement stood: at the addresses given, or in an item of each publisher named."""
        publishers = [name_of(name) for name in self.rule.texts("seen.publisher.name", self.row)]
        addresses = list(self._addresses("seen.url"))
        for url, archived in addresses:
            yield Seen(self._item("seen", url, archived, publishers[0] if publishers else ""))
        for name in () if addresses else publishers:
            yield Seen(self._item("seen", "", "", name))

    def _reported(self) -> Iterator[Seen]:
        """Where somebody else reports the statement, without its being the review of this row."""
        for url, archived in self._addresses("reported.url"):
            name = name_of(self._text("reported.publisher.name"))
            yield Seen(self._item("reported", url, archived, name), role=AppearanceRole.REPORTS)

    def _item(self, cell: str, url: str, archived: str, publisher: str) -> Page:
        party = self._party(f"{cell}.publisher", url, called=publisher)
        medium = self._text(f"{cell}.medium") or (medium_of(url) if url else Medium.PAGE)
        return Page(
            url=url,
            title=readable(self._text(f"{cell}.title")),
            publisher=party,
            medium=medium,
            language=self._language(f"{cell}.language"),
            published=self._date(f"{cell}.published"),
            archived_url=archived,
            identity="" if url else self._text("identity") or self._text("page.url"),
        )

    def _party(self, cell: str, url: str = "", *, called: str = "", kind: str = SourceKind.UNKNOWN) -> Party:
        """Who is named; by the host of the address where nobody is. The host of an address may be another's."""
        name = called or name_of(self._text(f"{cell}.name"))
        host = _host(self.rule, f"{cell}.host", self.row)
        if not host and (not name or kind == SourceKind.OUTLET):
            host = identity_of(url).key
        return Party(name=name or name_at(host), kind=self._text(f"{cell}.kind") or kind, host=host)

    def _speaker(self) -> tuple[Party, ...]:
        if "speaker.name" not in self.rule.cells:
            return ()
        name = name_of(self._text("speaker.name"))
        if names_nobody(name) or names_a_platform(name):
            self.notes.append(NO_CLAIMANT if names_nobody(name) else PLATFORM)
            return ()
        told = claimant_kind(name, {})
        kind = told if told == SourceKind.COLLECTIVE else self._text("speaker.kind") or told
        return (Party(name=name, kind=kind, description=readable(self._text("speaker.description"))),)

    # -- what was found ---------------------------------------------------------------------------

    def _judgement(self, page: Page | None) -> Judgement | None:
        judge = self._party("judgement.judge", page.url if page else "", kind=SourceKind.OUTLET)
        if "judgement.label" not in self.rule.cells or not judge.name:
            return None
        label = self._text("judgement.label")
        if not label:
            self.notes.append(NO_LABEL)
        elif not judge.host:
            raise Unreadable(NO_JUDGES_HOST)
        return Judgement(
            judge=judge,
            host=judge.host,
            label=label,
            reasons=self._text("judgement.reasons"),
            assessed_at=self._date("judgement.assessed_at") or (page.published if page else None),
        )

    def _answers(self, page: Page | None) -> Iterator[Answered]:
        """The denials that the row quotes: who, with which verb, in which words."""
        if page is None or self.rule.answer is None:
            return
        for found in self.rule.answer.find_all(self.row):
            quote = " ".join(found["quote"].split()).rstrip(" (:;,")
            yield Answered(
                source=Party(name=name_of(found["who"])),
                page=page,
                kind=RebuttalKind.DENIAL,
                statement=readable(quote),
                quote=quote,
                verb=found["verb"],
                made=page.published,
            )

    # -- values -----------------------------------------------------------------------------------

    def _text(self, name: str) -> str:
        return self.rule.text(name, self.row)

    def _date(self, name: str) -> WorldDate | None:
        date = world_date(self._text(name), order=self.rule.order(name), of_a_table=True)
        if date and not is_known(date):
            self.notes.append(UNREAD_DATE)
        return date

    def _addresses(self, name: str) -> Iterator[tuple[str, str]]:
        """(address, its archived copy) of each that is one."""
        for given in several(self._text(name)):
            try:
                yield unarchived(address(given))
            except NoAddress:
                self.notes.append(LEFT_OUT)

    def _language(self, name: str) -> str:
        given = self.rule.texts(name, self.row)
        found = {language_of(text) for text in given}
        if "" in found:
            self.notes.append(UNKNOWN_LANGUAGE)
        if len(given) > 1 and len(found) > 1:
            self.notes.append(SEVERAL_LANGUAGES)
        return found.pop() if len(found) == 1 else ""

    def _countries(self) -> Iterator[str]:
        for name in self.rule.texts("countries", self.row):
            code = country_of(name)
            if not code:
                self.notes.append(UNKNOWN_COUNTRY)
            yield from [code] if code else []


def country_of(name: str) -> str:
    """The ISO 3166 code of a country, named by it or in English; empty for what is none."""
    return _ALSO_CALLED.get(name) or (name if name in countries else "") or countries.by_name(name)


# -- sources --------------------------------------------------------------------------------------


def _source(rule: Rule, row: Row) -> SourceRow:
    host = _host(rule, "host", row)
    name = name_of(rule.text("name", row)) or name_at(host)
    if not name:
        raise Unreadable(NO_NAME)
    party = Party(
        name=name,
        kind=rule.text("kind", row) or SourceKind.UNKNOWN,
        host=host,
        country=country_of(rule.text("country", row)),
        description=readable(rule.text("description", row)),
    )
    return SourceRow(party, _grade(rule, row))


def _grade(rule: Rule, row: Row) -> Graded | None:
    letter = rule.text("grade.letter", row)
    if not letter:
        return None
    reasons, by = rule.text("grade.reasons", row), name_of(rule.text("grade.by.name", row))
    if not (reasons and by):
        raise Unreadable(NO_GRADER)
    return Graded(letter, reasons, Party(by, SourceKind.ORGANIZATION, _host(rule, "grade.by.host", row)))


def _host(rule: Rule, name: str, row: Row) -> str:
    """Whose the host is, or the address, that stands in a cell. Raises `Unreadable` for what is neither."""
    given = rule.text(name, row)
    if not given:
        return ""
    try:
        return identity_of(address(given)).key
    except NoAddress as error:
        raise Unreadable(f"{name}: “{given[:100]}” is no host") from error
