"""Functions off the main thread: what they give back, how they are stopped, that they end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from reader.errors import GalleyError
from tests.ui.conftest import settle, wait_until
from ui.tasks import Progress, Tasks, Watch


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    tasks = Tasks()
    yield tasks
    tasks.close()


def unexpected(error: GalleyError) -> None:
    raise AssertionError(error)


def test_a_result_comes_back_on_the_thread_that_asked(tasks: Tasks) -> None:
    seen: list[tuple[int, bool]] = []

    def done(result: int) -> None:
        seen.append((result, threading.current_thread() is threading.main_thread()))

    tasks.run(lambda a, b: a + b, 2, 3, done=done, failed=unexpected, name="adding")
    assert wait_until(lambda: bool(seen))
    assert seen == [(5, True)]


def test_a_failure_that_the_user_can_act_on_is_handed_over(tasks: Tasks) -> None:
    failures: list[GalleyError] = []

    def fails() -> None:
        raise GalleyError("It rained.", "Take an umbrella.")

    tasks.run(fails, done=failures.append, failed=failures.append, name="failing")
    assert wait_until(lambda: bool(failures))
    assert str(failures[0]) == "It rained. Take an umbrella."


def test_a_bug_reaches_the_exception_hook_of_the_main_thread(
    tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: caught.append(kind))
    tasks.run(lambda: 1 // 0, done=lambda _: None, failed=unexpected, name="dividing")
    assert wait_until(lambda: bool(caught))
    assert caught == [ZeroDivisionError]


def test_progress_is_told_in_order_and_the_end_once(tasks: Tasks) -> None:
    told: list[Progress] = []
    ends: list[bool] = []
    watch = Watch()

    def count(watch: Watch) -> None:
        for number in range(3):
            watch.report(number, 3, f"page {number}")

    task = tasks.run(
        count, watch, done=lambda _: None, failed=unexpected, name="counting", watch=watch
    )
    task.progressed.connect(told.append)
    task.ended.connect(lambda: ends.append(True))
    assert wait_until(lambda: bool(ends))
    settle()
    assert [each.done for each in told] == [0, 1, 2]
    assert ends == [True]


def test_what_was_cancelled_answers_nothing_and_stops_at_its_next_check(tasks: Tasks) -> None:
    answers: list[object] = []
    stopped = threading.Event()
    started = threading.Event()
    watch = Watch()

    def work(watch: Watch) -> None:
        started.set()
        try:
            while True:
                watch.check()
        finally:
            stopped.set()

    task = tasks.run(
        work, watch, done=answers.append, failed=answers.append, name="working", watch=watch
    )
    assert started.wait(5)
    task.cancel()
    assert stopped.wait(5)
    assert wait_until(lambda: not tasks.running)
    assert answers == []


def test_closing_waits_for_workers_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    tasks = Tasks()
    finished = threading.Event()
    release = threading.Event()
    answers: list[object] = []

    def work() -> None:
        release.wait(5)
        finished.set()

    tasks.run(work, done=answers.append, failed=unexpected, name="waiting")
    release.set()
    tasks.close()
    settle()
    assert finished.is_set()
    assert answers == []
    assert set(threading.enumerate()) <= before


def test_after_closing_nothing_is_run_any_more() -> None:
    tasks = Tasks()
    tasks.close()
    ran: list[bool] = []
    task = tasks.run(lambda: ran.append(True), done=lambda _: None, failed=unexpected, name="late")
    assert task.cancelled
    assert ran == []
