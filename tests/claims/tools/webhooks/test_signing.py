"""Signatures of webhooks, verified by what receivers verify them with."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from claims.tools.webhooks.signing import Keys, headers

BODY = '{"type":"claim.updated","data":{"id":"“Ω”"}}'.encode()


def verify_v1a(body: bytes, sent: dict[str, str], public: str) -> None:
    """As a receiver does that has the public key alone. Raises InvalidSignature."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    found = [each.removeprefix("v1a,") for each in sent["webhook-signature"].split() if each.startswith("v1a,")]
    for each in found:
        try:
            key.verify(base64.b64decode(each), signed)
        except InvalidSignature:
            continue
        return
    raise InvalidSignature


def test_the_specifications_own_library_verifies_what_we_send() -> None:
    keys = Keys.new()
    sent = headers("msg_1", datetime.now(UTC), BODY, keys=[keys])
    assert Webhook(keys.secret).verify(BODY, sent)["type"] == "claim.updated"
    with pytest.raises(WebhookVerificationError):
        Webhook(keys.secret).verify(BODY + b" ", sent)
    with pytest.raises(WebhookVerificationError):
        Webhook(keys.secret).verify(BODY, sent | {"webhook-id": "msg_2"})
    with pytest.raises(WebhookVerificationError):
        Webhook(Keys.new().secret).verify(BODY, sent)


def test_the_public_half_of_a_key_verifies_what_we_send() -> None:
    keys = Keys.new()
    sent = headers("msg_1", datetime.now(UTC), BODY, keys=[keys])
    verify_v1a(BODY, sent, keys.public)
    for body, public in ((BODY + b" ", keys.public), (BODY, Keys.new().public)):
        with pytest.raises(InvalidSignature):
            verify_v1a(body, sent, public)


def test_with_two_pairs_of_keys_whoever_has_either_verifies() -> None:
    new, old = Keys.new(), Keys.new()
    sent = headers("msg_1", datetime.now(UTC), BODY, keys=[new, old])
    assert [each.partition(",")[0] for each in sent["webhook-signature"].split(" ")] == ["v1", "v1a", "v1", "v1a"]
    for keys in (new, old):
        Webhook(keys.secret).verify(BODY, sent)
        verify_v1a(BODY, sent, keys.public)


def test_the_time_is_the_same_whatever_zone_the_clock_tells_it_in() -> None:
    """The library itself signs the digits of a local time as if they were UTC: so receivers are not signed to by it."""
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    local = at.astimezone(timezone(timedelta(hours=5, minutes=30)))
    keys = Keys.new()
    assert headers("m", at, BODY, keys=[keys]) == headers("m", local, BODY, keys=[keys])
    assert headers("m", at, BODY, keys=[keys])["webhook-timestamp"] == "1796126400"
    signed = Webhook(keys.secret).sign("m", at, BODY.decode())
    assert signed in headers("m", at, BODY, keys=[keys])["webhook-signature"].split(" ")


def test_keys_are_as_the_specification_writes_them() -> None:
    keys, other = Keys.new(), Keys.new()
    for text, prefix in ((keys.secret, "whsec_"), (keys.private, "whsk_"), (keys.public, "whpk_")):
        assert text.startswith(prefix)
        assert len(base64.b64decode(text.removeprefix(prefix), validate=True)) == 32
    assert len({keys.secret, keys.private, keys.public, other.secret, other.private, other.public}) == 6
