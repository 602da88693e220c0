"""Tables imported by the ready-made mappings: what rows become, every one accounted for, nothing twice."""

from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims import writing as actions
from claims.imports.filing.publishing import ACCUSES, BY_NAME
from claims.imports.filing.reviews import NAMED_TWICE
from claims.imports.models import ImportedReview, ImportRun, InputKind, RatingLabel, RefusedRecord, RunState
from claims.imports.ratings.registry import add_readings
from claims.imports.run import run as run_module
from claims.imports.run.start import REFUSED, execute
from claims.models import Claim, Rebuttal, Topic
from claims.record import listing
from claims.writing.publish import publish
from claimtrack.editions.models import Edition
from claimtrack.editions.roots import writing
from sources import writing as source_actions
from sources.models import Document, ReliabilityGrade, Source
from tests.factories import SourceFactory
from tests.labelled_reviews import last_edition

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

Import = Callable[..., str]

LIAR = """\
1.json\tbarely-true\tSays "nobody" saw it coming\teconomy,jobs\tjane-doe\tState senator\tOhio\tdemocrat\t0\t1\t0\t0\t0\ta speech.
2.json\tpants-fire\tThe moon is nearer now.\tscience\tchain-email\t\t\tnone\t0\t0\t0\t0\t9\t
"""

AVERITEC = {
    "claim": "The bridge fell in May.",
    "label": "Conflicting Evidence/Cherrypicking",
    "justification": "Some say May, some June.",
    "claim_date": "3-4-2020",
    "speaker": "Jane Doe",
    "original_claim_url": "https://web.archive.org/web/20200405000000/https://posts.example/7",
    "fact_checking_article": "https://checks.example/bridge",
    "reporting_source": "Posts",
    "location_ISO_code": "NG",
    "questions": [{"question": "When?"}],
}

CASE = {
    "issue": "7",
    "date": "03.10.2016",
    "outlet": "News Example",
    "language": "Russian",
    "origin": "Ukraine, The West",
    "reported by": "",
    "keywords": "Military, NATO",
    "source": "https://news.example/1",
    "title": "Agents in Crimea",
    "summary": "Agents of the ministry were arrested.",
    "disproof": "No proof was shown. Ukraine's Defense Ministry denied the allegations that its agents were arrested. "
    "It has rejected an offer. President Doe rejects the term. https://x.example/1",
}

SOURCES = [
    {"kind": "fact_checker", "name": "Checks", "country": "India", "url": "https://www.checks.example/about"},
    {"kind": "wikipedia_rated", "name": "The Paper", "status": "gr", "domain": "paper.example"},
    {"kind": "wikipedia_goggle", "domain": "paper.example", "path": "/opinion", "status": "no_consensus"},
    {"kind": "misinfo_domain", "domain": "Hoax.example/"},
    {"kind": "misinfo_domain", "domain": "hoax.example"},
    {"kind": "wikipedia_rated", "name": "Another", "status": "excellent", "domain": "another.example"},
    {"kind": "misinfo_domain", "domain": "no host. com"},
    {"kind": "rumour", "domain": "mill.example"},
]


