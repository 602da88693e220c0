"""The publishers whose judgements imports publish by themselves: proposed by one editor, approved by another."""

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from claims.imports.deciding import undecided
from claims.imports.models import ListedPublisher
from claims.imports.values.hosts import domains_of
from claimtrack.accounts.rights import demand
from claimtrack.editions.roots import audited
from sources.identity import identity_of, is_shared

NO_HOST: Final = "Name the host at which the publisher is found, such as checks.example.org; an address will do."
OF_MANY: Final = "Many publish there: name the account as well, such as {host}/account."
ITS_OWN_PROPOSAL: Final = "You proposed it: another editor approves it."


def propose(*, host: str, reason: str, by: AbstractBaseUser) -> ListedPublisher:
    """Ask that the judgements of the publisher at this host, or address, be published. Raises ValidationError."""
    with audited(by), transaction.atomic():
        demand(by, "add", [ListedPublisher])
        row = ListedPublisher(host=as_reviews_have_it(host), reason=reason.strip(), proposed_by_id=by.pk)
        row.full_clean(exclude=["proposed_by"])
        row.save()
    return row


def approve(*, publisher: ListedPublisher, by: AbstractBaseUser) -> ListedPublisher:
    """List what somebody else proposed; what waits for it is published by a job. Raises ValidationError."""
    with audited(by), transaction.atomic():
        current = undecided(publisher, "approve", by=by, waits=lambda row: row.is_proposed)
        if current.proposed_by_id == by.pk:
            raise ValidationError(ITS_OWN_PROPOSAL)
        current.approved_by_id, current.approved_at = by.pk, timezone.now()
        current.save(update_fields=["approved_by", "approved_at"])
        app.configure_task("publish_listed").defer(host=current.host)
    return current


def take_off(*, publisher: ListedPublisher, by: AbstractBaseUser) -> ListedPublisher:
    """From now on nothing of this publisher is published by itself; what is public stays. Raises ValidationError."""
    with audited(by), transaction.atomic():
        current = undecided(publisher, "take_off", by=by, waits=lambda row: row.taken_off_at is None)
        current.taken_off_by_id, current.taken_off_at = by.pk, timezone.now()
        current.save(update_fields=["taken_off_by", "taken_off_at"])
    return current


def listed(hosts: Iterable[str]) -> set[str]:
    """Those of these hosts, or accounts, whose publisher is on the list: by themselves, or below a listed domain.

    Whoever shares a host with others is listed by account, and never by the host.
    """
    above = {host: domains_of(host) for host in hosts if host}
    asked = {each for candidates in above.values() for each in candidates}
    rows = ListedPublisher.objects.filter(host__in=asked, approved_at__isnull=False, taken_off_at=None)
    found = set(rows.values_list("host", flat=True)) if asked else set()
    return {host for host, candidates in above.items() if not found.isdisjoint(candidates)}


def as_reviews_have_it(given: str) -> str:
    """The host, or the account, as reviews name it. Raises ValidationError for what is none, or is many publishers'."""
    text = given.strip().removeprefix("https://").removeprefix("http://")
    if "." not in text.partition("/")[0].strip(".") or " " in text:
        raise ValidationError({"host": NO_HOST})
    identity = identity_of(f"https://{text}")
    if is_shared(identity.site) and not identity.account:
        raise ValidationError({"host": OF_MANY.format(host=identity.site)})
    return identity.key
