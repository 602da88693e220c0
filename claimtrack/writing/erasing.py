"""What a redaction takes of what the desk keeps for itself: its log, kept filters, sessions and jobs with the words."""

from collections.abc import Mapping

from django.contrib.admin.models import LogEntry

from claimtrack.accounts.models import Session
from claimtrack.database.asking import ask
from claimtrack.database.finding import fold, keys_with
from claimtrack.editions.erasing import ERASED, Erasure, eraser
from claimtrack.models import KeptFilter


@eraser
def sweep(erasure: Erasure) -> Mapping[str, int]:
    """Take what repeats the words of the order."""
    words = erasure.words
    logged = keys_with("django_admin_log", ("object_repr", "change_message"), words)
    filters = keys_with("claimtrack_keptfilter", ("name", "query"), words)
    jobs = keys_with("procrastinate_jobs", ("args",), words)
    LogEntry.objects.filter(pk__in=logged).update(object_repr=ERASED, change_message="")
    KeptFilter.objects.filter(pk__in=filters).delete()
    ask("WITH gone AS (DELETE FROM procrastinate_jobs WHERE id = ANY (%s) RETURNING id) SELECT count(*) FROM gone",
        [[int(each) for each in jobs]])  # fmt: skip
    return {
        "django_admin_log": len(logged),
        "claimtrack_keptfilter": len(filters),
        "accounts_session": _end_sessions(words),
        "procrastinate_jobs": len(jobs),
    }


def forget_log(ids: list[str]) -> int:
    """Blank what the admin's own log says of these rows."""
    return LogEntry.objects.filter(object_id__in=ids).update(object_repr=ERASED, change_message="")


def sessions_with(words: tuple[str, ...]) -> list[str]:
    """The keys of browsers' sessions that have one of the words in what they keep."""
    sought = [fold(word) for word in words]
    sessions = Session.objects.all() if sought else Session.objects.none()
    return [
        session.session_key for session in sessions if any(word in fold(str(session.get_decoded())) for word in sought)
    ]


def _end_sessions(words: tuple[str, ...]) -> int:
    ended = sessions_with(words)
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)
