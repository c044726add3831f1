"""Binaries of Linux: what they need, and which Debian package brings it."""

from __future__ import annotations

import filecmp
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from installers.ground import NotBuilt, said_by


def binaries(folder: Path) -> list[Path]:
    """The programs and libraries in ELF format, links left out."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sorted(file for file in files if is_elf(file))


def is_elf(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(4) == b"\x7fELF"


def needed_by(binary: Path) -> list[str]:
    """The libraries that a binary names as NEEDED."""
    return re.findall(r"^\s+NEEDED\s+(\S+)$", headers(binary), re.MULTILINE)


def newest_libc(files: Iterable[Path]) -> str:
    """The newest version of the C library that any of these binaries asks for, as "2.35"."""
    asked = (
        tuple(map(int, match))
        for file in files
        for match in re.findall(r"GLIBC_(\d+)\.(\d+)", headers(file))
    )
    return ".".join(map(str, max(asked)))


def headers(file: Path) -> str:
    return said_by("objdump", "-p", str(file))


def orphans(folder: Path) -> list[Path]:
    """Libraries in the folder that nothing in it needs, now that plugins are gone."""
    # libpython is loaded by name when the program starts, so nothing names it as NEEDED.
    libraries = {
        file.name: file
        for file in binaries(folder)
        if ".so." in file.name and not file.name.startswith("libpython")
    }
    waiting = [file for file in binaries(folder) if file.name not in libraries]
    reached: set[str] = set()
    while waiting:
        for name in needed_by(waiting.pop()):
            if name in libraries and name not in reached:
                reached.add(name)
                waiting.append(libraries[name])
    gone = {libraries[name] for name in libraries.keys() - reached}
    # PyInstaller lays links to the libraries of wheels where the loader looks for them.
    links = {file for file in folder.rglob("*.so.*") if file.is_symlink()}
    return sorted(gone | {link for link in links if link.resolve() in gone})


def strip(folder: Path) -> None:
    """Takes out the symbols that only a debugger asks for; libpython alone goes from 23 MB to 6."""
    said_by("strip", "--strip-unneeded", *map(str, binaries(folder / "_internal")))


# --- Debian's ------------------------------------------------------------------------------------


def take_from_system(program: Path) -> None:
    """Removes the copies of Debian's own libraries: the package depends on the originals.

    So a mended libssl reaches Galley too, and no old libstdc++ meets a new graphics driver.
    """
    system = system_libraries()
    for copy in binaries(program / "_internal"):
        original = system.get(copy.name)
        if original and is_copy(copy, original) and owner_of(original):
            copy.unlink()


def is_copy(file: Path, original: Path) -> bool:
    """True for the same bytes; libpython never counts, for the program loads its own."""
    return not file.name.startswith("libpython") and filecmp.cmp(file, original, shallow=False)


@cache
def system_libraries() -> dict[str, Path]:
    """The libraries that the loader finds on this system, by name."""
    lines = re.findall(r"^\t(\S+) .*=> (\S+)$", said_by("/sbin/ldconfig", "-p"), re.MULTILINE)
    return {name: Path(path) for name, path in reversed(lines)}


@cache
def owner_of(library: Path) -> str | None:
    """The Debian package that brought a library; None if none did."""
    for path in (library, library.resolve(), Path("/usr") / library.relative_to("/")):
        done = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return None


def depends(program: Path) -> list[str]:
    """The packages whose libraries the program's binaries name, as a control file lists them."""
    inside = binaries(program)
    own = {file.name for file in inside} | {file.name for file in program.rglob("*.so*")}
    system = system_libraries()
    packages = set()
    for name in {name for file in inside for name in needed_by(file)} - own:
        owner = owner_of(system[name]) if name in system else None
        if owner is None:
            raise NotBuilt(f"no Debian package brings {name}")
        packages.add(owner)
    own_needs = ["ca-certificates", "fonts-noto-core"]
    return [f"libc6 (>= {newest_libc(inside)})", *sorted(packages - {"libc6"}), *own_needs]
