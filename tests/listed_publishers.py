"""Publishers that two editors have put on the list, so that imports publish what they judge."""

from django.contrib.auth.models import User
from django.utils import timezone

from claims.imports.models import ListedPublisher

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


def list_publishers(*hosts: str) -> None:
    """List the publishers at these hosts; their subdomains with them."""
    one, other = (User.objects.get_or_create(username=name)[0] for name in ("proposes", "approves"))
    now = timezone.now()
    ListedPublisher.objects.bulk_create(
        ListedPublisher(host=host, reason="They check.", proposed_by=one, approved_by=other, approved_at=now)
        for host in hosts
    )
