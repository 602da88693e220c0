"""Publishing what an import has taken in, while the import reads on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final, Self
from uuid import UUID

from claims.imports.filing.publishing import PublishedBatch, publish_untouched
from claims.imports.run.apart import publish_batches
from claimtrack.disks import DiskFullError
from claimtrack.editions.clocks import ClockAstray

#: How many batches may wait: the process that publishes always has one before it, and reading stops before two.
_WAITING: Final = 2


class PublishingFailed(RuntimeError):
    """The process that publishes an import's batches could not go on."""


class Publisher:
    """Publishes batches of claims: the first one itself, those after it in a process of their own.

    An interpreter does one thing at a time, and publishing is half of an import's work. An import of one batch is
    done before another process would have started; inside of a transaction no other process could see its claims.
    """

    def __init__(self, *, apart: bool) -> None:
        self.editions = 0
        self.against: Counter[str] = Counter()
        self._may_be_apart = apart
        self._is_first = True
        self._waiting = 0
        self._pipe: Any = None
        self._process: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait until everything submitted is published."""
        if not self._process:
            return
        try:
            while self._waiting:
                self._receive()
        finally:
            self._pipe.close()
            self._process.join()

    def submit(self, claim_ids: Sequence[UUID]) -> None:
        """Raises PublishingFailed, or DiskFullError, if an earlier batch could not be published."""
        if not claim_ids:
            return
        if self._may_be_apart and not self._is_first:
            self._publish_apart(claim_ids)
        else:
            self._is_first = False
            self._count(publish_untouched(claim_ids))

    def _publish_apart(self, claim_ids: Sequence[UUID]) -> None:
        if not self._process:
            self._start()
        while self._waiting and (self._waiting == _WAITING or self._pipe.poll()):
            self._receive()
        with _answering():
            self._pipe.send(claim_ids)
        self._waiting += 1

    def _start(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=publish_batches, args=(theirs,), name="publisher", daemon=True)
        self._process.start()
        theirs.close()  # so that both sides notice when the other is gone

    def _receive(self) -> None:
        self._waiting -= 1
        with _answering():
            answer = self._pipe.recv()
        if isinstance(answer, DiskFullError | ClockAstray):
            raise answer
        if isinstance(answer, str):
            raise PublishingFailed(answer)
        self._count(answer)

    def _count(self, published: PublishedBatch) -> None:
        self.editions += published.editions
        self.against.update(f"not published: {reason}" for reason in published.against)


@contextmanager
def _answering() -> Iterator[None]:
    """Say in words that the other side of a pipe is gone."""
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise PublishingFailed("The process that publishes ended before its work was done.") from None
