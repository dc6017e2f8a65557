from __future__ import annotations

import subprocess
import sys

import pytest

from tests.acceptance.processes import of_session, wait_until

# A leader that starts a child in a group of its own, tells its id and waits to be killed.
LEADER = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input() # a child"], stdin=subprocess.PIPE,
                         process_group=0)
print(child.pid, flush=True)
input()
"""


def test_a_session_is_its_leader_and_all_descendants_even_after_the_leaders_death() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LEADER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as leader:
        assert leader.stdout is not None
        child = int(leader.stdout.readline())
        wait_until(
            lambda: any("# a child" in one.command for one in of_session(leader.pid)), 5, "exec"
        )
        assert [one.pid for one in of_session(leader.pid)] == sorted([leader.pid, child])
        leader.kill()
        leader.wait()
        assert {one.pid for one in of_session(leader.pid)} <= {child}
        wait_until(lambda: of_session(leader.pid) == (), 5, "the child saw its input end")


def test_what_does_not_come_true_is_named() -> None:
    with pytest.raises(AssertionError, match=r"not within 0.05 s: the impossible"):
        wait_until(lambda: False, 0.05, "the impossible")
