"""Restricted work is hunted for through every page of the desk, with an account of every role that is not named."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from claims import writing as actions
from claims.models import Appearance, Claim
from claimtrack.accounts.roles import Role
from claimtrack.writing.restricting import restrict
from sources.models import Capture, Document
from sources.writing import capture
from tests.admin_forms import errors_of, page, page_of, send
from tests.factories import (
    AnswerFactory,
    AppearanceFactory,
    AssessmentFactory,
    ClaimFactory,
    DocumentFactory,
    EvidenceFactory,
    NarrativeFactory,
    RebuttalFactory,
    RelationFactory,
    SourceFactory,
)
from tests.import_leftovers import leave_by_an_import
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

#: In every text of what is restricted, and nowhere else; searches ask for another word of the same texts.
CANARY, ASKED = "zwitscher", "vogelhaus"
WORDS = f"{ASKED} {CANARY}"


@dataclass
class Newsroom:
    anna: User
    hidden: list[Model]
    known: list[Model]


@pytest.fixture
def newsroom() -> Newsroom:
    """Anna has restricted a claim, a document and a copy, which hang together with what everybody knows."""
    anna = in_role(Role.EDITOR, "anna")
    known = AppearanceFactory().claim
    actions.publish(claims=[known], by=None)
    known.refresh_from_db()
    claim = ClaimFactory(statement=f"A claim {WORDS}", context=WORDS)
    paper = DocumentFactory(title=f"A paper {WORDS}", url=f"https://{CANARY}.example/{ASKED}")
    unnamed = SourceFactory(name=f"Somebody {WORDS}", kind="anonymous", website="", document=paper)
    appearance = AppearanceFactory(claim=claim, hedge=WORDS)
    answering, both = RebuttalFactory(statement=WORDS), RebuttalFactory(statement="Known")
    hidden: list[Model] = [
        claim,
        ClaimFactory(part_of=claim, statement=f"A part {WORDS}"),
        paper,
        unnamed,
        appearance,
        answering,
        AppearanceFactory(claim=known, document=paper, quote=WORDS),
        AppearanceFactory(claim=known, speaker=unnamed),
        AppearanceFactory(claim=known, derives_from=appearance),
        AnswerFactory(rebuttal=answering, claim=claim),
        AnswerFactory(rebuttal=both, claim=claim),
        EvidenceFactory(target_claim=known, document=None, claim=claim, note=WORDS),
        EvidenceFactory(target_claim=known, document=paper, note=WORDS),
        AssessmentFactory(claim=claim, rationale=WORDS),
        AssessmentFactory(claim=known, document=paper, rationale=WORDS),
        RelationFactory(claim=known, other=claim, note=WORDS),
        RelationFactory(claim=claim, other=known, note=WORDS),
        capture(document=paper, text=WORDS, tool=WORDS, by=anna),
        capture(document=known.appearances.first().document, text=WORDS, tool=WORDS, by=anna),
    ]
    run = leave_by_an_import(claim)
    run.near_duplicates = [claim.pk]
    run.save()
    claim.narratives.add(narrative := NarrativeFactory())
    answer = AnswerFactory(rebuttal=both, claim=known)
    LogEntry.objects.create(
        user=anna,
        content_type=get_content_type_for_model(known),
        object_id=str(known.pk),
        object_repr=str(known),
        action_flag=CHANGE,
        change_message=json.dumps([{"added": {"name": "relation", "object": f"contradicts: {claim}"}}]),
    )
    for row in (claim, paper, hidden[-1]):
        restrict(row=row, people=[], by=anna)  # type: ignore[arg-type]  # they are restrictable
    seen = [known, answer, both, narrative, run, known.appearances.first().document, claim.appearances.first().document]
    return Newsroom(anna, [*hidden, *claim.proposals.all()], [*seen, *run.proposals.none(), *labels(run)])


def labels(run: Any) -> list[Model]:
    return [each.review.rating for each in run.proposals.all()]


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def addresses(room: Newsroom) -> Iterator[str]:
    """Every list, filtered, searched and sorted; every page of every row; every choice; the first page."""
    yield reverse("admin:index")
    yield f"{reverse('admin:search')}?s={ASKED}&extended=1"
    for model, model_admin in admin.site._registry.items():
        yield page_of(model)
        yield f"{page_of(model)}?_facets=True"
        if model_admin.search_fields:
            yield f"{page_of(model)}?q={ASKED}"
        yield page_of(model, "add")
        yield from choices(model_admin)
    for row in room.known:
        yield from (page(row, verb) for verb in ("change", "history", "delete"))
        steps: Any = getattr(admin.site.get_model_admin(type(row)), "get_steps", tuple)()
        yield from (f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{step.name}/" for step in steps)


def choices(model_admin: Any) -> Iterator[str]:
    opts = model_admin.opts
    for inline in (model_admin, *(each for each in model_admin.inlines)):
        model = getattr(inline, "model", opts.model)
        for field in inline.autocomplete_fields:
            asked = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field}"
            yield f"/admin/autocomplete/?{asked}&term={ASKED}"
            yield f"/admin/autocomplete/?{asked}"


def told(response: Any) -> str:
    content: bytes = response.getvalue()
    return content.decode(errors="replace")


@pytest.mark.parametrize("role", Role)
def test_no_page_tells_of_it_to_whoever_is_not_named(newsroom: Newsroom, role: Role) -> None:
    client = client_of(in_role(role))
    ids = {str(row.pk): row for row in newsroom.hidden}
    leaks = []
    for address in addresses(newsroom):
        text = told(client.get(address))
        leaks += [f"{address}: {word}" for word in re.findall(f".{{60}}{CANARY}", text)]
        leaks += [f"{address}: the id of {type(ids[pk]).__name__}" for pk in ids if pk in text]
    assert leaks == []


@pytest.mark.parametrize("role", Role)
def test_a_page_of_it_is_answered_as_one_of_what_never_was(newsroom: Newsroom, role: Role) -> None:
    client = client_of(in_role(role))
    for row in newsroom.hidden:
        never = type(row)()
        for verb in ("change", "history", "delete"):
            asked, nothing = (client.get(page(each, verb)) for each in (row, never))
            assert asked.status_code == nothing.status_code, (row, verb)
            assert asked.status_code in {302, 403, 404}, (row, verb)


def test_whoever_is_named_has_it_everywhere(newsroom: Newsroom) -> None:
    client = client_of(newsroom.anna)
    for row in newsroom.hidden:
        assert client.get(page(row)).status_code == 200, row
    assert CANARY in told(client.get(f"{reverse('admin:search')}?s={ASKED}&extended=1"))
    assert CANARY in told(client.get(f"{page_of(Claim)}?restricted=yes"))


def test_what_was_found_before_is_not_found_again(newsroom: Newsroom) -> None:
    """The search of all pages would keep its results for minutes."""
    claim = ClaimFactory(statement=f"Later {ASKED} amsel")
    client = client_of(in_role(Role.EDITOR))
    search = f"{reverse('admin:search')}?s={ASKED}&extended=1"
    assert "amsel" in told(client.get(search))
    restrict(row=claim, people=[], by=newsroom.anna)
    assert "amsel" not in told(client.get(search))


def test_the_first_page_and_the_lists_count_none_of_it(newsroom: Newsroom) -> None:
    stranger = in_role(Role.ADMINISTRATOR)
    shown = client_of(stranger).get(page_of(Claim)).context["cl"]
    assert shown.result_count == Claim.objects.filter(restriction=None).count()
    index = client_of(stranger).get(reverse("admin:index"))
    drafts = next(queue for queue in index.context["queues"] if queue.title == "Drafts")
    assert drafts.count == Claim.objects.filter(restriction=None, stage="draft").count()
    assert drafts.count < Claim.objects.filter(stage="draft").count()


def test_a_row_that_it_uses_is_not_said_to_be_used_by_it(newsroom: Newsroom) -> None:
    hidden = Appearance.objects.get(hedge=WORDS)
    publisher = hidden.document.publisher
    document = hidden.document
    response = send(client_of(in_role(Role.ADMINISTRATOR)), page(document, "delete"))
    messages = [str(each) for each in response.wsgi_request._messages]
    assert messages == ["It cannot be deleted as things stand."]
    assert Document.objects.filter(pk=document.pk, publisher=publisher).exists()


def test_the_page_of_a_document_says_nothing_of_an_address_that_is_restricted(newsroom: Newsroom) -> None:
    client = client_of(in_role(Role.EDITOR))
    paper = Document.objects.get(title=f"A paper {WORDS}")
    new = {"title": ["Another"], "url": [paper.url], "publisher": [str(SourceFactory().pk)], "medium": ["article"]}
    response = send(client, page_of(Document, "add"), **new)
    assert response.status_code == 302, errors_of(response)
    assert Document.objects.filter(url=paper.url).count() == 2


def test_beginning_with_an_address_that_is_restricted_makes_another_document(newsroom: Newsroom) -> None:
    client = client_of(in_role(Role.EDITOR))
    paper = Document.objects.get(title=f"A paper {WORDS}")
    typed = {"statement": ["New"], "url": [paper.url], "title": ["Mine"], "role": ["asserts"], "language": ["en"]}
    typed |= {"publisher": [str(SourceFactory().pk)]}
    response = send(client, reverse("admin:claims_claim_begin"), **typed)
    assert response.status_code == 302
    assert Document.objects.filter(url=paper.url, title="Mine").exists()


def test_the_check_of_a_quotation_reads_no_restricted_copy(newsroom: Newsroom) -> None:
    client = client_of(in_role(Role.EDITOR))
    for copy in Capture.objects.filter(text=WORDS):
        asked = {"document": str(copy.document_id), "quote": f"{ASKED} something"}
        assert CANARY not in told(client.post(reverse("admin:sources_document_check"), asked))


# -- the steps ------------------------------------------------------------------------------------


def test_a_claim_is_restricted_and_opened_with_buttons(newsroom: Newsroom) -> None:
    client, ben = client_of(newsroom.anna), in_role(Role.REPORTER, "ben")
    claim = ClaimFactory()
    send(client, page(claim, "restrict"), words=["ben"])
    restriction = Claim.objects.get(pk=claim.pk).restriction
    assert restriction
    assert set(restriction.people.all()) == {newsroom.anna, ben}
    assert "anna, ben" in told(client.get(page(claim)))
    assert client_of(ben).get(page(claim)).status_code == 200
    send(client, page(claim, "unrestrict"))
    assert client_of(in_role(Role.VIEWER)).get(page(claim)).status_code == 200


def test_a_name_that_nobody_has_is_told(newsroom: Newsroom) -> None:
    claim = ClaimFactory()
    response = send(client_of(newsroom.anna), page(claim, "restrict"), words=["bne"])
    assert "Nobody who signs in here is called “bne”" in told(response)
    assert Claim.objects.get(pk=claim.pk).restriction_id is None


def test_who_publishes_is_told_what_is_left_out_when_it_exists_for_them(newsroom: Newsroom) -> None:
    known = newsroom.known[0]
    assert "What is restricted to named people is left out" in told(
        client_of(newsroom.anna).get(page(known, "publish"))
    )
    stranger = client_of(in_role(Role.EDITOR))
    assert "restricted" not in told(stranger.get(page(known, "publish")))
