"""The Libya–Russia case through the API, row by row: what the page says is what a reader gets."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.fixtures.test_libya_russia_case import (
    APPEARANCES,
    ASSESSMENTS,
    ATTRIBUTED,
    CLAIMS,
    DATES,
    DOCUMENTS,
    EVIDENCE,
    HEDGES,
    NARRATIVES,
    QUOTATIONS,
    REBUTTALS,
    RELATIONS,
    SOURCES,
    SUBJECTS,
    TOPICS,
)
from tests.libya import EDITION_COUNT, LoadedCase
from tests.public_addresses import ids, results

pytestmark = pytest.mark.rendering

Row = dict[str, Any]
ROWS = {**CLAIMS, **REBUTTALS, **ASSESSMENTS, **EVIDENCE, **RELATIONS, **SOURCES, **SUBJECTS, **TOPICS, **DOCUMENTS}
ROWS |= {**NARRATIVES, **APPEARANCES}
KEY_OF = {row["id"]: key for key, row in ROWS.items()}
REPORT = ("C1a", "C1b", "C2", "C3")


def keys(identifiers: list[str]) -> list[str]:
    """Row keys, in the order of the ids."""
    return [KEY_OF[each] for each in identifiers]


def claim(reader: APIClient, key: str) -> Row:
    response = reader.get(f"/api/v1/claims/{CLAIMS[key]['slug']}/")
    assert response.status_code == 200
    document: Row = response.json()
    return document


def short(date: Row | None) -> str | None:
    """A date as the table writes it."""
    if date is None:
        return None
    return f"{date['edtf']} inf." if date["inferred"] else str(date["edtf"])


# -- every row ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", CLAIMS)
def test_a_row_is_read_by_its_slug_and_by_its_id_with_the_words_and_dates_of_the_table(
    libya: APIClient, key: str
) -> None:
    row, document = CLAIMS[key], claim(libya, key)
    assert libya.get(f"/api/v1/claims/{row['id']}/").json() == document
    for member in ("id", "slug", "statement", "context", "language", "kind", "aspects"):
        assert document[member] == row[member]
    assert (short(document["made"]), short(document["about_time"])) == DATES[key]
    assert keys([subject["id"] for subject in document["about"]]) == sorted(row["about"], key=_name_of_subject)
    assert document["topics"] == sorted(TOPICS[topic]["slug"] for topic in row["topics"])
    assert document["countries"] == sorted(row["countries"])
    assert [KEY_OF[each["id"]] for each in document["narratives"]] == row["narratives"]


def _name_of_subject(key: str) -> str:
    return str(SUBJECTS[key]["name"])


@pytest.mark.parametrize("key", CLAIMS)
def test_a_row_is_dated_no_more_precisely_than_the_page_dates_it(libya: APIClient, key: str) -> None:
    document = claim(libya, key)
    for date in _dates(document):
        assert (date["basis"] is not None) == date["inferred"]
        if date["edtf"].startswith("XXXX"):
            assert (date["earliest"], date["latest"]) == (None, None)
        if ".." in date["edtf"].split("/")[0][:3]:
            assert date["earliest"] is None


def _dates(value: Any) -> Iterator[Row]:
    if isinstance(value, dict):
        if "edtf" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _dates(each)


@pytest.mark.parametrize("key", CLAIMS)
def test_a_row_says_who_spoke_on_whose_word_and_with_what_reserve(libya: APIClient, key: str) -> None:
    shown = {KEY_OF[appearance["id"]]: appearance for appearance in claim(libya, key)["appearances"]}
    assert set(shown) == {row["key"] for row in CLAIMS[key]["appearances"]}
    assert f"{key}:page" in shown
    for name, appearance in shown.items():
        speaker = appearance["speaker"]
        chain = (KEY_OF[speaker["id"]] if speaker else None, keys([s["id"] for s in appearance["attributed_to"]]))
        assert chain == ATTRIBUTED.get(name, ("src:globalsecurity", []))
        assert appearance["hedge"] == HEDGES.get(name)
        assert appearance["quote"] == QUOTATIONS.get(name)
        original = APPEARANCES[name]["derives_from"]
        assert appearance["derives_from"] == (APPEARANCES[original]["id"] if original else None)


@pytest.mark.parametrize("key", CLAIMS)
def test_nothing_is_judged_but_the_central_allegation(libya: APIClient, key: str) -> None:
    document = claim(libya, key)
    expected = "rated" if key in REPORT else "not_checkable" if CLAIMS[key]["not_checkable_reason"] else "under_review"
    assert document["status"] == document["headline"]["status"] == expected
    assert document["not_checkable_reason"] == (CLAIMS[key]["not_checkable_reason"] or None)
    if key not in REPORT:
        assert (document["assessments"], document["headline"]["verdict"]) == ([], None)


@pytest.mark.parametrize("key", APPEARANCES)
def test_every_appearance_has_an_address(libya: APIClient, key: str) -> None:
    entry = libya.get(f"/api/v1/appearances/{APPEARANCES[key]['id']}/").json()
    assert keys(entry["claims"]) == [key.split(":", maxsplit=1)[0]] == [KEY_OF[entry["claim"]]]
    assert KEY_OF[entry["document"]["id"]] == APPEARANCES[key]["document"]


@pytest.mark.parametrize("kind", ["sources", "subjects", "topics", "documents", "narratives"])
def test_every_source_subject_topic_document_and_narrative_has_an_address_and_is_listed(
    libya: APIClient, kind: str
) -> None:
    rows = {
        "sources": SOURCES,
        "subjects": SUBJECTS,
        "topics": TOPICS,
        "documents": DOCUMENTS,
        "narratives": NARRATIVES,
    }
    listed = {item.get("slug") or item["id"]: item for item in results(libya, f"/api/v1/{kind}/?page_size=7")}
    assert set(listed) == {row.get("slug") or row["id"] for row in rows[kind].values()}
    for row in rows[kind].values():
        name = row.get("slug") or row["id"]
        found = libya.get(f"/api/v1/{kind}/{name}/").json()
        assert found.get("name", found.get("title")) == row.get("name", row.get("title")) or kind == "topics"


# -- what must stand between the rows ---------------------------------------------------------------


def test_the_report_has_its_four_parts_and_no_verdict_of_its_own(libya: APIClient) -> None:
    whole = claim(libya, "C1")
    assert sorted(keys(whole["parts"])) == list(REPORT)
    assert whole["headline"]["verdict"] is None
    for part in REPORT:
        assert KEY_OF[claim(libya, part)["part_of"]] == "C1"
    assert sorted(keys(ids(libya, "/api/v1/claims/?part_of=the-sun-russia-in-libya-october-2018"))) == list(REPORT)


@pytest.mark.parametrize(
    ("kind", "key", "other"),
    [
        ("variant_of", "C3a", "C3"),
        ("supports", "C6", "C1a"),
        ("supports", "C10", "C1a"),
        ("undermines", "C35", "C41"),
        ("supports", "C52", "C28"),
        ("presupposes", "C22", "C20"),
        ("contradicts", "C55", "C56"),
        ("contradicts", "C33a", "C33b"),
        ("undermines", "C37", "C26"),
        ("undermines", "C47", "C22"),
    ],
)
def test_a_relation_that_must_exist_is_told_with_its_reason(libya: APIClient, kind: str, key: str, other: str) -> None:
    [relation] = [r for r in claim(libya, key)["relations"] if (r["kind"], KEY_OF[r["claim"]]) == (kind, other)]
    assert relation["note"]
    assert key not in {"C6", "C10"} or relation["note"].startswith("In part:")


def test_every_relation_of_the_file_is_told(libya: APIClient) -> None:
    told = {
        (key, relation["kind"], KEY_OF[relation["claim"]])
        for key in CLAIMS
        for relation in claim(libya, key)["relations"]
    }
    assert told == {(row["from"], row["kind"], row["to"]) for row in RELATIONS.values()}


def test_the_embassys_denial_answers_the_restatement_and_the_report_and_makes_three_claims(libya: APIClient) -> None:
    denial = libya.get(f"/api/v1/rebuttals/{REBUTTALS['R1']['id']}/").json()
    assert (denial["kind"], denial["verb"], denial["standing"], denial["stake"]) == (
        "denial", "refuted", "affiliated", "party",
    )  # fmt: skip
    assert (denial["source"]["slug"], short(denial["made"]), denial["audience"]) == (
        "russian-embassy-london", "2018-10-09", "reporters",
    )  # fmt: skip
    assert denial["quote"] == "has nothing to do with reality"
    answered = {(KEY_OF[a.get("claim") or a["document"]], a["scope"]) for a in denial["answers"]}
    assert answered == {
        ("C3a", "specific"), ("doc:sun-report", "specific"),
        ("C1a", "blanket"), ("C1b", "blanket"), ("C2", "blanket"), ("C3", "blanket"),
    }  # fmt: skip
    assert sorted(keys(denial["makes"])) == ["C4a", "C4b", "C5"]
    assert sorted(keys(denial["claims"])) == ["C1", "C1a", "C1b", "C2", "C3", "C3a"]


def test_the_rebuttals_are_found_by_who_answers_and_by_what_they_answer(libya: APIClient) -> None:
    assert sorted(keys(ids(libya, "/api/v1/rebuttals/"))) == ["R1", "R2"]
    assert keys(ids(libya, "/api/v1/rebuttals/?source=russian-embassy-london")) == ["R1"]
    assert keys(ids(libya, f"/api/v1/rebuttals/?claim={CLAIMS['C26']['slug']}")) == ["R2"]
    assert keys(ids(libya, "/api/v1/rebuttals/?made_before=1990-01-01")) == ["R2"]
    assert keys(ids(libya, "/api/v1/claims/?rebutted_by=libya")) == ["C26"]
    assert set(keys(ids(libya, "/api/v1/claims/?rebutted=true"))) == {"C1", "C1a", "C1b", "C2", "C3", "C3a", "C26"}


def test_the_tabloids_headline_is_answered_through_the_denial_of_its_report(libya: APIClient) -> None:
    through = {
        "claim": CLAIMS["C1"]["id"],
        "scope": "blanket",
        "through": DOCUMENTS["doc:sun-report"]["id"],
    }
    [listed] = libya.get(f"/api/v1/rebuttals/?claim={CLAIMS['C1']['slug']}").json()["results"]
    [denial] = claim(libya, "C1")["rebuttals"]
    assert KEY_OF[listed["id"]] == KEY_OF[denial["id"]] == "R1"
    assert through in listed["answers"]
    assert through in denial["answers"]
    [card] = libya.get(f"/api/v1/claims/?ids={CLAIMS['C1']['id']}").json()["results"]
    assert (card["rebuttal_count"], card["rebuttal_kinds"]) == (1, ["denial"])
    dossier = libya.get(f"/api/v1/claims/{CLAIMS['C1']['slug']}/dossier.md").content.decode()
    assert "denied the report as a whole, not this claim by name" in dossier
    assert "No answer to this claim is recorded" not in dossier


def test_what_the_denial_answers_by_name_is_not_answered_twice(libya: APIClient) -> None:
    for key in ("C1a", "C1b", "C2", "C3"):
        [denial] = claim(libya, key)["rebuttals"]
        own = [answer for answer in denial["answers"] if answer.get("claim") == CLAIMS[key]["id"]]
        assert own == [{"claim": CLAIMS[key]["id"], "scope": "blanket"}]


def test_libyas_denial_is_weighed_and_itself_judged_by_the_page(libya: APIClient) -> None:
    document = claim(libya, "C26")
    [denial] = document["rebuttals"]
    [judgement] = denial["assessments"]
    assert KEY_OF[denial["id"]] == "R2"
    assert KEY_OF[judgement["id"]] == "A1"
    assert (judgement["by"]["source"]["slug"], judgement["label"]) == (
        "globalsecurity-org", "appeared to have been truthful",
    )  # fmt: skip
    assert (judgement["verdict"], short(judgement["as_of"])) == ("unproven", "1987")
    weighed = {(KEY_OF[e["item"]["claim"]], e["bearing"]) for e in document["evidence"] if "claim" in e["item"]}
    assert weighed == {("C27", "undermines"), ("C37", "supports")}
    assert document["headline"]["verdict"] is None, "a judgement of the denial is no verdict on the claim"
    assert keys(ids(libya, f"/api/v1/assessments/?rebuttal={denial['id']}")) == ["A1"]


@pytest.mark.parametrize("key", REPORT)
def test_our_judgement_of_the_central_allegation_is_unproven_with_reasons_and_graded_evidence(
    libya: APIClient, key: str
) -> None:
    document = claim(libya, key)
    [judgement] = document["assessments"]
    assert judgement["by"]["type"] == "desk"
    assert (judgement["status"], judgement["verdict"]) == ("rated", "unproven")
    assert judgement["confidence"] in {"low", "moderate"}
    assert document["headline"] | {"external": {}} == {
        "current_assessment": judgement["id"],
        "basis": "desk",
        "status": "rated",
        "verdict": "unproven",
        "likelihood": judgement["likelihood"],
        "confidence": judgement["confidence"],
        "disagree": False,
        "external": {},
    }
    for words in ("What supports it:", "What is missing:", "What the denial is worth:"):
        assert words in judgement["rationale"]
    graded = {item["id"]: item["credibility"] for item in document["evidence"]}
    assert judgement["evidence"]
    assert all(graded[identifier] in range(1, 7) for identifier in judgement["evidence"])


def test_all_assessments_are_listed_ours_and_the_pages(libya: APIClient) -> None:
    assert set(keys(ids(libya, "/api/v1/assessments/"))) == set(ASSESSMENTS)
    assert keys(ids(libya, "/api/v1/assessments/?by=source")) == ["A1"]
    assert len(ids(libya, "/api/v1/assessments/?by=desk&verdict=unproven&confidence=low,moderate")) == 4


def test_all_claims_about_haftar_who_never_speaks(libya: APIClient) -> None:
    about = set(keys(ids(libya, "/api/v1/claims/?about=khalifa-haftar&page_size=3")))
    assert {"C2", "C6", "C9", "C14", "C44"} <= about
    assert about == {key for key, row in CLAIMS.items() if "subj:haftar" in row["about"]}
    assert libya.get("/api/v1/claims/?about=khalifa-haftar&count=true").json() == {"count": len(about), "exact": True}


def test_six_claims_over_seventy_years_feed_the_storyline_of_the_bases(libya: APIClient) -> None:
    narrative = libya.get("/api/v1/narratives/soviet-russian-military-bases-in-libya/").json()
    assert narrative["name"] == "Soviet and Russian military bases in Libya"
    assert short(narrative["period"]) == "1945/2018"
    fed_by = {"C3", "C17", "C26", "C37", "C38", "C39"}
    assert set(keys(narrative["claims"])) == fed_by
    assert set(keys(ids(libya, f"/api/v1/claims/?narrative={narrative['slug']}"))) == fed_by


def test_a_video_is_evidence_and_its_publisher_asserts_nothing(libya: APIClient) -> None:
    [item] = claim(libya, "C9")["evidence"]
    assert item["item"]["document"]["publisher"]["slug"] == "novaya-gazeta"
    assert ids(libya, "/api/v1/claims/?speaker=novaya-gazeta") == []


def test_a_general_speaks_from_his_office_on_a_day_of_no_known_year(libya: APIClient) -> None:
    spoken = keys(ids(libya, "/api/v1/claims/?speaker=thomas-waldhauser"))
    assert sorted(spoken) == ["C12", "C13"]
    assert set(keys(ids(libya, "/api/v1/claims/?made_after=0001-01-01"))).isdisjoint(spoken)
    [office] = libya.get("/api/v1/sources/thomas-waldhauser/").json()["offices"]
    africom = libya.get(f"/api/v1/sources/{office['organization']}/").json()
    assert (office["title"], africom["slug"]) == ("Commander", SOURCES["src:africom"]["slug"])


def test_an_embassy_is_part_of_its_state(libya: APIClient) -> None:
    embassy = libya.get("/api/v1/sources/russian-embassy-london/").json()
    assert KEY_OF[embassy["part_of"]] == "src:russia"
    assert "russian-embassy-london" in {s["slug"] for s in results(libya, "/api/v1/sources/?part_of=russia")}


# -- loading --------------------------------------------------------------------------------------


def test_loading_the_case_again_changes_nothing(loaded_case: LoadedCase, libya: APIClient) -> None:
    assert f"{EDITION_COUNT} editions published" in loaded_case.first
    assert "0 editions published" in loaded_case.second
    created = [line.split() for line in loaded_case.second.splitlines()[:-1]]
    assert {number for _, number, *_ in created} == {"0"}
    assert {item["number"] for item in libya.get("/api/v1/changes/?page_size=200").json()["results"]} == {1}
