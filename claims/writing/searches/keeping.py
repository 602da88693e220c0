"""Making, changing and deleting one's own saved searches."""

from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from claims.tools.searches.asking import to_keep
from claims.writing.searches.models import SavedSearch, SearchFiring
from claimtrack.accounts.models import is_program
from claimtrack.accounts.rights import NotAllowed, demand
from claimtrack.accounts.visible import visible
from claimtrack.database.waiting import locked
from claimtrack.editions.state import record_state
from claimtrack.query.faults import InvalidQuery, in_words
from claimtrack.workplace.models import Happening, Mail, Notice

#: So many searches one person has.
MOST: Final = 100
LONGEST: Final = 2_000
PROGRAM: Final = "A program has no saved searches: it follows /changes/ with the same filters."


def searches_of(person: User) -> "QuerySet[SavedSearch]":
    """One's own."""
    return visible(SavedSearch.objects.filter(person=person), by=person)


def save_search(*, name: str, query: str, mail: Mail | None, by: User) -> SavedSearch:
    """Keep a search that tells of what is published from now on.

    `mail` is when e-mail comes of it; None: as of any notice. Raises NotAllowed, and ValidationError with every fault.
    """
    with transaction.atomic():
        demand(by, "add", [SavedSearch])
        if is_program(by):
            raise NotAllowed(PROGRAM)
        locked(User.objects.filter(pk=by.pk))  # two at once find each other's name, and its number
        if searches_of(by).count() >= MOST:
            raise ValidationError(f"You have {MOST} saved searches, and nobody has more: delete one first.")
        search = SavedSearch(person=by, name=name.strip(), query=query, mail=mail or "")
        _check(search)
        search.since = record_state("default").position
        search.save(force_insert=True)
    return search


def change_search(*, search: SavedSearch, name: str, query: str, mail: Mail | None, by: User) -> SavedSearch:
    """Change one's own. With another query it begins anew: it tells of what is published from now on.

    Raises NotAllowed, SavedSearch.DoesNotExist, and ValidationError with all faults.
    """
    with transaction.atomic():
        demand(by, "change", [search])
        locked(User.objects.filter(pk=by.pk))
        stored = SavedSearch.objects.select_for_update(of=("self",)).get(pk=search.pk)
        before = stored.query
        stored.name, stored.query, stored.mail = name.strip(), query, mail or ""
        _check(stored)
        if stored.query != before or stored.lapsed_at:
            stored.since, stored.lapsed_at = record_state("default").position, None
            _take_back(stored.pk)
        stored.save(update_fields=["name", "query", "mail", "since", "lapsed_at", "updated_at"])
    return stored


def delete_search(*, search: SavedSearch, by: User) -> None:
    """Delete one's own, and what it told. Raises NotAllowed."""
    with transaction.atomic():
        demand(by, "delete", [search])
        _take_back(search.pk)
        Notice.objects.filter(pk__in=SearchFiring.objects.filter(search=search).values("notice")).delete()
        SavedSearch.objects.filter(pk=search.pk).delete()


def checked_query(text: str) -> str:
    """The query as it is kept. Raises ValidationError with every fault that the public list would answer."""
    try:
        query = to_keep(text, using="default")
    except InvalidQuery as error:
        raise ValidationError([ValidationError(in_words(each), code=each["code"]) for each in error.faults]) from error
    if len(query) > LONGEST:
        raise ValidationError(f"The query has {len(query)} characters; at most {LONGEST} are kept.", code="too_long")
    return query


def _check(search: SavedSearch) -> None:
    """Put the query into its one spelling; every fault at once, beside its field."""
    faults: dict[str, list[ValidationError]] = {}
    try:
        search.query = checked_query(search.query)
    except ValidationError as error:
        faults["query"] = error.error_list
    try:
        search.full_clean(exclude={"query", "person"}, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        faults |= error.error_dict
    if not search.name.isprintable():
        faults["name"] = [ValidationError("A name is one line of letters.", code="invalid")]
    others = SavedSearch.objects.filter(person=search.person_id, name=search.name).exclude(pk=search.pk)
    if "name" not in faults and others.exists():
        faults["name"] = [ValidationError("You have a saved search of this name already.", code="unique")]
    if faults:
        raise ValidationError(faults)


def _take_back(search_id: UUID) -> None:
    """What was told of it as a whole is over."""
    Notice.objects.filter(root_id=search_id, happening=Happening.LAPSED).delete()