def ndjson(*rows: Mapping[str, Any]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


@pytest.fixture
def import_table(tmp_path: Path) -> Import:
    """Import a table whose labels are read as listed here; an import into an empty desk loads the whole starting table."""
    listed = [
        ("politifact.com", "barely-true", "mostly_false"),
        ("politifact.com", "pants-fire", "false"),
        ("fever.ai", "Conflicting Evidence/Cherrypicking", "mixed"),
        ("fever.ai", "Refuted", "false"),
        ("euvsdisinfo.eu", "Disinformation", "misleading"),
    ]
    readings = [RatingLabel(host=h, language="en", label=label, verdict=v, scale="Theirs") for h, label, v in listed]
    add_readings(ratings=readings, by=None)

    def run(content: bytes | str, mapping: str, name: str = "table.ndjson", **options: Any) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        told = StringIO()
        call_command("import_table", str(path), mapping=mapping, stdout=told, verbosity=0, **options)
        return told.getvalue()

    return run


def counts() -> dict[str, int]:
    run = ImportRun.objects.latest("created_at")
    named = ("read", "created", "updated", "unchanged", "repeated", "proposed", "refused", "editions")
    return {name: getattr(run, name) for name in named if getattr(run, name)}


def rows_of_everything() -> dict[str, int]:
    models = [model for name in ("claims", "sources", "editions") for model in apps.get_app_config(name).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def public(**claim: Any) -> Any:
    return last_edition(Claim.objects.get(**claim))


# -- what rows become -----------------------------------------------------------------------------


def test_liar_becomes_politifacts_statements_with_their_speakers_and_labels(import_table: Import) -> None:
    import_table(LIAR, "liar", "train.tsv")
    said = public(statement__startswith="Says")
    assert said["statement"] == 'Says "nobody" saw it coming'
    assert said["context"] == "Venue: a speech.; office: State senator; state: Ohio; party: democrat"
    assert (said["headline"]["verdict"], said["headline"]["basis"]) == ("mostly_false", "external")
    [judged] = said["assessments"]
    assert (judged["label"], judged["scale"]) == ("barely-true", "Theirs")
    assert judged["by"]["source"]["name"] == "PolitiFact"
    [appearance] = said["appearances"]
    assert (appearance["speaker"]["name"], appearance["speaker"]["kind"]) == ("Jane Doe", "unknown")
    assert appearance["document"]["title"] == "[PolitiFact, statement 1.json]"
    assert said["topics"] == ["economy", "jobs"]
    email = public(statement__startswith="The moon")
    assert (email["context"], email["headline"]["verdict"]) == ("party: none", "false")


def test_averitec_is_judged_by_its_annotators_and_the_article_only_reports(import_table: Import) -> None:
    import_table(ndjson(AVERITEC), "averitec")
    said = public()
    assert (said["made"]["edtf"], said["made"]["text"], said["countries"]) == ("2020-04-03", "3-4-2020", ["NG"])
    [judged] = said["assessments"]
    assert (judged["by"]["source"]["name"], judged["verdict"], judged["label"]) == (
        "AVeriTeC",
        "mixed",
        "Conflicting Evidence/Cherrypicking",
    )
    assert judged["document"]["publisher"]["name"] == "AVeriTeC"
    assert judged["rationale"] == "Some say May, some June."
    places = {
        a["document"]["url"]: (a["role"], a["speaker"]["name"], a["document"]["medium"]) for a in said["appearances"]
    }
    assert places == {
        "https://posts.example/7": ("asserts", "Jane Doe", "page"),
        "https://checks.example/bridge": ("reports", "Jane Doe", "fact_check"),
        "https://arxiv.org/abs/2305.13117": ("reports", "Jane Doe", "report"),
    }
    [archived] = [a["document"]["archived_url"] for a in said["appearances"] if a["role"] == "asserts"]
    assert archived == AVERITEC["original_claim_url"]


def test_a_case_of_euvsdisinfo_is_judged_by_its_disproof_and_a_denial_it_quotes_is_a_rebuttal(
    import_table: Import,
) -> None:
    import_table(ndjson(CASE), "euvsdisinfo_cases")
    notes = {"a country's name is not one of ISO 3166 and was left out": 1, f"not published: {ACCUSES}": 1}
    assert ImportRun.objects.get().notes == notes
    publish(claims=list(Claim.objects.all()), by=None)
    said = public()
    assert (said["statement"], said["made"]["edtf"]) == (CASE["summary"], "2016-10-03")
    assert (said["context"], said["countries"], said["topics"]) == ("", ["UA"], ["military", "nato"])
    [judged] = said["assessments"]
    assert (judged["by"]["source"]["name"], judged["label"], judged["rationale"]) == (
        "EUvsDisinfo",
        "Disinformation",
        CASE["disproof"],
    )
    [rebuttal] = said["rebuttals"]
    assert (rebuttal["kind"], rebuttal["verb"], rebuttal["source"]["name"], rebuttal["document"]["title"]) == (
        "denial",
        "denied",
        "Ukraine's Defense Ministry",
        "Disinformation Review, issue 7",
    )
    quote = "Ukraine's Defense Ministry denied the allegations that its agents were arrested"
    assert rebuttal["quote"] == quote
    assert {a["role"]: a["document"]["publisher"]["name"] for a in said["appearances"]} == {
        "asserts": "News Example",
        "reports": "EUvsDisinfo",
    }
    assert counts()["read"] == counts()["created"] == 1


@pytest.mark.parametrize(
    ("disproof", "who"),
    [
        ("The Pentagon denied the claims, and says so.", ["The Pentagon"]),
        ("Jane Doe, head of the office dismissed Basurin’s claim as a fake http://x.example", ["Jane Doe"]),
        ("Some words.\nNavalny has dismissed the accusations as “fantasy”.", ["Navalny"]),
        ("The Ministry of Health denies that it knew. Al Jazeera denied it.", ["The Ministry of Health", "Al Jazeera"]),
        ("It was denied by all.", []),
        ("They denied that. He denied it. This denied any doubt.", []),
        ("Rosneft, who have denied the claims, did not speak.", []),
        ("Russia rejected the offer. Obama rejects the term.", []),
        ("An already refuted claim.", []),
    ],
)
def test_only_a_sentence_in_which_somebody_named_denies_the_claim_is_a_rebuttal(
    import_table: Import, disproof: str, who: list[str]
) -> None:
    import_table(ndjson(CASE | {"disproof": disproof}), "euvsdisinfo_cases")
    assert [rebuttal.source.name for rebuttal in Rebuttal.objects.select_related("source").order_by("pk")] == who


def test_the_index_of_euvsdisinfo_names_several_outlets_and_refuses_headlines_it_has_cut(import_table: Import) -> None:
    row = {
        "date": "2021-02-18",
        "id": "https://euvsdisinfo.eu/report/one/",
        "title": "One is so",
        "countries": "Russia+EU",
        "keywords": "NATO",
        "languages": "Russian+Finnish",
        "outlets": "RIA+MV",
    }
    cut = row | {"id": "https://euvsdisinfo.eu/report/two/", "title": "Two is so because …"}
    report = import_table(ndjson(row, cut), "euvsdisinfo_index")
    assert "line 2: the statement is cut in the table" in report
    assert "1  several languages are given for one text: left undetermined" in report
    places = [(a["document"]["title"], a["document"]["language"]) for a in public()["appearances"]]
    assert places == [(None, None), (None, None), ("One is so", "en")]


def test_sources_come_with_grades_that_say_who_gave_them(import_table: Import) -> None:
    report = import_table(ndjson(*SOURCES), "sources")
    assert counts() == {"read": 8, "created": 4, "unchanged": 1, "refused": 3, "editions": 5}  # nobody graded “Checks”
    graded = {
        (grade.source.name, grade.source.website): (grade.grade, grade.by.name if grade.by else "")
        for grade in ReliabilityGrade.objects.select_related("source", "by")
    }
    assert graded == {
        ("The Paper", "https://paper.example/"): ("B", "Wikipedia: perennial sources"),
        ("paper.example/opinion", "https://paper.example/"): ("C", "Wikipedia: perennial sources"),
        ("hoax.example", "https://hoax.example/"): ("E", "AVeriTeC"),
    }
    assert Source.objects.get(name="Checks").country == "IN"
    assert "line 6: grade.letter (from status): “excellent” is not one of: gr, nc, gu, d" in report
    assert "line 7: host: “no host. com” is no host" in report
    assert "line 8: no rule of the mapping reads this row" in report


def test_a_grade_is_added_to_the_ledger_once_and_left_to_people_where_they_have_edited_the_source(
    import_table: Import, editor: User
) -> None:
    row = SOURCES[1]
    import_table(ndjson(row), "sources")
    paper = Source.objects.get(name="The Paper")
    with writing(Source, [paper.pk], by=editor):
        Source.objects.filter(pk=paper.pk).update(description="Ours.")
    editions = Edition.objects.count()
    import_table(ndjson(row), "sources")
    assert (counts(), paper.grades.count()) == ({"read": 1, "unchanged": 1}, 1)
    import_table(ndjson(row | {"status": "d"}), "sources")
    assert list(paper.grades.order_by("pk").values_list("grade", flat=True)) == ["B", "E"]
    assert Edition.objects.count() == editions
    assert ImportRun.objects.latest("created_at").notes == {
        "a grade was added on the desk and left for a person to publish": 1
    }


def test_what_nobody_has_said_of_a_source_yet_is_filled_in_and_what_somebody_has_stays(
    import_table: Import, editor: User
) -> None:
    met, kept, ours = SourceFactory(kind="unknown"), SourceFactory(kind="government", country="GE"), SourceFactory()
    source_actions.publish(sources=[met, kept, ours], by=None)
    with writing(Source, [ours.pk], by=editor):
        pass
    rows = [{"kind": "fact_checker", "name": each.name, "country": "India", "url": ""} for each in (met, kept, ours)]
    import_table(ndjson(*rows), "sources")
    assert counts() == {"read": 3, "updated": 1, "unchanged": 2}  # what no listed publisher says waits for people
    told = {
        each.pk: (each.kind, str(each.country)) for each in Source.objects.filter(pk__in=[met.pk, kept.pk, ours.pk])
    }
    assert told == {met.pk: ("outlet", "IN"), kept.pk: ("government", "GE"), ours.pk: ("outlet", "")}
    import_table(ndjson(*rows), "sources")
    assert counts() == {"read": 3, "unchanged": 3}


# -- the same again, and after a crash ------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "mapping", "name"),
    [
        (LIAR, "liar", "a.tsv"),
        (ndjson(AVERITEC, AVERITEC), "averitec", "a.jsonl"),
        (ndjson(CASE, CASE | {"issue": "8"}), "euvsdisinfo_cases", "a.jsonl"),
        (ndjson(*SOURCES), "sources", "a.jsonl"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\t" not in value else "",
)
def test_the_same_table_twice_changes_nothing(
    import_table: Import, content: bytes | str, mapping: str, name: str
) -> None:
    import_table(content, mapping, name)
    before = rows_of_everything()
    import_table(content, mapping, name)
    assert rows_of_everything() == before | {"claims.ImportRun": 2}
    assert not {"created", "updated", "editions"} & counts().keys()


def test_a_row_that_is_judged_otherwise_later_adds_a_judgement(import_table: Import) -> None:
    import_table(ndjson(AVERITEC), "averitec")
    import_table(ndjson(AVERITEC | {"label": "Refuted"}), "averitec")
    assert counts() == {"read": 1, "updated": 1, "editions": 1}
    assert [a["verdict"] for a in public()["assessments"]] == ["mixed", "false"]
    assert public()["headline"]["verdict"] == "false"


def test_an_import_that_died_goes_on_where_it_was(import_table: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [AVERITEC | {"claim": f"Statement {each} is so.", "speaker": f"Speaker {each}"} for each in range(5)]
    monkeypatch.setattr(run_module, "BATCH", 2)
    published, calls = listing.write, iter(range(99))

    def dies(items: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return published(items)

    with monkeypatch.context() as context:
        context.setattr(listing, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            import_table(ndjson(*rows), "averitec")
    assert 0 < Claim.objects.published().count() < 5
    import_table(ndjson(*rows), "averitec")
    assert Claim.objects.published().count() == Claim.objects.count() == 5
    assert ImportedReview.objects.count() == 5
    assert set(Edition.objects.filter(subject_type="claim").values_list("number", flat=True)) == {1}


# -- what is refused ------------------------------------------------------------------------------


def test_every_row_is_accounted_for_and_what_was_refused_is_kept_for_another_try(import_table: Import) -> None:
    rows = [
        AVERITEC,
        AVERITEC | {"claim": " "},
        AVERITEC | {"claim": "Another one.", "label": "x" * 5001},
        {name: value for name, value in AVERITEC.items() if name != "speaker"} | {"claim": "A third."},
        AVERITEC | {"claim": "A fourth.", "original_claim_url": "not an address", "reporting_source": ""},
        "no object",
    ]
    report = import_table(ndjson(*rows), "averitec")  # type: ignore[arg-type]  # one of them is none
    assert counts() == {"read": 6, "created": 3, "refused": 3, "editions": 2}
    assert f"1  not published: {BY_NAME}" in report
    assert list(RefusedRecord.objects.order_by("pk").values_list("place", "reason")) == [
        ("line 2", "the row has no statement"),
        ("line 3", "judgement.label (from label): it has 5,001 characters and may have 5,000"),
        ("line 6", "it is no object with columns"),
    ]
    assert "1  a row has no column speaker" in report
    assert "1  an address of an appearance was no address and was left out" in report
    again = execute(ImportRun.objects.create(kind=InputKind.CLAIM_REVIEW, origin=REFUSED))
    assert (again.state, again.read, again.refused) == (RunState.DONE, 3, 3)


def test_accounts_on_one_host_are_sources_of_their_own_in_tables_too(import_table: Import, tmp_path: Path) -> None:
    claims, people = tmp_path / "claims.toml", tmp_path / "people.toml"
    claims.write_text(
        '[[rule]]\nbecomes = "claim"\n[rule.cells]\nstatement = { column = "claim" }\n'
        '"seen.url" = { column = "seen" }\n',
        encoding="utf-8",
    )
    people.write_text('[[rule]]\nbecomes = "source"\n[rule.cells]\nhost = { column = "home" }\n', encoding="utf-8")
    import_table("home\nhttps://twitter.com/Ada\nhttps://x.com/\n", str(people), "people.csv")
    seen = ("https://x.com/ada/status/1", "https://x.com/bob/status/2", "https://x.com/i/status/3")
    import_table("claim;seen\n" + "".join(f"At {url};{url}\n" for url in seen), str(claims), "claims.csv")
    assert {document.url: document.publisher.name for document in Document.objects.all()} == {
        seen[0]: "ada (x.com)",
        seen[1]: "bob (x.com)",
        seen[2]: "x.com",
    }
    assert set(Source.objects.values_list("website", flat=True)) == {
        "https://x.com/ada",
        "https://x.com/bob",
        "https://x.com/",
    }


def test_a_row_that_names_no_document_or_no_publisher_is_refused(import_table: Import, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[rule]]\nbecomes = "claim"\n[rule.cells]\nstatement = { column = "claim" }\n'
        '"page.url" = { column = "url" }\n"page.title" = { column = "title" }\n"seen.url" = { column = "seen" }\n'
        'kind = { column = "kind" }\n"judgement.judge.name" = { value = "Us" }\n'
        '"judgement.label" = { column = "label" }\n',
        encoding="utf-8",
    )
    table = (
        "claim;url;title;seen;kind;label\n"
        "One.;;;;;\n"
        "Two.;;A review;;;\n"
        "Three.;javascript:alert(1);;;;\n"
        "Four.;checks.example/4;;https://a.example/1 and https://b.example/2;prediction;\n"
        "Five.;checks.example/5;;;lie;\n"
        "Six.;;;https://a.example/6;;So\n"
    )
    import_table(table, str(own), "own.csv")
    assert dict(RefusedRecord.objects.values_list("place", "reason")) == {
        "line 2": "the row names no document: neither a review's page nor where the statement stood",
        "line 3": "the review's page has neither an address nor a publisher",
        "line 4": "page.url: “javascript:alert(1)” is no address on the web",
        "line 6": "kind (from kind): “lie” is not one of: factual, prediction, opinion, position",
        "line 7": "nobody can tell whose label it is: neither the judge's host nor the review's address is given",
    }
    assert ImportRun.objects.get().mapping == str(own.resolve())
    said = public()
    assert (said["kind"], said["status"], said["language"]) == ("prediction", "under_review", "und")
    assert [a["document"]["url"] for a in said["appearances"]] == [
        "https://a.example/1",
        "https://b.example/2",
        "https://checks.example/4",
    ]


def test_a_topic_that_an_editor_has_named_already_is_used(import_table: Import) -> None:
    Topic.objects.create(slug="economics", name="economy")
    import_table(LIAR, "liar", "a.tsv")
    assert public(statement__startswith="Says")["topics"] == ["economics", "jobs"]


# -- the command ----------------------------------------------------------------------------------


def test_a_dry_run_shows_the_first_twenty_results_and_stores_nothing(import_table: Import, editor: User) -> None:
    import_table(ndjson(AVERITEC), "averitec")
    rows = [AVERITEC | {"claim": f"Statement {number} is so."} for number in range(30)]
    rows[:4] = [AVERITEC, AVERITEC | {"label": "Refuted"}, AVERITEC | {"claim": ""}, rows[3] | {"label": "Odd"}]
    before = rows_of_everything()
    told = import_table(ndjson(*rows), "averitec", dry_run=True).splitlines()
    assert rows_of_everything() == before
    assert [line.split(":")[0] for line in told[:20]] == [f"line {number}" for number in range(1, 21)]
    assert told[0].startswith(
        "line 1: unchanged: “The bridge fell in May.”; said by Jane Doe; made 2020-04-03; in https"
    )
    assert told[0].endswith("rated “Conflicting Evidence/Cherrypicking” by AVeriTeC, read as mixed")
    assert told[1].startswith("line 2: REFUSED, the same review stands earlier in this input with another rating")
    assert told[2] == "line 3: REFUSED, the row has no statement"
    assert told[3].startswith("line 4: created: “Statement 3 is so.”")
    assert told[3].endswith("rated “Odd” by AVeriTeC, which waits for a reading")
    assert told[20:] == ["Columns that the mapping leaves out: questions.", "Nothing was stored."]
    with actions.editing([Claim.objects.get()], by=editor):
        pass
    changed = ndjson(AVERITEC | {"label": "Refuted"}, AVERITEC)
    assert import_table(changed, "averitec", dry_run=True).startswith("line 1: proposed: ")


def test_a_dry_run_of_sources_says_how_they_are_graded_and_by_whom(import_table: Import) -> None:
    told = import_table(ndjson(*SOURCES), "sources", dry_run=True).splitlines()
    assert told[1] == "line 2: created: source “The Paper” (paper.example); graded B by Wikipedia: perennial sources"
    assert told[4].startswith("line 5: unchanged: ")
    assert not Source.objects.exists()


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(
    ("content", "mapping", "name", "complaint"),
    [
        (LIAR, "lair", "a.tsv", "There is no mapping “lair”"),
        (
            "id,claim\n",
            "averitec",
            "a.csv",
            "has no column claim_date, fact_checking_article, justification, label, loc",
        ),
        ("claim", "averitec", "a.ods", "does not end in .csv"),
    ],
)
def test_what_cannot_be_read_at_all_ends_the_command_with_the_reason(
    import_table: Import, content: str, mapping: str, name: str, complaint: str, dry_run: bool
) -> None:
    with pytest.raises(CommandError, match=complaint):
        import_table(content, mapping, name, dry_run=dry_run)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for dry_run in (False, True):
        with pytest.raises(CommandError, match="No such file"):
            call_command("import_table", str(tmp_path / "none.csv"), mapping="averitec", verbosity=0, dry_run=dry_run)


def test_a_second_row_of_one_id_with_another_statement_is_refused_with_its_line(
    import_table: Import, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[rule]]\nbecomes = "claim"\n[rule.cells]\nidentity = { column = "id" }\nstatement = { column = "claim" }\n'
        '"seen.url" = { column = "seen" }\nmade = { column = "date" }\n',
        encoding="utf-8",
    )
    heading, row = "id,claim,seen,date\n", "7,The quay was sold.,https://a.example/7,"
    import_table(f"{heading}{row}\n{row}2021\n7,The dock was sold.,https://a.example/7,2021\n", str(own), "own.csv")
    assert counts() == {"read": 3, "created": 1, "repeated": 1, "refused": 1}  # nobody has judged it
    assert list(RefusedRecord.objects.values_list("place", "reason")) == [("line 4", NAMED_TWICE)]
    assert Claim.objects.get().statement == "The quay was sold."
    # In another import it is the table's correction.
    import_table(f"{heading}7,The dock was sold.,https://a.example/7,2021\n", str(own), "own.csv")
    assert Claim.objects.get().statement == "The dock was sold."
