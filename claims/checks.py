"""What `manage.py check`, and every command that checks first, says of how claims are set up."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from claims.scales import Measure


@register()
def signing_key_can_be_used(**_: Any) -> list[CheckMessage]:
    """A key that cannot sign is found out when the program starts, not when somebody asks for a dossier."""
    from claims.dossier.sealed import BadSigningKey, signing_key  # noqa: PLC0415 - once apps are loaded

    try:
        signing_key(settings.SIGNING_KEY)
    except BadSigningKey as error:
        hint = "Make one with `openssl genpkey -algorithm ed25519 -out signing.pem`, readable by this user."
        return [Error(str(error), hint=hint, id="claims.E001")]
    return []


@register()
def figures_of_the_queue_are_known(**_: Any) -> list[CheckMessage]:
    """A measure that nobody counts would show nothing, and nobody would see why."""
    unknown = [name for name in settings.QUEUE_FIGURES or () if name not in Measure.values]
    hint = f"Name some of these, with commas between, or leave it out for all: {', '.join(Measure.values)}."
    return [Error(f"QUEUE_FIGURES: there is no “{name}”.", hint=hint, id="claims.E002") for name in unknown]
