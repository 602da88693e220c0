"""Answers through the report that made a claim first: they do not name the claim."""

from claims.record.documents import RebuttalDocument
from claims.scales import RebuttalKind


def through_of(item: RebuttalDocument) -> str | None:
    """The id of the report through which an answer is one to this claim, which it does not name."""
    return next((answer["through"] for answer in item["answers"] if "through" in answer), None)


def whole_report(item: RebuttalDocument) -> str:
    """What an answer through a report did."""
    did = "denied" if item["kind"] in {RebuttalKind.DENIAL, RebuttalKind.REFUTATION} else "answered"
    return f"{did} the report as a whole, not this claim by name"
