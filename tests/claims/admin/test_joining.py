"""The pages on which claims and sources are merged, parted and split."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import writing as actions
from claims.models import Claim
from claimtrack.accounts.roles import Role
from claimtrack.editions.joining import Joining
from claimtrack.editions.roots import Stage
from sources import writing as source_actions
from sources.models import Source
from tests.factories import AppearanceFactory, ClaimFactory, SourceFactory
from tests.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def sources(editor: User) -> tuple[Source, Source]:
    kept, gone = SourceFactory(name="Gazette"), SourceFactory(name="Sheet", aliases=["Sheetlet"])
    actions.publish(claims=[AppearanceFactory(speaker=gone).claim], by=editor)
    source_actions.publish(sources=[kept], by=editor)
    return kept, gone


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(in_role(Role.EDITOR, name))
    return client


def shown(client: Client, address: str) -> str:
    return client.get(address).context["plan"].sha256  # type: ignore[no-any-return]


def test_two_editors_merge_two_sources_and_part_them_again(sources: tuple[Source, Source]) -> None:
    one, other = signed_in("eda"), signed_in("edgar")
    kept, gone = sources
    page = reverse("admin:sources_source_merge", args=[gone.pk])
    assert f'href="{page}"' in one.get(reverse("admin:sources_source_change", args=[gone.pk])).content.decode()
    assert "Which one goes on?" in one.get(page).content.decode()
    told = one.get(f"{page}?into={kept.pk}").content.decode()
    for words in ("Sheetlet", "Appearances that it speaks in: 1", "Two people agree", "The other way round"):
        assert words in told, words
    body = {"into": kept.pk, "note": "One paper.", "shown": shown(one, f"{page}?into={kept.pk}")}
    one.post(page, body)
    gone.refresh_from_db()
    assert gone.stage == Stage.PUBLISHED
    asked = other.get(f"{page}?into={kept.pk}").content.decode()
    assert "Somebody has asked for this: eda" in asked
    assert re.search(r"<textarea[^>]*>\s*One paper\.\s*</textarea>", asked)
    other.post(page, {**body, "note": "A lying paper."})  # is another proposal
    gone.refresh_from_db()
    assert gone.stage == Stage.PUBLISHED
    one.post(page, {**body, "note": "A lying paper."})
    gone.refresh_from_db()
    assert (gone.stage, gone.merged_into) == (Stage.MERGED, kept)
    back = reverse("admin:sources_source_unmerge", args=[gone.pk])
    assert "What will move back" in one.get(back).content.decode()
    for client in (one, other):
        client.post(back, {"note": "Two papers.", "shown": shown(client, back)})
    gone.refresh_from_db()
    assert gone.stage == Stage.PUBLISHED


def test_what_stands_against_it_is_told_and_nothing_can_be_pressed(desk: Client) -> None:
    person, outlet = SourceFactory(kind="person"), SourceFactory()
    page = reverse("admin:sources_source_merge", args=[person.pk])
    told = desk.get(f"{page}?into={outlet.pk}").content.decode()
    assert "One is a person and the other is not" in told
    assert 'type="submit" value="Merge"' not in told


def test_claims_are_merged_from_where_they_are_proposed_and_drafts_too(desk: Client, editor: User) -> None:
    kept, gone = ClaimFactory(), ClaimFactory()
    page = reverse("admin:claims_claim_merge", args=[gone.pk])
    told = desk.get(f"{page}?into={kept.pk}").content.decode()
    assert kept.statement in told
    assert "Readers get nothing of it" in told
    desk.post(page, {"into": kept.pk, "note": "The same.", "shown": shown(desk, f"{page}?into={kept.pk}")})
    gone.refresh_from_db()
    assert gone.stage == Stage.MERGED
    assert (
        reverse("admin:claims_claim_unmerge", args=[gone.pk])
        in desk.get(reverse("admin:claims_claim_change", args=[gone.pk])).content.decode()
    )


def test_a_source_is_split_by_two_on_one_page(sources: tuple[Source, Source]) -> None:
    one, other = signed_in("eda"), signed_in("edgar")
    kept, gone = sources
    claim = Claim.objects.get()
    page = reverse("admin:sources_source_split", args=[gone.pk])
    assert claim.statement in one.get(page).content.decode()
    chosen = one.get(f"{page}?into={kept.pk}&claims={claim.pk}")
    assert "1 claim will name “Gazette” instead of “Sheet”" in chosen.content.decode()
    body = {"into": kept.pk, "claims": [str(claim.pk)], "note": "The Gazette.", "shown": chosen.context["sha256"]}
    Claim.objects.filter(pk=claim.pk).update(context="Half of it.")
    told = one.get(f"{page}?into={kept.pk}&claims={claim.pk}").content.decode()
    assert "what readers do not have yet" in told
    assert 'value="Split"' not in told
    Claim.objects.filter(pk=claim.pk).update(context=claim.context)
    one.post(page, body)
    assert Joining.objects.get().done_at is None
    asked = other.get(page)
    assert "eda" in asked.content.decode()
    assert re.search(r"<textarea[^>]*>\s*The Gazette\.\s*</textarea>", asked.content.decode())
    other.post(page, {**body, "shown": asked.context["sha256"]})
    assert claim.appearances.filter(speaker=kept).exists()


def test_who_only_reads_is_offered_none_of_it(sources: tuple[Source, Source], reporter: User) -> None:
    client = Client()
    client.force_login(reporter)
    for name in ("merge", "split"):
        page = reverse(f"admin:sources_source_{name}", args=[sources[1].pk])
        assert page not in client.get(reverse("admin:sources_source_change", args=[sources[1].pk])).content.decode()
        assert client.get(page).status_code == 403
