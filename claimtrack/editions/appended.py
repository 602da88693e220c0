"""Who appended what, as the database noted it: every position once, by a role that is known, and with its note."""

from collections.abc import Collection, Iterator

from django.db import connection, connections
from django.db.models import Max

from claimtrack.editions.models import Edition
from claimtrack.editions.walks import BATCH, Walk, found_by


def known_roles() -> set[str]:
    """The roles that this installation appends as."""
    return {str(connections[alias].settings_dict["USER"]) for alias in ("default", "owner")}


def appended(walk: Walk) -> Iterator[str]:
    """Of each position, who appended it: this role, and under which note of who wrote."""
    position = walk.after
    for first, last, role, context in _noted(walk):
        if first > position + 1:
            yield f"positions {position + 1} to {first - 1}: nobody noted who appended them"
        elif first <= position:
            yield f"positions {first} to {last}: they are noted twice"
        yield from (f"positions {first} to {last}: {fault}" for fault in _of_note(role, context, walk.roles))
        position = last
        walk.counted["appends"] += 1
        walk.done(position)
    newest = Edition.objects.filter(position__lte=walk.until).aggregate(newest=Max("position"))["newest"] or 0
    if newest > position:
        yield f"positions {position + 1} to {newest}: nobody noted who appended them"
    elif newest < position and walk.to_the_end:
        yield f"positions {newest + 1} to {position}: it is noted who appended them, and there are no editions"
    yield from found_by(OTHER_PERSON, "position {}: it names {} as whoever published it, the audit trail {}", walk)


def _noted(walk: Walk) -> Iterator[tuple[int, int, str, object]]:
    """What was noted, with the audit trail's note: its `session_user`, empty where it is missing."""
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [walk.after, walk.until])
        while rows := cursor.fetchmany(BATCH):
            yield from rows


NOTED = """
SELECT first_position, last_position, role,
       CASE WHEN role = '' OR last_position <= coalesce((SELECT max(position) FROM editions_origin), 0) THEN role
            ELSE metadata ->> 'session_user' END
  FROM editions_appended LEFT JOIN pghistory_context ON pghistory_context.id = context_id
 WHERE last_position > %s AND first_position <= %s ORDER BY first_position
"""


def _of_note(role: str, noted: object, roles: Collection[str]) -> Iterator[str]:
    if role and role not in roles:
        yield f"they were appended as {role}, which is not a role of this installation"
    if noted is None:
        yield "the audit trail does not say who appended them"
    elif noted != role:
        yield f"they were appended as {role}, and the audit trail says {noted}"


# Automatic editions name nobody.
OTHER_PERSON = """
SELECT edition.position, by_id, coalesce(metadata ->> 'user', 'nobody')
  FROM editions_edition AS edition
  JOIN editions_appended AS noted ON position BETWEEN first_position AND last_position
  JOIN pghistory_context ON pghistory_context.id = context_id
 WHERE position > %(after)s AND position <= %(until)s AND by_id::text IS DISTINCT FROM metadata ->> 'user'
   AND by_id IS NOT NULL
 ORDER BY position
"""
