"""What the service says of itself, in either version."""

from typing import Any, Final

from django.conf import settings

from claims.tools.reconciliation.asking import BATCH
from claims.tools.reconciliation.entities import TYPES
from claims.tools.reconciliation.suggesting import type_described
from claimtrack import addresses

#: Addresses below `/api/v1/`.
SERVICE: Final = f"{addresses.API}reconcile/"
DRAFT: Final = f"{SERVICE}1.0/"
#: Where a person finds what has an id: with it, the whole is the entity's URI.
ENTITIES: Final = f"{SERVICE}entity/"
#: Pixels.
WIDTH, HEIGHT = 430, 220


def manifest_0_2() -> dict[str, Any]:
    """Section “Service Manifest” of 0.2."""
    service = settings.PUBLIC_URL + SERVICE.rstrip("/")
    return {
        "versions": ["0.2"],
        "name": f"{settings.CREDIT}: sources, subjects and claims",
        "identifierSpace": settings.PUBLIC_URL + ENTITIES,
        "schemaSpace": f"{settings.PUBLIC_URL}{addresses.DOCS}",
        "documentation": f"{settings.PUBLIC_URL}{addresses.DOCS}",
        "serviceVersion": settings.VERSION,
        "defaultTypes": [type_described(each) for each in TYPES],
        "view": {"url": f"{settings.PUBLIC_URL}{ENTITIES}{{{{id}}}}/"},
        "preview": {"url": f"{settings.PUBLIC_URL}{ENTITIES}{{{{id}}}}/", "width": WIDTH, "height": HEIGHT},
        "suggest": {each: _suggesting(service, each) for each in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/extend/propose/"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


def _suggesting(service: str, what: str) -> dict[str, str]:
    return {
        "service_url": service,
        "service_path": f"/suggest/{what}/",
        "flyout_service_url": service,
        "flyout_service_path": "/flyout/${id}/",
    }


def manifest_1_0() -> dict[str, Any]:
    """Section “Service Manifest” of the draft of 1.0."""
    return {
        "versions": ["1.0-draft"],
        "name": f"{settings.CREDIT}: sources, subjects and claims",
        "documentation": f"{settings.PUBLIC_URL}{addresses.DOCS}",
        "serviceVersion": settings.VERSION,
        "defaultTypes": [type_described(each) for each in TYPES],
        "view": {"url": f"{settings.PUBLIC_URL}{ENTITIES}{{id}}/"},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": []},
        "batchSize": BATCH,
        "lang": "en",
        "dir": "ltr",
        "standardizedScore": True,
    }
