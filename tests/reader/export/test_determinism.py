"""The same article gives the same bytes: whoever exports it, where, and in whichever order the
annotations were made."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reader.library import Library
from tests.reader.export.anew import TEXT
from tests.reader.moves import added

ROOT = Path(__file__).parents[3]

SURROUNDINGS = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Jakarta"},
    {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "POSIX", "TZ": "Pacific/Apia"},
)
"""Of the seeds of hashes, locales and time zones in which it is exported."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with an article that has no annotation yet."""
    path = tmp_path_factory.mktemp("made") / "Library.galley"
    with contextlib.closing(Library(path)) as library:
        added(library, TEXT, url="https://e.org/a", bylines=("B", "A"), site="e.org", lang="tr")
    return path


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where Turkish is: few test machines have it, many can make it. Elsewhere it counts as C."""
    folder = tmp_path_factory.mktemp("locales")
    if make := shutil.which("localedef"):
        to = folder / "tr_TR.UTF-8"
        subprocess.run([make, "-i", "tr_TR", "-f", "UTF-8", str(to)], capture_output=True)
        if to.is_dir():
            return {"LOCPATH": str(folder)}
    return {}


def test_an_export_is_the_same_bytes_wherever_and_whenever_it_is_made(
    library: Path, locales: dict[str, str], tmp_path: Path
) -> None:
    told = []
    for order, surroundings in enumerate(SURROUNDINGS):
        copy = shutil.copy(library, tmp_path / f"{order}.galley")
        made = subprocess.run(
            [sys.executable, "-m", "tests.reader.export.anew", str(copy), str(order)],
            capture_output=True,
            env=os.environ | locales | surroundings,
            cwd=ROOT,
        )
        assert made.returncode == 0, made.stderr.decode()
        told.append(json.loads(made.stdout))
    first, *others = told
    assert len(set(first.values())) > len(first) / 2
    for other in others:
        assert {name for name in first if other[name] != first[name]} == set()
        assert other.keys() == first.keys()
