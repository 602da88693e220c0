"""Every store that holds text, and how a redaction reaches it: one table.

A store is a table of the database, or a file or folder of CLAIMTRACK_HOME. `tests/claims/writing/test_stores.py` looks
into both and fails for what is not listed here, column by column: whoever adds a column says here whether it holds
text about people, and what takes it away.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Reach(StrEnum):
    """How a redaction reaches what a store holds of a work, or of the words that the order searches for."""

    GOES = "goes with the work"
    BLANKED = "is blanked with the work, or once the past of the row is cleared; the row keeps its place"
    SWEPT = "goes where it has the words of the order"
    BY_HAND = "is shared: change or delete it at the desk, then clear its past"
    BY_A_WORKER = "is deleted by a worker, once its job has run"
    BY_THE_OWNER = "is deleted by whoever runs the machine"
    OTHERWISE = "is about the people who work here, and leaves with their accounts"
    STAYS = "is kept: it is about the redaction itself, and must not repeat what goes"
    NOTHING = "holds no text about people"


@dataclass(frozen=True, slots=True)
class Store:
    """A table, or a file or folder of CLAIMTRACK_HOME.

    `texts` are its columns that hold text about people, `packed` those that hold it as bytes, `plain` those that hold
    words of ours alone: states, codes, digests. `by` is what takes it away: a function of the database, written with
    brackets, or one of ours; where nothing does, why.
    """

    name: str
    what: str
    reach: Reach
    by: str
    texts: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        return not self.name.startswith("home/")

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.texts, *self.packed, *self.plain)


def _table(name: str, what: str, reach: Reach, by: str, texts: str = "", plain: str = "", *, packed: str = "") -> Store:
    return Store(name, what, reach, by, *(tuple(names.split()) for names in (texts, packed, plain)))


def _with_trail(store: Store, by: str, *, untold: str = "") -> tuple[Store, Store]:
    """A table and its audit trail, which repeats its columns, but for those that it is not told."""
    told = [tuple(name for name in names if name not in untold.split()) for names in (store.texts, store.plain)]
    what = f"Audit trail: {store.what[0].lower()}{store.what[1:]}"
    return store, Store(f"{store.name}event", what, Reach.BLANKED, by, told[0], (), ("pgh_label", *told[1]))


def _trail(name: str, what: str, by: str = "claims_redact()") -> Store:
    return Store(f"{name}event", f"Audit trail: {what}", Reach.BLANKED, by, (), (), ("pgh_label",))


CLAIMS: Final = "claims_redact()"
SOURCES: Final = "sources_redact()"
DESK: Final = "claims.writing.erased.erase_desk"
AGREED: Final = "editions_take_agreements()"
JOINED: Final = "claimtrack.writing.joining.erasing.erase_joinings"
FROZEN: Final = "claims_take_frozen()"
LISTS: Final = "claims.record.listing.unlist"
PICTURED: Final = "claims.record.pictured.replace"
MATCHED: Final = "claims.record.matched.forget"
PAIRS: Final = "claims.writing.duplicates.deciding.erase_pairs"
DRAFTS: Final = "claims.writing.duplicates.entering.erase_drafts"
ENTRIES: Final = "claims.record.listing.write"
IMPORTS: Final = "claims.imports.erasing.erase_imports"
FETCHES: Final = "sources.writing.fetching.forget_fetches"
ANSWERS: Final = "claimtrack.accounts.answers.empty_answers"
SEARCHES: Final = "claims.writing.searches.erasing.erase_searches"
SWEEP: Final = "claimtrack.writing.erasing.sweep"
TIMED: Final = "claimtrack.writing.schedules.erase_schedules"
CLEAR: Final = "editions_clear_past()"

_G, _B, _S, _H, _N, _O = Reach.GOES, Reach.BLANKED, Reach.SWEPT, Reach.BY_HAND, Reach.NOTHING, Reach.OTHERWISE
_QUOTED: Final = "quote prefix suffix"

THE_RECORD: Final = (
    _table("editions_edition", "Editions", _G, "editions_redact()", "note text",
           "subject_type kind changed sha256 previous_sha256 review"),
    _table("editions_withheldedition", "Editions that are withheld", _G, "editions_take_withheld()", "note text"),
    _table("editions_withholding", "Why something was withheld", _G, "editions_take_withheld()", "reason",
           "subject_type outcome"),
    _table("editions_head", "Where works stand", _G, "claims.writing.redact.redact", "slug",
           "subject_type kind sha256"),
    _table("editions_entry", "Rows of lists", _G, ENTRIES, "item_id slug name keys search text", "kind"),
    _table("editions_heldback", "Fragments held back", _G, "claims.writing.redact.redact", "fragment", "path"),
    _table("editions_approvedtext", "Texts as they were approved", _G, AGREED, "text", "sha256"),
    _table("editions_secondlook", "Why something was published alone", _G, AGREED, "reason", "subject_type sha256"),
    _table("editions_joining", "Mergers and splits, and why", _G, JOINED, "note",
           "kind subject_type sha256 role chosen"),
    _table("editions_movedrow", "What mergers moved", _G, JOINED, "before after", "table row"),
    _table("editions_schedule", "When what is published", _G, TIMED, "note why", "subject_type sha256 shown outcome"),
    _table("editions_alert", "What the desk is to look at", _G, TIMED, "reason", "subject_type"),
    _table("editions_handover", "Who was given dossiers", _S, "claimtrack.writing.handovers.erase_handovers", "to",
           "subject_type sha256"),
    _table("editions_guest", "Guests", _S, "claimtrack.writing.guests.erase_guests", "name", "digest"),
    _table("editions_guestopening", "What guests opened", _N, "A form of a dossier.", "", "what"),
    _table("editions_approval", "Who agreed to which number", _N, "A number and a role.", "", "sha256 role"),
    _table("editions_authorship", "Who wrote which number", _N, "A number and a role.", "", "sha256 role"),
    _table("claims_listing", "Cards of claims", _G, LISTS, "search card"),
    _table("claims_facetrow", "What claims are filtered by", _G, LISTS, "value", "kind"),
    _table("claims_matchedclaim", "Texts of claims that are matched", _G, MATCHED, "names texts", "language"),
    _table("claims_posting", "In which claims a term stands", _G, MATCHED, "term", "claims weights"),
    _table("claims_claimvectors", "What texts of claims mean, as numbers", _G, MATCHED, "",
           "model digest whole texts"),
    _table("claims_pictured", "Images that claims appear in, by their hashes", _G, PICTURED, "", "alike addresses"),
    _table("claims_termcounts", "In how many claims terms stand", _N, "Numbers, by hashes of terms.", "",
           "languages terms grams"),
    _table("editions_redactionorder", "Orders to redact", Reach.STAYS, "editions_end_order()",
           "legal_basis public_reason words", "sort"),
    _table("editions_redaction", "What was redacted, by whom and why", Reach.STAYS,
           "Kept for good; an order is refused whose words stand in it.", "legal_basis public_reason", "rows"),
    _table("editions_redactionreport", "Reports of redactions", Reach.STAYS, "Numbers of rows, by store.", "",
           "cleared found"),
    _table("editions_seal", "Seals of the audit trail", _N, "A row's number, a random salt and digests.", "",
           "row salt digest previous hash"),
    _table("editions_sealform", "What seals cover", _N, "Names of tables and columns.", "", "trail columns"),
    _table("editions_sealmark", "Where sealing stands", _N, "Numbers and a digest.", "", "hash reach sealed"),
    _table("editions_digest", "Digests of days", _N, "A digest.", "", "sha256"),
    _table("editions_appended", "Who appended", _N, "A role of the database.", "", "role"),
    _table("editions_eraser", "Functions that erase", _N, "Names of functions.", "", "name"),
    _table("editions_clockdecision", "Decisions about clocks", _N, "About a machine's clock; kept as editions are.",
           "", "reason"),
    _table("editions_origin", "Where the record came from", _N, "About another record; kept as editions are.", "",
           "what role record sha256 decided_by reason"),
)  # fmt: skip

THE_DESK: Final = (
    *_with_trail(_table("claims_claim", "Claims", _G, DESK, "slug statement context aspects made about_time",
                        "stage language kind not_checkable_reason countries"), CLAIMS),
    *_with_trail(_table("claims_appearance", "Appearances", _G, DESK,
                        f"{_QUOTED} hedge audience made description transcript", "role media_category"), CLAIMS),
    *_with_trail(_table("claims_rebuttal", "Rebuttals", _G, DESK,
                        f"{_QUOTED} verb statement audience made asked_of asked_at asked_deadline", "kind standing"),
                 CLAIMS),
    *_with_trail(_table("claims_answer", "What rebuttals answer", _G, DESK, "", "scope"), CLAIMS),
    *_with_trail(_table("claims_relation", "Relations of claims", _G, DESK, "note", "kind by_role"), CLAIMS),
    *_with_trail(_table("claims_evidence", "Evidence", _G, DESK, f"{_QUOTED} note", "bearing weight"), CLAIMS),
    *_with_trail(_table("claims_assessment", "Assessments", _G, FROZEN,
                        "label scale rationale as_of assessed_at",
                        "status not_checkable_reason verdict likelihood confidence change_reason analyst_role"
                        " approver_role"), CLAIMS),
    *_with_trail(_table("claims_inquiry", "Whom we asked", _G, DESK,
                        "asked answer answered contact wording deadline_zone", "outcome means"), CLAIMS),
    *_with_trail(_table("claims_letter", "Letters that were sent or came back", _G, DESK, "text",
                        "way media_type sha256 kept_in_role", packed="content"), CLAIMS, untold="text"),
    *_with_trail(_table("claims_observation", "How far it spread", _G, DESK, "place observed note reason",
                        "precision counts"), CLAIMS),
    _table("claims_lettertemplate", "Templates of letters", _N, "Words of ours, of nobody.", "", "name language text"),
    _table("claims_lettertemplateevent", "Audit trail: templates of letters", _N, "Words of ours, of nobody.", "",
           "pgh_label name language text"),
    *_with_trail(_table("claims_narrative", "Narratives", _G, DESK, "slug name description period",
                         "stage techniques"), CLAIMS),
    *_with_trail(_table("claims_subject", "Subjects", _H, CLEAR, "slug name aliases description same_as", "kind"),
                 CLAIMS),
    *_with_trail(_table("claims_topic", "Topics", _H, CLEAR, "slug name"), CLAIMS),
    _trail("claims_attribution", "who an appearance is attributed to"),
    _trail("claims_claimabout", "what claims are about"),
    _trail("claims_claimtopic", "topics of claims"),
    _trail("claims_claimnarrative", "narratives of claims"),
    _trail("claims_rebuttalmakes", "claims that rebuttals make"),
    _trail("claims_assessmentrestson", "what assessments rest on"),
    *_with_trail(_table("claims_claimpair", "Claims that may be the same", _G, PAIRS, "", "answer"), CLAIMS),
    _table("claims_matcheddraft", "Texts of drafts that are matched", _G, DRAFTS, "names texts", "language"),
    _table("claims_draftposting", "In which drafts a term stands", _G, DRAFTS, "term", "claims weights"),
    _table("claims_draftcounts", "In how many drafts terms stand", _N, "Numbers, by hashes of terms.", "",
           "languages terms grams"),
    *_with_trail(_table("sources_source", "Sources", _G, DESK, "slug name aliases description website same_as",
                        "stage kind country"), SOURCES),
    *_with_trail(_table("sources_office", "Offices", _G, DESK, "title start end"), SOURCES),
    *_with_trail(_table("sources_reliabilitygrade", "Grades of sources", _G, DESK, "reasons", "grade"), SOURCES),
    _trail("sources_graderestson", "what grades rest on", SOURCES),
    *_with_trail(_table("sources_document", "Documents", _H, CLEAR,
                        "title url authors published summary archived_url",
                        "medium language address_key"), SOURCES),
    *_with_trail(_table("sources_embargo", "Embargoes", _S, "sources.writing.embargoes.erase_embargoes", "reason"),
                 CLEAR),
    *_with_trail(_table("sources_capture", "Captures", _G, "sources_take_captures()",
                        "taken_by tool text headers archived_url words",
                        "media_type sha256 level taken_in_role alike came_as particulars reading read_with",
                        packed="content original"), "sources_take_captures()", untold="text headers words alike"),
)  # fmt: skip

TALK: Final = "claimtrack.workplace.erasing.erase_talk"
THE_WORKPLACE: Final = (
    _table("workplace_comment", "What the desk says of works", _G, TALK, "text", "kind by_role occasion"),
    _table("workplace_commentevent", "Audit trail: what the desk says of works", _N, "Without the words.", "",
           "pgh_label kind by_role occasion"),
    _table("workplace_docket", "Whose works are, and how urgent", _G, TALK, "reason tags", "kind"),
    _table("workplace_docketevent", "Audit trail: whose works are, and how urgent", _N, "Without the words.", "",
           "pgh_label kind"),
    _table("workplace_notice", "Bells", _N, "That something happened, without words; it goes with the work.", "",
           "kind happening"),
    _table("workplace_delivery", "Notices on their way", _N, "Times.", "", "way"),
    _table("workplace_presence", "Who has what open", _N, "Times; gone after a while.", "", "kind"),
    _table("workplace_watch", "Who watches what", _N, "Numbers.", "", "kind"),
    _table("workplace_preference", "How people are told", _O, "Changed by their person.", "chat_url", "mail chat"),
)  # fmt: skip

HOOKED: Final = "claims.writing.webhooks.erasing.erase_webhooks"
HOOKS: Final = (
    _table("claims_webhook", "Webhooks", _S, HOOKED, "name url filters", "state why"),
    _table("claims_webhookevent", "Audit trail: webhooks", _N, "Without the words.", "", "pgh_label state why"),
    _table("claims_webhookkey", "Keys of webhooks", _N, "Made at random.", "", "secret private"),
    _table("claims_webhookdelivery", "What is sent to webhooks", _N, "Positions and times: no body.", "", "stand"),
    _table("claims_webhookattempt", "The log of what was sent to webhooks", _N, "Times, and what came of it in a word.",
           "", "outcome"),
)  # fmt: skip

ASKED: Final = "claimtrack.corrections.erasing.erase_requests"
REQUESTS: Final = (
    _table("corrections_correctionrequest", "Requests for corrections", _B, ASKED, "reason", "digest kind state"),
    _table("corrections_correctionrequestevent", "Audit trail: requests for corrections", _N,
           "What editors decided, without the words.", "", "pgh_label kind state"),
    _table("corrections_requester", "Who asked for corrections, and what they wrote", _G, ASKED,
           "wrong right evidence name email"),
)  # fmt: skip

IMPORTED: Final = (
    _table("sources_fetch", "Pages that were fetched", _G, FETCHES, "url final_url fault headers text proposed",
           "state tool media_type", packed="content"),
    _table("claims_importrun", "Imports and their reports", _S, IMPORTS, "origin base_url notes fault",
           "kind mapping state", packed="upload"),
    _table("claims_refusedrecord", "Refused records", _S, IMPORTS, "reason base page",
           "place mapping digest key", packed="raw"),
    _table("claims_importedreview", "Reviews that were taken in", _G, IMPORTS,
           "host label label_key number reasons assessed_at",
           "key page_key statement_key group_key fingerprints language"),
    _table("claims_importedsource", "How imports name sources", _G, IMPORTS, "key"),
    *_with_trail(_table("claims_proposal", "Proposed changes", _G, IMPORTS, "changes payload", "key state"), CLAIMS,
                 untold="payload"),
    *_with_trail(_table("claims_double", "Possible doubles", _G, IMPORTS, "reason", "state"), CLAIMS),
    _table("claims_listedpublisher", "Publishers whose judgements imports publish", _N,
           "About publishers, and why their judgements may go out.", "", "host reason"),
    _table("claims_listedpublisherevent", "Audit trail: publishers whose judgements imports publish", _N,
           "About publishers.", "", "pgh_label host reason"),
    *_with_trail(_table("claims_ratinglabel", "Labels of publishers", _H, CLEAR,
                        "host label key scale explained_at note",
                        "language verdict not_checkable_reason media_category"), CLAIMS),
)  # fmt: skip

THE_WORKSHOP: Final = (
    _table("django_admin_log", "The desk's log", _S, SWEEP, "object_repr change_message", "object_id"),
    _table("claimtrack_keptfilter", "Kept filters", _S, SWEEP, "name query", "page"),
    _table("claims_savedsearch", "Saved searches", _S, SEARCHES, "name query", "mail"),
    _table("claims_searchfiring", "What saved searches told", _N,
           "Numbers, without words; it goes with its notice, and that with the work.", "", "what"),
    _table("accounts_keptanswer", "Answers kept for requests that come again", _G, ANSWERS, "headers body",
           "key request"),
    _table("accounts_session", "Sessions", _S, SWEEP, "session_data", "session_key"),
    _table("accounts_cache", "Counters that all processes share", _N, "Counters, and codes that were used.", "",
           "cache_key value"),
    _table("procrastinate_jobs", "Jobs", _S, SWEEP, "args", "queue_name task_name lock queueing_lock"),
    _table("pghistory_context", "Who wrote", _O, "A person's number, a role, or a program in words.", "metadata"),
    _table("procrastinate_events", "What jobs came to", _N, "States."),
    _table("procrastinate_workers", "Workers", _N, "Times."),
    _table("procrastinate_periodic_defers", "Jobs of the clock", _N, "Names of tasks.", "", "task_name periodic_id"),
)  # fmt: skip

PEOPLE: Final = (
    _table("auth_user", "Accounts", _O, "Changed on the page of the account.", "username first_name last_name email",
           "password"),
    _table("accounts_personevent", "Audit trail: accounts", _O, "Who had which rights is kept.",
           "username first_name last_name email", "pgh_label"),
    _table("accounts_token", "Tokens", _O, "Revoked by their owner.", "name", "digest token_key scopes"),
    _table("accounts_issuedtokenevent", "Audit trail: tokens", _O, "Who had which rights is kept.", "name",
           "pgh_label token_key scopes"),
    *(_table(f"axes_{name}", what, _O, "Of who could not sign in; deleted after a while, or by `axes_reset`.",
             f"username ip_address user_agent path_info http_accept {more}")
      for name, what, more in (("accessattempt", "Wrong passwords", "get_data post_data"),
                               ("accessfailurelog", "Log of wrong passwords", ""),
                               ("accesslog", "Log of sign-ins", "session_hash"))),
    _table("mfa_authenticator", "Second factors", _O, "Encrypted; removed by their person.", "data", "type"),
    _table("accounts_factorevent", "Audit trail: second factors", _N, "Which sort.", "", "pgh_label type"),
    _table("accounts_factorreset", "Lost factors", _O, "Gone once it is decided.", "reason"),
    _table("accounts_factorresetevent", "Audit trail: lost factors", _O, "Why somebody was let in anew is kept.",
           "reason", "pgh_label"),
    _table("socialaccount_socialaccount", "Accounts at a provider", _O, "Removed with the account.",
           "uid extra_data", "provider"),
    _table("accounts_signonevent", "Audit trail: accounts at a provider", _O, "Who could sign in as whom is kept.",
           "uid", "pgh_label provider"),
    _table("socialaccount_socialapp", "Providers", _N, "Empty: providers stand in the settings.", "",
           "provider provider_id name client_id secret key settings"),
    _table("socialaccount_socialtoken", "Tokens of providers", _N, "Empty: none is kept.", "", "token token_secret"),
    _table("account_emailaddress", "Addresses of accounts", _N, "Empty: addresses stand in the accounts.", "",
           "email"),
    _table("account_emailconfirmation", "Confirmations of addresses", _N, "Empty: nobody confirms.", "", "key"),
    _table("editions_byline", "Bylines", _O, "Withdrawn by their person.", "name"),
    _table("editions_bylineevent", "Audit trail: bylines", _N, "Without the name.", "", "pgh_label"),
    _table("editions_withheldbefore", "Words before corrections", _N, "A number and one of three words.", "", "ground"),
    _table("editions_withheldbeforeevent", "Audit trail: words before corrections", _N, "The same.", "",
           "pgh_label ground"),
    _table("accounts_restrictionevent", "Audit trail: restrictions", _N, "Numbers.", "", "pgh_label"),
    _table("accounts_namedevent", "Audit trail: who is named", _N, "Numbers.", "", "pgh_label"),
    _table("accounts_profile", "Profiles", _N, "A pseudonym."),
    _table("accounts_profileevent", "Audit trail: profiles", _N, "A pseudonym.", "", "pgh_label"),
    _table("accounts_membershipevent", "Audit trail: roles", _N, "Numbers.", "", "pgh_label"),
    _table("accounts_personrightevent", "Audit trail: rights", _N, "Numbers.", "", "pgh_label"),
    _table("accounts_grouprightevent", "Audit trail: rights of groups", _N, "Numbers.", "", "pgh_label"),
    _table("accounts_rightsgroupevent", "Audit trail: groups", _N, "Names of roles.", "", "pgh_label name"),
    _table("auth_group", "Groups", _N, "Names of roles.", "", "name"),
    _table("auth_permission", "Permissions", _N, "Words of ours.", "", "name codename"),
    _table("django_content_type", "Sorts of rows", _N, "Names of tables.", "", "app_label model"),
    _table("django_migrations", "Migrations", _N, "Names of migrations.", "", "app name"),
)  # fmt: skip

#: Tables that hold numbers, times and states alone.
BARE: Final = tuple(
    Store(name, name, Reach.NOTHING, "Numbers alone.")
    for name in (
        "auth_group_permissions", "auth_user_groups", "auth_user_user_permissions", "claims_assessment_evidence",
        "claims_attribution", "claims_claim_about", "claims_claim_narratives", "claims_claim_topics",
        "claims_rebuttal_makes", "claims_drafttoenter", "claims_lookedthrough", "claims_searchcursor",
        "editions_counter", "sources_naming", "sources_reliabilitygrade_evidence",
        "accounts_named", "accounts_restriction", "axes_accessattemptexpiration",
    )
)  # fmt: skip

HOME: Final = (
    Store("home/renditions", "Kept dossiers", Reach.BY_A_WORKER, "claims.dossier.erasing.forget_renditions"),
    Store("home/dumps", "Dumps of the record", Reach.BY_A_WORKER, "claims.exports.erasing.forget_dumps"),
    Store("home/postgresql", "The embedded database's own files", Reach.BY_THE_OWNER,
          "Old versions of rows lie in them until VACUUM (FULL) has run."),
    Store("home/postgres.log", "The embedded database's log", Reach.BY_THE_OWNER,
          "A statement that failed, or was slow, may stand in it."),
    Store("home/postgres.log.1", "The embedded database's log before", Reach.BY_THE_OWNER, "As postgres.log."),
    Store("home/matching", "Weights of matching that were fitted here", Reach.NOTHING, "Numbers, and how many pairs."),
    Store("home/static", "Style sheets and scripts", Reach.NOTHING, "Files of ours."),
    Store("home/models", "Models of language", Reach.NOTHING, "Made of packages, of nothing that is here."),
    Store("home/secret_key", "The key that signs sessions", Reach.NOTHING, "Random."),
    Store("home/admin_password", "The first password", Reach.NOTHING, "Random."),
    Store("home/run.lock", "A lock", Reach.NOTHING, "Empty."),
)  # fmt: skip

STORES: Final = {
    store.name: store
    for store in (*THE_RECORD, *THE_DESK, *THE_WORKPLACE, *HOOKS, *REQUESTS, *IMPORTED, *THE_WORKSHOP, *PEOPLE, *BARE,
                  *HOME)
}  # fmt: skip
