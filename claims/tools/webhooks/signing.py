"""Keys of a webhook, and the signatures made with them (Standard Webhooks, “Verifying webhook authenticity”)."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SECRET, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
#: Bytes of a secret; the specification has 24 to 64.
LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """The secret that both sides share, and the key of which receivers have the public half alone; both as text."""

    secret: str
    private: str

    @classmethod
    def new(cls) -> Self:
        return cls(
            SECRET + _text(secrets.token_bytes(LENGTH)),
            PRIVATE + _text(Ed25519PrivateKey.generate().private_bytes_raw()),
        )

    @property
    def public(self) -> str:
        return PUBLIC + _text(self._signer.public_key().public_bytes_raw())

    def signatures(self, signed: bytes) -> Iterator[str]:
        """`v1` and `v1a` over the same bytes."""
        digest = hmac.new(base64.b64decode(self.secret.removeprefix(SECRET)), signed, hashlib.sha256).digest()
        yield f"v1,{_text(digest)}"
        yield f"v1a,{_text(self._signer.sign(signed))}"

    @property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.private.removeprefix(PRIVATE)))


def headers(message_id: str, at: datetime, body: bytes, *, keys: Iterable[Keys]) -> dict[str, str]:
    """What goes with a body that is sent at this time, signed with each of these keys (“Webhook headers”)."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signature for each in keys for signature in each.signatures(signed)),
    }


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
