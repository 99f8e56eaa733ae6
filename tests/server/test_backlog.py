"""Output is bounded whatever the line is like, and what was dropped is painted whole when the line is free."""

from hypothesis import given
from hypothesis import strategies as st

from server.backlog import Backlog
from server.limits import UNDER_WAY, WAITING
from tests.helpers.examples import examples


class _Far:
    """The other end of a line."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.repaints = 0
        self.backlog = Backlog(self.frames.append, self._repaint)

    def _repaint(self) -> None:
        self.repaints += 1
        self.backlog.paint("whole")


@given(st.lists(st.one_of(st.integers(1, 40_000), st.integers(-(10**9), 10**9).map(str)), max_size=60))
@examples(200)
def test_never_more_is_under_way_than_allowed(steps: list[int | str]) -> None:
    far = _Far()
    largest = UNDER_WAY
    for step in steps:
        if isinstance(step, int):
            far.backlog.paint("x" * step)
            largest = max(largest, step)
        else:
            far.backlog.answered(int(step))
        assert 0 <= far.backlog.under_way <= max(largest, WAITING)
        assert far.backlog._waits <= WAITING


def test_a_line_that_never_answers_gets_a_window_and_no_more() -> None:
    far = _Far()
    for _paint in range(500):
        far.backlog.paint("y" * 1000)
    assert sum(map(len, far.frames)) <= UNDER_WAY
    assert far.backlog.dropped > 300
    while far.backlog.under_way:
        far.backlog.answered(len(far.frames[-1]))
        if far.frames[-1] == b"whole":
            break
    assert far.repaints == 1
    assert far.frames[-1] == b"whole"


def test_what_waited_comes_in_order() -> None:
    far = _Far()
    far.backlog.paint("a" * UNDER_WAY)
    far.backlog.paint("b")
    far.backlog.paint("c")
    assert len(far.frames) == 1
    far.backlog.answered(UNDER_WAY)
    assert far.frames[1:] == [b"bc"]
    assert not far.repaints


def test_an_answer_that_cannot_be_changes_nothing() -> None:
    far = _Far()
    far.backlog.paint("a" * 100)
    far.backlog.answered(-(10**9))
    assert far.backlog.under_way == 100
    far.backlog.answered(10**9)
    assert far.backlog.under_way == 0
