"""The Python packages that everything is built from: locked by hash, apart from `.venv`."""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
import venv
from importlib.metadata import Distribution, distributions
from pathlib import Path

from installers.ground import PACKAGING, ROOT, WORK, NotBuilt, run, said_by

LOCK = PACKAGING / "locked.txt"
UV = "uv==0.13.9"
HEAD = """\
# Made by `packaging/build.py lock` from pyproject.toml and constraints.txt: change those.
# Every file of every package for every system; nothing else is built from.
"""


def lock() -> Path:
    """The list of packages with their hashes, anew: packaging/locked.txt."""
    tools = WORK / "lock-tools"
    uv = made(tools).parent / "uv"
    run(str(made(tools)), "-m", "pip", "install", "-q", UV)
    asked = ("--extra=build", "--universal", "--generate-hashes", "--constraints=constraints.txt")
    silent = ("--quiet", "--no-config", "--no-annotate", "--no-header")
    done = subprocess.run(
        [str(uv), "pip", "compile", "pyproject.toml", *asked, *silent],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise NotBuilt(done.stderr.strip())
    LOCK.write_text(HEAD + done.stdout, encoding="utf-8")
    return LOCK


def python() -> str:
    """The Python of the build environment, which is made when the lock has changed."""
    folder = WORK / "environment"
    stamp = folder / "made-from"
    words = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {platform.python_version()}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != words:
        run(str(made(folder)), "-m", "pip", "install", "-q", *LOCKED)
        stamp.write_text(words, encoding="utf-8")
    return str(made(folder))


LOCKED = ("--require-hashes", "--only-binary=:all:", "--no-deps", "-r", str(LOCK))
"""Options of pip: exactly these files, all of them wheels, and nothing besides."""


def made(folder: Path) -> Path:
    """The Python in a virtual environment, which is made if it is not there."""
    inside = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not inside.exists():
        venv.create(folder, with_pip=True)
    return inside


def bundled() -> list[Distribution]:
    """Other people's packages that Galley runs on: its own needs and theirs, by name."""
    site = said_by(python(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    only_to_build = {"altgraph", "distlib", "macholib", "packaging", "pefile", "pip", "pyinstaller"}
    only_to_build |= {"pyinstaller-hooks-contrib", "pywin32-ctypes", "setuptools", "shtab"}
    found = {named(one): one for one in distributions(path=[site])}
    return [found[name] for name in sorted(found.keys() - only_to_build)]


def named(package: Distribution) -> str:
    return str(package.metadata["Name"]).lower().replace("_", "-").replace(".", "-")
