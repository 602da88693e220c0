"""What is wrong with a question: every fault at once, as one exception."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Fault(TypedDict):
    """One fault: the `parameter` it belongs to, unless it is of all of them, a code, and a sentence."""

    parameter: NotRequired[str]
    code: str
    message: str


def in_words(fault: Fault) -> str:
    """A fault as a text by itself: with the parameter that it belongs to."""
    return f"{fault['parameter']}: {fault['message']}" if "parameter" in fault else fault["message"]


class InvalidQuery(Exception):
    """The parameters cannot be read, so that nothing was; `faults` are all that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(each["message"] for each in faults))
        self.faults = list(faults)


def fault(parameter: str, code: str, message: str) -> Fault:
    return {"parameter": parameter, "code": code, "message": message}
