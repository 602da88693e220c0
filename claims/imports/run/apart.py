"""The work of an import's second process, which begins with nothing and sets Django up for itself.

So nothing here imports a model before that.
"""

import logging
import signal
from multiprocessing.connection import Connection
from typing import Any

import django

from claimtrack.database.waiting import command, wait_as
from claimtrack.disks import DiskFullError, full_disk
from claimtrack.garbage import seldom_collected

logger = logging.getLogger(__name__)


def publish_batches(pipe: "Connection[Any, Any]") -> None:
    """Publish each batch of ids of claims that comes, and answer what became of it, or in words why nothing did.

    It ends when the other side closes the pipe, or is gone. An interrupt of the terminal is the other side's.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    wait_as(command("import"))
    from claims.imports.filing.publishing import publish_untouched  # noqa: PLC0415 - once Django is set up
    from claimtrack.editions.clocks import ClockAstray  # noqa: PLC0415

    with seldom_collected():
        while claim_ids := _next(pipe):
            try:
                answer: object = publish_untouched(claim_ids)
            except ClockAstray as error:
                answer = error
            except Exception as error:
                logger.exception("A batch of an import could not be published.")
                full = full_disk(error)
                answer = DiskFullError(full) if full else f"{type(error).__name__}: {error}"
            pipe.send(answer)


def _next(pipe: "Connection[Any, Any]") -> Any:
    try:
        return pipe.recv()
    except EOFError:
        return None
