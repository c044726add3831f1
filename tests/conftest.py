"""What holds for every test: no test sees the user's files or screen, none leaves a thread
behind, and none lets a warning into the log that it did not announce."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="galley-tests-"))
"""Stands for the user's home, for this process and for every one it starts."""


def _leave_the_user_alone() -> None:
    """Before the first import that could look at the environment."""
    os.environ.update(
        HOME=str(HOME),
        USERPROFILE=str(HOME),
        APPDATA=str(HOME / "config"),
        LOCALAPPDATA=str(HOME / "data"),
        XDG_DATA_HOME=str(HOME / "data"),
        XDG_CONFIG_HOME=str(HOME / "config"),
        XDG_STATE_HOME=str(HOME / "state"),
        XDG_CACHE_HOME=str(HOME / "cache"),
        QT_QPA_PLATFORM="offscreen",
    )
    for name in ("GALLEY_LIBRARY", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "LANGUAGE"):
        os.environ.pop(name, None)
    # No program that a test starts may find a desktop to talk to; a test of the real window
    # starts a screen of its own.
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        os.environ.pop(name, None)


_leave_the_user_alone()

import pytest  # noqa: E402  (the environment comes first)
from hypothesis import settings  # noqa: E402

# A shared machine is slow at times: no deadline. No database: a run depends on the code alone.
settings.register_profile("galley", deadline=None, database=None, print_blob=True)
# A change is judged by the same examples each time; everyone's own runs look for new ones.
settings.register_profile("ci", settings.get_profile("galley"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "galley")

GRACE = 5.0
"""Seconds that a thread which is ending may still take."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs(name): warnings of that logger belong to the test")


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


# --- the log -------------------------------------------------------------------------------------


class Warnings(logging.Handler):
    """Keeps every record of level WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test on a warning in the log, unless `pytest.mark.logs` announced it."""
    expected = {str(mark.args[0]) for mark in request.node.iter_markers("logs")}
    heard = Warnings()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    said = [
        f"{record.name}: {record.getMessage()}"
        for record in heard.records
        if record.name not in expected
    ]
    assert not said, "unexpected in the log:\n" + "\n".join(said)


# --- threads -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails a test after which more threads run than before it."""
    before = set(running())
    yield
    end = time.monotonic() + GRACE
    while (left := set(running()) - before) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left, f"threads left behind: {sorted(thread.name for thread in left)}"


def running() -> list[threading.Thread]:
    """The threads that live. Python keeps a dummy for each thread of Qt's that ever ran Python
    code, and forgets it late: what the system says counts."""
    return [thread for thread in threading.enumerate() if thread.is_alive() and _exists(thread)]


def _exists(thread: threading.Thread) -> bool:
    if sys.platform != "linux":
        return not thread.name.startswith("Dummy-")
    return Path(f"/proc/self/task/{thread.native_id}").exists()
