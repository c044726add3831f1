"""Makes this checkout ready to run, test or build Galley: `python3 packaging/set_up.py run`.

It installs what the system lacks (where it may), makes `.venv` and installs the pinned Python
packages into it. A second call with nothing changed looks only at the disk and needs no network.
It runs on the system's own Python, so it uses the standard library alone.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
OTHER_PYTHONS = ("python3.13", "python3.12", "python3.11")
EXTRAS = {"run": ".", "test": ".[test]", "build": ".[build]"}
INCLUDED_IN = {"run": ("test", "build"), "test": (), "build": ()}
MARKDOWN_CHECKER = ROOT / "tests/tools/markdown"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class NotReady(Exception):
    """The checkout cannot be made ready; the message says what the user can do."""


class Need(NamedTuple):
    """Something of the system: its Debian package, how to see it, and whether we can do without."""

    package: str
    found: Callable[[], bool]
    indispensable: bool = True


def library(package: str, *names: str) -> Need:
    """Shared libraries that Qt loads, by the names it asks for."""
    return Need(package, lambda: all(_loads(name) for name in names))


def font(package: str, pattern: str) -> Need:
    return Need(package, lambda: _font_file(pattern), indispensable=False)


def program(package: str, name: str) -> Need:
    return Need(package, lambda: shutil.which(name) is not None, indispensable=False)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _font_file(pattern: str) -> bool:
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob(pattern), None) for folder in folders if folder.is_dir())


# What the parts of Qt that Galley uses name as NEEDED (QtCore, QtGui, QtWidgets, QtSvg,
# QtPrintSupport, QtNetwork, QtDBus, the platforms xcb, wayland and offscreen) and do not bring.
QT = (
    library("libegl1", "libEGL.so.1"),
    library("libgl1", "libGL.so.1"),
    library("libbrotli1", "libbrotlidec.so.1", "libbrotlicommon.so.1"),
    library("libdbus-1-3", "libdbus-1.so.3"),
    library("libfontconfig1", "libfontconfig.so.1"),
    library("libfreetype6", "libfreetype.so.6"),
    library("libglib2.0-0", "libglib-2.0.so.0", "libgthread-2.0.so.0"),
    library("libgssapi-krb5-2", "libgssapi_krb5.so.2"),
    library("libstdc++6", "libstdc++.so.6"),
    library("libwayland-client0", "libwayland-client.so.0"),
    library("libwayland-cursor0", "libwayland-cursor.so.0"),
    library("libwayland-egl1", "libwayland-egl.so.1"),
    library("libx11-6", "libX11.so.6"),
    library("libx11-xcb1", "libX11-xcb.so.1"),
    library("libxcb1", "libxcb.so.1"),
    library("libxcb-cursor0", "libxcb-cursor.so.0"),
    library("libxcb-glx0", "libxcb-glx.so.0"),
    library("libxcb-icccm4", "libxcb-icccm.so.4"),
    library("libxcb-image0", "libxcb-image.so.0"),
    library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    library("libxcb-randr0", "libxcb-randr.so.0"),
    library("libxcb-render0", "libxcb-render.so.0"),
    library("libxcb-render-util0", "libxcb-render-util.so.0"),
    library("libxcb-shape0", "libxcb-shape.so.0"),
    library("libxcb-shm0", "libxcb-shm.so.0"),
    library("libxcb-sync1", "libxcb-sync.so.1"),
    library("libxcb-util1", "libxcb-util.so.1"),
    library("libxcb-xfixes0", "libxcb-xfixes.so.0"),
    library("libxcb-xkb1", "libxcb-xkb.so.1"),
    library("libxkbcommon0", "libxkbcommon.so.0"),
    library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    library("libzstd1", "libzstd.so.1"),
    library("zlib1g", "libz.so.1"),
)
FONTS = (
    font("fonts-inter", "Inter*"),
    font("fonts-noto-core", "NotoSansArabic*"),
    font("fonts-noto-cjk", "NotoSansCJK*"),
    font("fonts-noto-color-emoji", "NotoColorEmoji*"),
)
SCREEN = (program("xvfb", "Xvfb"), program("xdotool", "xdotool"))
BUILD = (
    library("libcups2", "libcups.so.2"),
    program("binutils", "objdump"),
    program("dpkg", "dpkg-deb"),
    program("xz-utils", "xz"),
)
NEEDS = {"run": QT + FONTS, "test": QT + FONTS + SCREEN, "build": QT + BUILD}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make this checkout ready.")
    parser.add_argument("purpose", choices=sorted(EXTRAS), help="what it is to be ready for")
    purpose = parser.parse_args(arguments).purpose
    try:
        python = interpreter()
        see_to_system(purpose, python)
        see_to_venv(python)
        see_to_packages(purpose)
    except NotReady as problem:
        print(problem, file=sys.stderr)
        return 1
    if purpose == "test":
        see_to_markdown_checker()
    return 0


def interpreter() -> str:
    """The Python that `.venv` is made from: the running one, else a newer one on the path."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in OTHER_PYTHONS:
        found = shutil.which(name)
        if found:
            return found
    raise NotReady(
        f"Galley needs Python 3.11 or newer; this is {platform.python_version()}. "
        "Install a newer one and name it: make PYTHON=/path/to/python3"
    )


# --- the system ----------------------------------------------------------------------------------


