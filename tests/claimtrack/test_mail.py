"""What an installation says of itself to strangers who look for somebody to write to."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from claimtrack.mail import contact_addresses


def test_an_address_for_mail_becomes_one_of_the_web_and_others_stay() -> None:
    given = ["security@example.org", "mailto:a@example.org", "https://example.org/report", "tel:+44-20-5550-1234"]
    assert contact_addresses(given) == [f"mailto:{given[0]}", *given[1:]]


@pytest.mark.parametrize("wrong", ["example.org", "http://example.org/", "a@b\nExpires: never", "Us <us@example.org>"])
def test_what_is_no_contact_is_refused_and_says_what_is(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="an address for mail, https://… or tel:…"):
        contact_addresses([wrong])
