"""Claims that exports are tried with are what Google's clients are tried with, too."""

from tests.claims.exports.conftest import hostile_claims, whole_claim  # noqa: F401 - fixtures
