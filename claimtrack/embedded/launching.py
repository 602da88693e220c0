"""Setting a supervisor over a home, and what it reports of its start."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from claimtrack.embedded.errors import (
    EmbeddedError,
    UnsafeSocketDirectoryError,
    UntraversableDirectoryError,
    WrongMajorVersionError,
)
from claimtrack.embedded.layout import Layout
from claimtrack.embedded.logs import opened_log
from claimtrack.embedded.programs import package_directory, package_version

_SUPERVISOR = Path(__file__).with_name("__main__.py")


@dataclass(frozen=True)
class Outcome:
    """What a supervisor reports of its start: an error's kind and message, or neither."""

    kind: str = ""
    message: str = ""

    @classmethod
    def read(cls, report: bytes) -> "Outcome":
        return cls(*json.loads(report)) if report else cls("EmbeddedError", "PostgreSQL's supervisor was lost.")

    def written(self) -> bytes:
        return json.dumps([self.kind, self.message]).encode()

    def check(self, layout: Layout) -> None:
        for kind in (UntraversableDirectoryError, UnsafeSocketDirectoryError, WrongMajorVersionError):
            if kind.__name__ == self.kind:
                raise kind(self.message)
        if self.kind:
            raise EmbeddedError(f"{self.message} The log: {layout.log}")


def start_supervisor(layout: Layout, seat: int) -> None:
    """Hand the seat to a new supervisor, in a session of its own; return once the server serves."""
    program: list[str | Path] = [
        sys.executable,
        "-I",
        "-S",
        _SUPERVISOR,
        layout.home,
        package_directory(),
        package_version(),
    ]
    answer, report = os.pipe()
    with os.fdopen(answer, "rb") as reading, opened_log(layout) as log:
        try:
            subprocess.run(  # noqa: S603 - this very package
                [*program, str(seat), str(report)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=(seat, report),
                start_new_session=True,
                check=False,  # what it reports tells more
            )
        finally:
            os.close(report)
        Outcome.read(reading.read()).check(layout)
