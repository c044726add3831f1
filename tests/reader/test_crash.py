"""A killed writer loses nothing that it had confirmed, and leaves a sound library.

GALLEY_KILLS raises the number of kills; a failing one is repeated by its seed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reader.library import Library

KILLS = int(os.environ.get("GALLEY_KILLS", "25"))


def killed_writer(path: Path, seed: int) -> list[tuple[int, str]]:
    """The entries that a child confirmed before it was killed, some moments after its start."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.reader.moves", str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.0, 0.12))
    child.send_signal(signal.SIGKILL)
    printed = child.stdout.read()
    child.stdout.close()
    child.wait()
    whole = printed[: printed.rfind("\n") + 1].split("\n")[:-1]
    return [(int(number), hash) for number, hash in (line.split() for line in whole)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_killed_writer_loses_nothing_it_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "Library.galley"
    Library(path).close()
    kept: dict[int, str] = {}
    first = random.randrange(2**32)
    for seed in range(first, first + KILLS):
        print("seed", seed)
        confirmed = killed_writer(path, seed)
        library = Library(path)
        entries = {entry.number: entry.hash for entry in library.history()}
        kept |= dict(confirmed)
        assert kept.items() <= entries.items()
        assert library.verify().problems == ()
        # one that was stored but not yet confirmed may be there, no more
        assert len(entries) <= max(kept, default=1) + 1
        kept = entries
        library.close()
    assert len(kept) > KILLS
