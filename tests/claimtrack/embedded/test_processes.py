"""The machine's processes, told alike by /proc and by ps."""

import os

import pytest

from claimtrack.embedded.processes import Process, _from_proc, _read_ps

pytestmark = pytest.mark.embedded


def test_processes_are_told_alike_by_proc_and_by_ps() -> None:
    [told] = _from_proc(os.getpid())
    as_ps_lists_it = b"%7d %5d %s\n    2     0\n" % (told.number, told.owner, told.command.strip())
    assert list(_read_ps(as_ps_lists_it)) == [told, Process(2, 0, b" ")]
