"""Every table is in the audit trail, or stands here with the reason why it is not."""

import pytest
from django.apps import apps
from django.db.models import Model
from pghistory.models import Event

from claimtrack.editions.models import OfTheRecord, WrittenByTheDatabase

#: Tables that nobody's decisions are kept in, by the reason.
NOT_TRACKED = {
    "what editions give, and made anew from them": {
        "claims_claimvectors",
        "claims_facetrow",
        "claims_listing",
        "claims_matchedclaim",
        "claims_pictured",
        "claims_posting",
        "claims_termcounts",
        "editions_entry",
        "editions_head",
        "editions_heldback",
        "sources_naming",
    },
    "what drafts give, and made anew from them": {
        "claims_draftcounts",
        "claims_draftposting",
        "claims_drafttoenter",
        "claims_lookedthrough",
        "claims_matcheddraft",
    },
    "a memory of its own of what was moved, whose rows are tracked themselves": {
        "editions_joining",
        "editions_movedrow",
    },
    "a record of its own, which nobody can change": {
        "editions_appended",
        "editions_approval",
        "editions_approvedtext",
        "editions_authorship",
        "editions_clockdecision",
        "editions_counter",
        "editions_digest",
        "editions_edition",
        "editions_eraser",
        "editions_origin",
        "editions_redaction",
        "editions_redactionorder",
        "editions_redactionreport",
        "editions_seal",
        "editions_sealform",
        "editions_sealmark",
        "editions_secondlook",
        "editions_withheldedition",
        "editions_withholding",
        "pghistory_context",
    },
    "rows that are kept when they have ended, and so are their own history": {
        "editions_alert",
        "editions_guest",
        "editions_guestopening",
        "editions_handover",
        "editions_schedule",
    },
    "what imports keep of their input, which says the same whenever it is read again": {
        "claims_importedreview",
        "claims_importedsource",
        "claims_importrun",
        "claims_refusedrecord",
    },
    "what somebody who is not of the desk wrote, which goes a while after the outcome": {"corrections_requester"},
    "what the web says, until it is a capture": {"sources_fetch"},
    "what a person keeps for the comfort of a page": {"claimtrack_keptfilter"},
    "who is told of what, and how; it follows from what was done": {
        "workplace_delivery",
        "workplace_notice",
        "workplace_preference",
        "workplace_presence",
        "workplace_watch",
    },
    "the admin's own log, of what the trail has in full": {"django_admin_log"},
    "a sign-in in a browser, and one that failed": {
        "accounts_session",
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "axes_accessfailurelog",
        "axes_accesslog",
    },
    "an answer that is given again for a day": {"accounts_keptanswer"},
    "tables of a library that stay empty": {
        "account_emailaddress",
        "account_emailconfirmation",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
    },
    "what somebody looks for is nobody else's business": {
        "claims_savedsearch",
        "claims_searchcursor",
        "claims_searchfiring",
    },
    "how far each webhook has been told, and what it is signed with": {
        "claims_webhookattempt",
        "claims_webhookdelivery",
        "claims_webhookkey",
    },
    "names that the code gives to its models and rights": {"auth_permission", "django_content_type"},
    "background jobs": {
        "procrastinate_events",
        "procrastinate_jobs",
        "procrastinate_periodic_defers",
        "procrastinate_workers",
    },
    "a view over the trail itself": {"pghistory_events"},
}

#: Columns of tracked tables that never come into the trail.
LEFT_OUT = {
    "workplace_comment": {"text"},  # words are taken by a redaction, and kept nowhere else
    "workplace_docket": {"reason", "tags"},
    "corrections_correctionrequest": {"digest", "asker", "reason"},
    "auth_user": {"password", "last_login"},
    "accounts_token": {"digest", "last_used"},
    "editions_byline": {"name"},
    "mfa_authenticator": {"data", "last_used_at"},
    "socialaccount_socialaccount": {"extra_data", "last_login"},
    "sources_capture": {"content", "headers", "text", "original", "alike", "words"},
    "claims_letter": {"content", "text"},
    "claims_proposal": {"payload"},
    # What was typed goes with a redaction; how far it has been told is nobody's decision.
    "claims_webhook": {"name", "url", "filters", "position", "resting_until", "busy_until"},
}


def tables() -> dict[str, type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not (model._meta.proxy or issubclass(model, Event))}


def tracked() -> dict[str, type[Model]]:
    events = (model for model in apps.get_models() if issubclass(model, Event))
    return {event.pgh_tracked_model._meta.db_table: event for event in events if event._meta.managed}  # type: ignore[attr-defined]  # made by pghistory


def test_every_table_is_tracked_or_it_is_written_here_why_not() -> None:
    """A new table: track it (`pghistory.track`), or say here why not."""
    reasons = {table for named in NOT_TRACKED.values() for table in named}
    assert tables().keys() - tracked().keys() == reasons


def test_what_people_decide_is_never_among_what_is_left_out() -> None:
    given = NOT_TRACKED["what editions give, and made anew from them"]
    for table in given - {"editions_heldback", "sources_naming"}:
        assert issubclass(tables()[table], OfTheRecord)
    fixed = {name for name, model in tables().items() if issubclass(model, WrittenByTheDatabase)}
    assert fixed <= NOT_TRACKED["a record of its own, which nobody can change"] | given


@pytest.mark.parametrize("table", sorted(tracked()))
def test_of_a_tracked_table_every_column_is_in_the_trail_but_secrets_and_what_is_kept_elsewhere(table: str) -> None:
    columns = {field.column for field in tables()[table]._meta.concrete_fields}
    kept = {field.column for field in tracked()[table]._meta.concrete_fields}
    assert columns - kept == LEFT_OUT.get(table, set())
