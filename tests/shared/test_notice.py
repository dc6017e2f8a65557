from __future__ import annotations

import os

import pytest

from shared.notice import READY, STOPPING, VARIABLE, Notice


def test_what_is_told_comes_out_of_the_pipe_and_no_process_of_ours_inherits_it() -> None:
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)  # noqa: FBT003 - its own signature
    notice = Notice.inherited({VARIABLE: str(writing)})
    notice.ready(sender="as a signal's receiver is told")
    notice.stopping("worker")
    assert not os.get_inheritable(writing)
    assert os.read(reading, 100).splitlines() == [READY, STOPPING]
    os.close(reading)
    notice.stopping()  # nobody reads any more
    os.close(writing)


@pytest.mark.parametrize("text", [None, "", "seven", "-1", "99999"])
def test_without_somebody_who_listens_nothing_is_told(text: str | None) -> None:
    notice = Notice.inherited({} if text is None else {VARIABLE: text})
    notice.ready()
    notice.stopping()
