"""The installer for Windows, put together on any system: nothing in it is compiled here.

The program is the embeddable Python of python.org, the wheels for Windows that the lock names, the
sources, and two small programs that start them (those of distlib, which pip uses too). So a build
on Linux and one on Windows hold the same bytes, and what is tried is what is released.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from installers import contents, environment, linux
from installers.folder import OF_INSTALLING, QT_KEPT, is_kept, metadata
from installers.ground import (
    DIST,
    PACKAGING,
    ROOT,
    NotBuilt,
    remove_empty_folders,
    run,
    said_by,
    scratch,
    settle,
    size,
    version,
    wanted,
    write,
)

FOLDER = DIST / "galley-windows"
ICON_SIZES = (16, 24, 32, 48, 64, 256)
NOT_OURS = re.compile(
    r"(^|/)(__pycache__|bin|tests?|qml|include|typesystems|translations|metatypes|glue|scripts)(/|$)"
    r"|\.(pyi|lib|exe|pxd|h|c|xml\.in)$|^pypdfium2_cli/|^lxml/(objectify|isoschematron|html/diff)"
    r"|^PySide6/(doc|lib|resources)/|^PySide6/opengl32sw",
    re.IGNORECASE,
)
"""Of the wheels, what the program never loads: tools, headers, Qt Quick, a renderer of 3D."""

STARTERS = {"galley.exe": ("w64.exe", "pythonw.exe"), "galley-shell.exe": ("t64.exe", "python.exe")}
"""The window's program, and the one that a terminal waits for."""

ASKS_WMI = "_wmi.pyd"
"""Python asks it for the version of Windows, which takes up to a second; without it, it looks."""

START = """\
import sys

from ui.app import main

if __name__ == "__main__":
    sys.exit(main())
"""


def build() -> Path:
    """The installer for Windows: dist/galley_VERSION_setup.exe.

    Wants the embeddable Python of python.org for x86_64 as a zip file, named by
    GALLEY_WINDOWS_PYTHON, and makensis.
    """
    makensis = wanted("makensis", "nsis")
    said = os.environ.get("GALLEY_WINDOWS_PYTHON")
    if not said:
        raise NotBuilt("GALLEY_WINDOWS_PYTHON must name python-3.13.*-embed-amd64.zip")
    gather(FOLDER, Path(said))
    settle(FOLDER)
    made = DIST / f"galley_{version()}_setup.exe"
    print(f"installed: {size(FOLDER) / 2**20:.0f} MiB")
    told = (f"-DVERSION={version()}", f"-DFROM={FOLDER}", f"-DTO={made}")
    size_in_k = f"-DSIZE={size(FOLDER) // 1024}"
    write(made.with_suffix(".cdx.json"), contents.bill(made.name, versions(FOLDER), {}))
    run(makensis, "-V2", *told, size_in_k, str(PACKAGING / "windows/galley.nsi"))
    return made


