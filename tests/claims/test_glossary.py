"""The field's words: one for each thing, from one table, and each explained where it stands."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils.text import capfirst
from drf_spectacular.generators import SchemaGenerator

from claims.glossary import TERMS
from claims.models import Appearance, Assessment, Claim, Evidence, Rebuttal
from claimtrack.glossary import key_of, name_of, term_at, term_of
from sources.models import Capture, Document, Source
from tests.admin_forms import page, page_of
from tests.factories import AppearanceFactory, AssessmentFactory, ClaimFactory, EvidenceFactory, RebuttalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

#: What imports leave has a vocabulary of its own, and so have accounts.
OF_IMPORTS = {
    "double",
    "importedreview",
    "importrun",
    "listedpublisher",
    "refusedrecord",
    "proposal",
    "ratinglabel",
}


def admins() -> Iterator[Any]:
    for model, found in admin.site._registry.items():
        if model._meta.app_label in {"claims", "sources"} and model._meta.model_name not in OF_IMPORTS:
            yield found


def labelled(editor: User) -> Iterator[tuple[str, str, str]]:
    """Every column and field of the desk as thing, member, and what it is called there."""
    request = RequestFactory().get("/admin/")
    request.user = editor
    for each in admins():
        for name in each.list_display:
            yield each.opts.model_name, name, str(label_for_field(name, each.model, each))
        for rows in (each, *each.get_inline_instances(request)):
            form = rows.get_form(request) if rows is each else rows.get_formset(request).form
            for name in flatten_fieldsets(rows.get_fieldsets(request)):
                field = form.base_fields.get(name)
                member = getattr(form, "members", {}).get(name, name)
                label = (field.label or name) if field else label_for_field(name, rows.model, rows)
                yield rows.model._meta.model_name, member, str(label)


def test_every_column_and_field_of_the_desk_has_its_word_and_no_other(editor: User) -> None:
    guessed = [(thing, member, label) for thing, member, label in labelled(editor) if not key_of(thing, member, label)]
    assert guessed == []
    otherwise = {
        (thing, member, label): term_at(key_of(thing, member, label)).name
        for thing, member, label in labelled(editor)
        if capfirst(label) != capfirst(term_at(key_of(thing, member, label)).name)
    }
    assert otherwise == {}


def test_every_word_has_a_meaning_that_is_a_sentence_and_every_level_has_one() -> None:
    for key, term in TERMS.items():
        assert term.meaning.endswith((".", "…")), key
        assert all(meaning for _, meaning in term.levels), key


def test_a_thing_by_another_name_has_the_same_words() -> None:
    assert term_of("cited", "publisher") is term_of("document", "publisher") is TERMS["document.publisher"]
    assert term_of("appearance", "quote") is TERMS["*.quote"]
    assert term_of("appearance", "nonsense") is None
    assert (name_of("assessments", "as_of"), name_of("", "as_of")) == ("state of the evidence", "state of the evidence")
    assert name_of("claim", "not_there") == "not there"


@pytest.mark.parametrize("model", [Claim, Appearance, Rebuttal, Evidence, Assessment, Source, Document, Capture])
def test_each_mark_of_a_page_leads_to_a_meaning_that_stands_there_once(desk: Client, model: Any) -> None:
    ClaimFactory()
    for address in (page_of(model, "changelist"), page_of(model, "add")):
        shown = desk.get(address).content.decode()
        meanings = re.findall(r'<div id="word-([^"]+)"', shown)
        assert len(meanings) == len(set(meanings)) > 2
        assert set(re.findall(r'href="#word-([^"]+)"', shown)) <= set(meanings)


def test_a_claims_page_explains_the_rows_under_it_too(desk: Client) -> None:
    claim = AppearanceFactory().claim
    AssessmentFactory(claim=claim)
    EvidenceFactory(target_claim=claim)
    shown = desk.get(page(claim)).content.decode()
    for key in ("appearance.hedge", "evidence.bearing", "assessment.likelihood", "relation", "claim.aspects"):
        assert f'<div id="word-{key}"' in shown
        assert f'href="#word-{key}"' in shown
    assert "Its reserve" not in shown


def test_the_quick_page_has_the_same_words(desk: Client) -> None:
    shown = desk.get("/admin/claims/claim/quotation/").content.decode()
    assert TERMS["appearance.hedge"].meaning[:40] in shown.replace("&#x27;", "'")
    assert 'href="#word-claim.statement"' in shown


def test_no_help_of_a_field_is_described_that_is_not_there(desk: Client) -> None:
    shown = desk.get(page(RebuttalFactory())).content.decode()
    ids = set(re.findall(r'\bid="([^"]+)"', shown))
    described = {each for found in re.findall(r'aria-describedby="([^"]+)"', shown) for each in found.split()}
    assert described - ids == set()


def test_the_apis_description_explains_members_with_the_same_words() -> None:
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # drf-spectacular types its hooks only
    components = schema["components"]["schemas"]
    assert components["Appearance"]["properties"]["hedge"]["description"] == TERMS["appearance.hedge"].meaning
    assert components["Assessment"]["properties"]["rationale"]["description"] == TERMS["assessment.rationale"].meaning
    assert components["Cited"]["properties"]["title"]["description"] == TERMS["document.title"].meaning
