"""Several checks of one row, whose faults are told together, each beside its field."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

#: Goes around a check: of the field named, or of several that its errors name.
Checked = Callable[..., AbstractContextManager[None]]


@contextmanager
def all_at_once() -> Iterator[Checked]:
    """Raise one ValidationError with what every check inside of `with checked(…):` has raised."""
    faults: dict[str, list[ValidationError]] = defaultdict(list)

    @contextmanager
    def checked(field: str = NON_FIELD_ERRORS) -> Iterator[None]:
        try:
            yield
        except ValidationError as error:
            named = error.error_dict if hasattr(error, "error_dict") else {field: error.error_list}
            for name, listed in named.items():
                faults[name] += listed

    yield checked
    if faults:
        raise ValidationError(dict(faults))