def gather(folder: Path, embeddable: Path) -> None:
    """Puts the whole program into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    unpack_python(embeddable, folder / "python")
    install_wheels(folder / "lib")
    for package in ("reader", "ui", "resources"):
        shutil.copytree(
            ROOT / package, folder / "lib" / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    write(folder / f"lib/galley-{version()}.dist-info/METADATA", metadata())
    prune(folder / "lib")
    icon(folder / "galley.ico")
    for name, (starter, python) in STARTERS.items():
        write(folder / name, program(starter, python))
    write(folder / "notices.txt", contents.notice("the folders python and lib"))
    contents.lay_licences(folder / "licences")


def unpack_python(embeddable: Path, to: Path) -> None:
    """The embeddable Python, told to look for packages in `lib` and nowhere else."""
    with zipfile.ZipFile(embeddable) as packed:
        for member in packed.infolist():
            if not member.is_dir() and member.filename != ASKS_WMI:
                write(to / Path(member.filename).name, packed.read(member))
    paths = next(to.glob("python3*._pth"), None)
    if paths is None:
        raise NotBuilt(f"{embeddable.name} is no embeddable Python")
    write(paths, f"{paths.stem}.zip\n.\n..\\lib\n")


def install_wheels(to: Path) -> None:
    """The locked wheels for Windows that Galley runs on, by hash."""
    names = {environment.named(one) for one in environment.bundled()}
    with scratch() as folder:
        asked = folder / "asked.txt"
        asked.write_text("".join(locked(names)), encoding="utf-8")
        system = ["--platform=win_amd64", "--python-version=3.13", "--implementation=cp"]
        system += ["--only-binary=:all:", "--no-deps", "--require-hashes", "--no-compile"]
        pip = [environment.python(), "-m", "pip", "install", "-q"]
        run(*pip, *system, f"--target={to}", "-r", str(asked))


def locked(names: set[str]) -> Iterator[str]:
    """The entries of the lock for these packages, each with its hashes."""
    entries = re.split(r"^(?=[a-z])", environment.LOCK.read_text(encoding="utf-8"), flags=re.M)
    yield from (entry for entry in entries if entry.partition("==")[0] in names)


# --- what is left out ----------------------------------------------------------------------------


def prune(lib: Path) -> None:
    """Leaves out what `NOT_OURS` names, the plugins that are not kept, and orphaned libraries."""
    for file in [path for path in lib.rglob("*") if path.is_file()]:
        if is_left_out(file, lib):
            file.unlink()
    for record in lib.glob("*.dist-info/*"):
        if record.name in OF_INSTALLING:
            record.unlink()
    shutil.rmtree(lib / "bin", ignore_errors=True)
    for orphan in orphans(lib / "PySide6"):
        orphan.unlink()
    remove_empty_folders(lib)


def is_left_out(file: Path, lib: Path) -> bool:
    name = file.relative_to(lib).as_posix()
    if file.parent.parent == lib / "PySide6/plugins":
        return not is_kept(file)
    prunable = name.startswith(("PySide6/", "shiboken6/", "lxml/", "pypdfium2"))
    return prunable and NOT_OURS.search(name) is not None


def orphans(qt: Path) -> list[Path]:
    """Libraries and modules of Qt that neither the modules we import nor a kept plugin needs."""
    beside = {file.name.lower(): file for file in qt.iterdir() if file.suffix in (".dll", ".pyd")}
    waiting = [beside[f"qt{name}.pyd".lower()] for name in QT_KEPT]
    waiting += [*qt.rglob("plugins/*/*.dll"), *(qt.parent / "shiboken6").glob("*.[dp][ly][ld]")]
    reached: set[str] = set()
    while waiting:
        for name in needed_by(waiting.pop()):
            if name in beside and name not in reached:
                reached.add(name)
                waiting.append(beside[name])
    roots = {f"qt{name}.pyd".lower() for name in QT_KEPT}
    return sorted(beside[name] for name in beside.keys() - reached - roots)


def needed_by(binary: Path) -> list[str]:
    """The libraries that a binary of Windows names, in lower case."""
    said = said_by("objdump", "-p", str(binary))
    return [name.lower() for name in re.findall(r"DLL Name: (\S+)", said)]


# --- versions ------------------------------------------------------------------------------------


def versions(folder: Path) -> dict[str, str]:
    """What the binaries say of themselves, for the bill of materials."""
    said = {
        "CPython": next((folder / "python").glob("python3??.dll")),
        "OpenSSL": folder / "python/libcrypto-3.dll",
        "SQLite": folder / "python/sqlite3.dll",
        "Qt": folder / "lib/PySide6/Qt6Core.dll",
        "PDFium": folder / "lib/pypdfium2_raw/pdfium.dll",
    }
    return {part: product_version(file.read_bytes()) for part, file in said.items()}


def product_version(binary: bytes) -> str:
    """The version in the resources of a program for Windows; "unknown" without any."""
    said = re.search("ProductVersion".encode("utf-16-le") + rb"(?:\0\0)+((?:[ -~]\0)+)\0\0", binary)
    return said.group(1).decode("utf-16-le") if said else "unknown"


# --- small files ---------------------------------------------------------------------------------


def program(starter: str, python: str) -> bytes:
    """A program that starts Galley with the Python beside it."""
    where = "import distlib; print(distlib.__path__[0])"
    launchers = Path(said_by(environment.python(), "-c", where))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", (1980, 1, 1, 0, 0, 0)), START)
    found = f"#!<launcher_dir>\\python\\{python}\r\n".encode()
    return (launchers / starter).read_bytes() + found + packed.getvalue()


def icon(to: Path) -> None:
    """An .ico file that holds the icon in all sizes as PNG."""
    with scratch() as folder:
        linux.draw_icons(folder, ICON_SIZES)
        pictures = [(side, (folder / f"{side}.png").read_bytes()) for side in ICON_SIZES]
    offset = 6 + 16 * len(pictures)
    table = struct.pack("<HHH", 0, 1, len(pictures))
    for side, png in pictures:
        table += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    write(to, table + b"".join(png for _, png in pictures))
