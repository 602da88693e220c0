"""Publishers that two editors have put on the list, so that imports publish what they judge."""

from django.contrib.auth.models import User
from django.utils import timezone

from claims.imports.models import ListedPublisher
from claimtrack.ids import uuid7
from tests.databases import FreshDatabase

#: At which those that tests import from publish.
HOSTS = (
    "example.org",
    "example.net",
    "a.example",
    "b.example",
    "checks.example",
    "news.example",
    "paper.example",
    "other.example",
    "politifact.com",
    "euvsdisinfo.eu",
    "fever.ai",
    "en.wikipedia.org",
)

EDITOR = (
    "INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active,"
    " date_joined) VALUES (%(name)s, '', true, '', '', '', true, true, now())"
)
LISTED = (
    "INSERT INTO claims_listedpublisher (id, row_version, host, reason, proposed_by_id, proposed_at, approved_by_id,"
    " approved_at) SELECT %(id)s, 1, 'checks.example.org', 'It checks.', one.id, now(), other.id, now()"
    " FROM auth_user one, auth_user other WHERE one.username = 'one' AND other.username = 'other'"
)


def list_publishers(*hosts: str) -> None:
    """List the publishers at these hosts; their subdomains with them."""
    one, other = (User.objects.get_or_create(username=name)[0] for name in ("proposes", "approves"))
    now = timezone.now()
    ListedPublisher.objects.bulk_create(
        ListedPublisher(host=host, reason="They check.", proposed_by=one, approved_by=other, approved_at=now)
        for host in hosts
    )


def list_in(database: FreshDatabase) -> None:
    """As `list_publishers`, of checks.example.org, in a database of its own."""
    with database.connect() as connection:
        for name in ("one", "other"):
            connection.execute(EDITOR, {"name": name})
        connection.execute(LISTED, {"id": uuid7()})
