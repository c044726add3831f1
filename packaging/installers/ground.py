"""Where things lie, which version this is, and how other programs are run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
DIST = ROOT / "dist"
APP = DIST / "galley"
WORK = ROOT / "build"


class NotBuilt(Exception):
    """Something is missing or unsound; the message says what."""


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def moment() -> int:
    """Seconds since 1970 of the source: SOURCE_DATE_EPOCH, else the last commit.

    All that is built carries this moment, so that the same source gives the same bytes.
    Raises NotBuilt outside a git checkout with nothing said.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    return int(said or said_by("git", "-C", str(ROOT), "log", "-1", "--format=%ct"))


def surroundings() -> dict[str, str]:
    """The environment for every program that writes into what we build.

    dpkg-deb on several threads cuts what it packs by their number, so it gets one.
    """
    return os.environ | {
        "SOURCE_DATE_EPOCH": str(moment()),
        "PYTHONHASHSEED": "0",
        "DPKG_DEB_THREADS_MAX": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def said_by(*command: str) -> str:
    """What a program prints; raises NotBuilt with its complaint if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise NotBuilt(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout.strip()


def run(*command: str, folder: Path = ROOT) -> None:
    """Runs a program whose words are shown; raises NotBuilt if it fails."""
    if subprocess.run(command, cwd=folder, env=surroundings(), check=False).returncode != 0:
        raise NotBuilt(f"{command[0]} failed; its words stand above")


def wanted(program: str, package: str) -> str:
    """The path of a program; raises NotBuilt that names the Debian package which brings it."""
    found = shutil.which(program)
    if found is None:
        raise NotBuilt(f"{program} is missing; Debian's package {package} brings it")
    return found


def check_program(*program: str) -> None:
    """Starts the program where it knows nothing of this checkout; raises NotBuilt if unsound."""
    with tempfile.TemporaryDirectory() as home:
        said = run_apart([*program, "--version"], Path(home))
        if said != f"galley {version()}":
            raise NotBuilt(f"it calls itself {said!r}")
        print(run_apart([*program, "self-test"], Path(home)))


def run_apart(command: Sequence[str], home: Path) -> str:
    """What a program says when it is run in an empty home, without a screen."""
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    }
    if os.name == "nt":
        environment |= {"SYSTEMROOT": os.environ["SYSTEMROOT"], "APPDATA": str(home)}
    done = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode != 0:
        said = f"{done.stdout}\n{done.stderr}".strip()
        raise NotBuilt(f"{' '.join(command)} ended with {done.returncode}:\n{said}")
    return done.stdout.strip()


# --- files ---------------------------------------------------------------------------------------


def put(file: Path, to: Path) -> None:
    write(to, file.read_bytes())


def write(to: Path, content: bytes | str) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(content.encode() if isinstance(content, str) else content)


def remove_empty_folders(top: Path) -> None:
    for folder in sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True):
        if not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()


def settle(tree: Path) -> None:
    """Gives every file in the tree the moment of the source, and the modes of installed files."""
    at = moment()
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (at, at), follow_symlinks=False)


def size(made: Path) -> int:
    """Bytes of a file, or of all the files in a folder; links count nothing."""
    files = made.rglob("*") if made.is_dir() else [made]
    return sum(path.stat().st_size for path in files if path.is_file() and not path.is_symlink())


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder beside what is built, gone afterwards."""
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        yield Path(folder)
