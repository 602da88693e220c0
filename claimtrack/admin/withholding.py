"""Steps that keep a work from readers while it is examined, and end that: one person begins, a second one decides."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claimtrack.admin.due import until
from claimtrack.admin.roots import at
from claimtrack.admin.steps import Given, Step
from claimtrack.editions.models import HOURS_TO_ANSWER, Ground, Withholding
from claimtrack.editions.roots import Stage
from claimtrack.query.texts import number
from claimtrack.writing import befores, withholding

GROUNDS: Final = ", ".join(Ground.values)
LOOKED_AT: Final = f"a second person looks at it within {HOURS_TO_ANSWER} hours"
#: The editions, and why: “2: it names the wrong person”.
_NUMBERED: Final = re.compile(r"\s*(?P<numbers>\d{1,9}(?:\s*,\s*\d{1,9})*)\s*:\s*(?P<reason>.+)", re.DOTALL)


def _held(row: Any) -> Withholding | None:
    """Asked once a page, of what was public once."""
    if row.stage in {Stage.DRAFT, Stage.IN_REVIEW, Stage.REDACTED}:
        return None
    kept: dict[str, Withholding | None] = row.__dict__.setdefault("_withheld", {})
    if "now" not in kept:
        kept["now"] = withholding.withholding_of(row)
    return kept["now"]


def _whole(row: Any) -> bool:
    held = _held(row)
    return held is not None and held.whole


def _awaits(row: Any) -> bool:
    held = _held(row)
    return held is not None and held.confirmed_at is None


def about(row: Any) -> Iterator[str]:
    """What whoever decides has to know."""
    held = _held(row)
    if held is None:
        return
    people = dict(User.objects.filter(pk__in=[held.by_id, held.confirmed_by_id]).values_list("pk", "username"))
    what = "The whole" if held.whole else f"Edition {', '.join(map(str, held.numbers))}"
    yield f"{what} is withheld since {held.at:%Y-%m-%d %H:%M} UTC by {people.get(held.by_id, '?')}: {held.reason}"
    if held.confirmed_by_id:
        yield f"{people.get(held.confirmed_by_id, '?')} confirmed it on {held.confirmed_at:%Y-%m-%d %H:%M} UTC."
    else:
        yield f"A second person, not who withheld it, looks at it {until(held.answered_by)}."


def _whole_now(row: Any, by: User, given: Given) -> str:
    withholding.withhold(root=row, reason=given.words, by=by)
    return f"Withheld. No reader gets it from now on; {LOOKED_AT}."


def _some_now(row: Any, by: User, given: Given) -> str:
    asked = _NUMBERED.fullmatch(given.words)
    if asked is None:
        raise ValidationError("Write the number of the edition, a colon, and why: “2: it names the wrong person”.")
    numbers = [int(each) for each in asked["numbers"].split(",")]
    withholding.withhold(root=row, reason=asked["reason"], by=by, numbers=numbers)
    return f"Edition {', '.join(map(str, numbers))} is withheld; {LOOKED_AT}."


def _confirmed(row: Any, by: User, given: Given) -> str:
    withholding.confirm(root=row, by=by)
    return "Confirmed: it stays withheld until somebody lifts, retracts or redacts it."


def _lifted(row: Any, by: User, given: Given) -> str:
    published = withholding.lift(root=row, by=by)
    return f"Lifted: readers have it again, as it was, with edition {published.edition.number}."


def _retracted(row: Any, by: User, given: Given) -> str:
    published = withholding.retract_withheld(root=row, by=by, reason=given.words)
    return f"Retracted, by edition {published.edition.number}. Its history is readable again."


#: The edition that corrected, and why: “3: privacy”.
_GROUNDED: Final = re.compile(r"\s*(?P<number>\d{1,9})\s*:\s*(?P<ground>\w+)\s*")


def _before_now(row: Any, by: User, given: Given) -> str:
    asked = _GROUNDED.fullmatch(given.words)
    if asked is None:
        raise ValidationError(f"Write the number of the correction, a colon, and why: “3: privacy” ({GROUNDS}).")
    befores.withhold_before(root=row, number=int(asked["number"]), ground=asked["ground"].lower(), by=by)
    return (
        f"Readers are not told any more what stood there before edition {asked['number']} corrected it. Earlier "
        "editions can be read by their numbers all the same: withhold those too, where nobody is to read them. What "
        f"stands in its address stays there: {row.slug}."
    )


def _before_again(row: Any, by: User, given: Given) -> str:
    edition = number(given.words)
    if edition is None:
        raise ValidationError("Write the number of the correction.")
    befores.show_before(root=row, number=edition, by=by)
    return f"Readers are told again what stood there before edition {edition}."


def _was_corrected(row: Any) -> bool:
    """Asked once a page, of what is public."""
    known: dict[str, bool] = row.__dict__.setdefault("_corrected", {})
    if "now" not in known:
        known["now"] = row.stage == Stage.PUBLISHED and bool(befores.corrections_of(row))
    return known["now"]


def _keeps_some(row: Any) -> bool:
    return _was_corrected(row) and befores.keeps_some(row)


def _step(
    name: str, verb: str, take: Callable[[Any, User, Given], str], offered: Callable[[Any], bool], asks: str = ""
) -> Step:
    return Step(name=name, verb=verb, right="withhold", take=take, offered=offered, asks=asks, hints=about)


STEPS: Final = (
    _step(
        "withhold",
        "Withhold",
        _whole_now,
        at(Stage.PUBLISHED, Stage.RETRACTED, Stage.MERGED),
        "Why, for the desk; readers are told that it is examined",
    ),
    _step(
        "withhold-edition",
        "Withhold an older edition",
        _some_now,
        at(Stage.PUBLISHED),
        "The number of the edition, a colon, and why: “2: it names the wrong person”",
    ),
    _step(
        "withhold-before",
        "Withhold what a correction corrected",
        _before_now,
        _was_corrected,
        f"The number of the edition that corrected it, a colon, and why ({GROUNDS}): “3: privacy”",
    ),
    _step(
        "show-before",
        "Show what a correction corrected",
        _before_again,
        _keeps_some,
        "The number of the edition that corrected it",
    ),
    _step("confirm-withholding", "Confirm that it is withheld", _confirmed, _awaits),
    _step("lift", "Lift: let readers have it again", _lifted, lambda row: _held(row) is not None),
    _step("retract-withheld", "Retract it instead", _retracted, _whole, "The reason, which is public"),
)