def see_to_system(purpose: str, python: str) -> None:
    """Installs what the system lacks, or says in one line what to type.

    Raises NotReady if something is missing that nothing works without.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = not_found([*NEEDS[purpose], *python_needs(purpose, python)])
    if not missing:
        return
    packages = [need.package for need in missing]
    if shutil.which("apt-get"):
        install(packages)
        missing = not_found(missing)
    if missing:
        report(missing)


def python_needs(purpose: str, python: str) -> list[Need]:
    """What Debian packs apart from its Pythons: the modules that make `.venv`, and to build the
    library that PyInstaller packs.

    Raises NotReady if another Python than Debian's lacks those modules: no package mends that.
    """
    real = Path(python).resolve()
    if real.parent != Path("/usr/bin"):
        if can_make_venv(python):
            return []
        raise NotReady(
            f"{python} lacks the modules venv and ensurepip. "
            "Name another Python: make PYTHON=/usr/bin/python3"
        )
    needs = [Need(f"{real.name}-venv", lambda: can_make_venv(python))]
    if purpose == "build":
        needs.append(library(f"lib{real.name}", f"lib{real.name}.so.1.0"))
    return needs


def can_make_venv(python: str) -> bool:
    """True if `.venv` is there, or that Python has the two modules which make one."""
    if VENV_PYTHON.exists():
        return True
    return _quietly([python, "-c", "import venv, ensurepip"])


def not_found(needs: Sequence[Need]) -> list[Need]:
    return [need for need in needs if not need.found()]


def install(packages: Sequence[str]) -> None:
    """Installs Debian packages as root or through a sudo that asks nothing; else does nothing."""
    prefix = root_prefix()
    if prefix is None:
        return
    print("Installing", " ".join(packages), flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in apt_commands(packages):
        subprocess.run(
            [*prefix, *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def apt_commands(packages: Sequence[str]) -> list[list[str]]:
    return [
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    ]


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None if we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quietly(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def report(missing: Sequence[Need]) -> None:
    """Says what is missing and what to type; raises NotReady if we cannot go on without it."""
    packages = " ".join(need.package for need in missing)
    way = "Please install what your system calls these Debian packages:"
    if shutil.which("apt-get"):
        way = "Please type:"
        packages = f"sudo apt-get update && sudo apt-get install {packages}"
    if any(need.indispensable for need in missing):
        raise NotReady(f"Galley needs more of this system. {way}\n\n    {packages}\n")
    print(f"Some fonts or tests are left out. {way}\n\n    {packages}\n", flush=True)


# --- Python --------------------------------------------------------------------------------------


def see_to_venv(python: str) -> None:
    """Makes `.venv`, again if this checkout has moved or another Python is used."""
    if VENV_PYTHON.exists() and belongs_here(_read(VENV / "pyvenv.cfg"), version_of(python)):
        return
    print("Making .venv", flush=True)
    if not _shown([python, "-m", "venv", "--clear", str(VENV)]):
        raise NotReady(f"{python} cannot make a virtual environment, though it has the modules.")


def belongs_here(pyvenv: str, version: str) -> bool:
    """True if that pyvenv.cfg was written for this very folder by that version of Python.

    A virtual environment does not survive a move: its programs name their folder.
    """
    lines = (line.partition(" = ") for line in pyvenv.split("\n"))
    said = {name: value for name, _, value in lines}
    return said.get("version") == version and said.get("command", "").endswith(f" {VENV}")


def version_of(python: str) -> str:
    return _said_by([python, "-c", "import platform; print(platform.python_version())"])


def see_to_packages(purpose: str) -> None:
    """Installs Galley for that purpose with the versions in constraints.txt."""
    wanted = digest(ROOT / "pyproject.toml", ROOT / "constraints.txt")
    if any(_read(stamp_for(one)) == wanted for one in (purpose, *INCLUDED_IN[purpose])):
        return
    print("Installing the Python packages, a few hundred megabytes the first time", flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    pinned = ["--constraint", "constraints.txt"]
    galley = ["--build-constraint", "constraints.txt", "--editable", EXTRAS[purpose]]
    if not (_shown([*pip, "--upgrade", *pinned, "pip"]) and _shown([*pip, *pinned, *galley])):
        raise NotReady(
            "The Python packages could not be installed. Is there a network? "
            "What was missing stands above; `make` goes on from there."
        )
    stamp_for(purpose).write_text(wanted, encoding="utf-8")


def stamp_for(purpose: str) -> Path:
    """Holds the digest of what `.venv` was last made ready from."""
    return VENV / f"ready-to-{purpose}"


def digest(*files: Path) -> str:
    """One SHA-256, in hex, of the contents of these files."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


# --- the second opinion on Markdown, which wants Node --------------------------------------------


def see_to_markdown_checker() -> None:
    """Installs what is in JavaScript where npm is there; without it those tests are skipped."""
    lock = MARKDOWN_CHECKER / "package-lock.json"
    npm = shutil.which("npm")
    if npm is None or not lock.exists():
        return
    stamp = MARKDOWN_CHECKER / "node_modules/ready"
    wanted = digest(lock)
    if _read(stamp) == wanted:
        return
    quick = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0", "--loglevel=error"]
    if _shown([npm, "ci", *quick], MARKDOWN_CHECKER):
        stamp.write_text(wanted, encoding="utf-8")
    else:
        print(
            "npm could not install markdown-it and the formatters; their tests are skipped.",
            flush=True,
        )


# --- running other programs ----------------------------------------------------------------------


def _shown(command: Sequence[str], folder: Path = ROOT) -> bool:
    """True if it succeeds; what it prints is seen."""
    return (
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, check=False).returncode == 0
    )


def _quietly(command: Sequence[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def _said_by(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
