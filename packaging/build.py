"""Builds what people install, and starts each result before it is called built.

    .venv/bin/python packaging/build.py app     the program in one folder: dist/galley
    .venv/bin/python packaging/build.py deb     that folder as dist/galley_VERSION_ARCH.deb

`make app` and `make deb` see to what this needs and then call it.
"""

from __future__ import annotations

import argparse
import filecmp
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
DIST = ROOT / "dist"
APP = DIST / "galley"
WORK = ROOT / "build"

PLUGINS_KEPT = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qgif", "qico", "qjpeg", "qsvg", "qwebp"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontext"),
    "platforms": ("qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": (),
    "styles": ("qmacstyle", "qmodernwindowsstyle"),
    "wayland-decoration-client": ("bradient",),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "wayland-shell-integration": ("xdg-shell",),
    "xcbglintegrations": (),
}
"""Of Qt's plugins, what a program of widgets, text and SVG loads; the rest is left out.

No gtk3 theme: it would bring GTK into the process. No TLS: Python fetches, Qt never does.
"""

NEVER_IMPORTED = ("PIL", "_pytest", "lib2to3", "numpy", "pydoc_data", "pytest", "test", "tkinter")

BUNDLED = (
    "PySide6_Essentials",
    "shiboken6",
    "lxml",
    "Markdown",
    "appdirs",
    "feedparser",
    "feedparser-sgmllib",
    "pypdfium2",
    "python-docx",
    "typing_extensions",
    "Jinja2",
    "MarkupSafe",
    "fontpkg-source-serif-4",
)
"""Other people's work in the folder, for the copyright file; Python itself is named there."""


class NotBuilt(Exception):
    """Something is missing or unsound; the message says what."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Build what people install.")
    chosen = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, build in (("app", build_app), ("deb", build_deb)):
        promise = (build.__doc__ or "").splitlines()[0]
        chosen.add_parser(name, help=promise, description=promise).set_defaults(build=build)
    try:
        made = parser.parse_args(arguments).build()
    except NotBuilt as problem:
        print(f"Not built: {problem}", file=sys.stderr)
        return 1
    print(f"{made.relative_to(ROOT)}: {megabytes(made)} MB")
    return 0


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def megabytes(made: Path) -> int:
    files = made.rglob("*") if made.is_dir() else [made]
    return round(sum(file.lstat().st_size for file in files if not file.is_dir()) / 1e6)


# --- the program in one folder -------------------------------------------------------------------


def build_app() -> Path:
    """The program in one folder that needs no Python: dist/galley."""
    freeze()
    prune(APP)
    check_program(program_in(APP))
    return APP


def freeze() -> None:
    """Lets PyInstaller gather the program, from the sources of this checkout."""
    command = [sys.executable, "-m", "PyInstaller", *freeze_options(), str(PACKAGING / "start.py")]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise NotBuilt("PyInstaller failed; its words stand above")


def freeze_options() -> list[str]:
    options = ["--noconfirm", "--clean", "--onedir", "--name=galley", "--log-level=WARN"]
    options += [f"--distpath={DIST}", f"--workpath={WORK}", f"--specpath={WORK}"]
    options += [f"--paths={ROOT}", "--collect-all=resources", "--copy-metadata=galley"]
    options += ["--collect-all=fontpkg_source_serif_4", "--collect-data=pyphen"]
    options += ["--collect-data=docx", f"--add-data={word_template()}:docx/parts"]
    options += ["--hidden-import=sentencex"]
    # PDFium is found beside its package by name, and its licences ask to come along.
    options += ["--collect-all=pypdfium2_raw", "--collect-data=pypdfium2"]
    options += ["--copy-metadata=pypdfium2"]
    # By full name: a short one ("tables") is looked up in entry points, which a folder lacks.
    options += ["--collect-submodules=markdown.extensions"]
    options += [f"--exclude-module={module}" for module in NEVER_IMPORTED]
    return [*options, "--windowed"] if sys.platform != "linux" else options


def word_template() -> Path:
    """One of the files that python-docx begins with.

    It looks for them in `docx/parts/../templates`, and a frozen program has no `docx/parts` unless
    something lies in it.
    """
    package = importlib.util.find_spec("docx")
    if package is None or package.origin is None:
        raise NotBuilt("python-docx is not installed")
    return Path(package.origin).parent / "templates/default-comments.xml"


def program_in(folder: Path) -> Path:
    return folder / ("galley.exe" if sys.platform == "win32" else "galley")


def prune(folder: Path) -> None:
    """Leaves out the plugins that are not kept, Qt's own translations, and orphaned libraries."""
    qt = folder / "_internal/PySide6/Qt"
    shutil.rmtree(qt / "translations", ignore_errors=True)
    for plugin in [file for file in (qt / "plugins").rglob("*") if file.is_file()]:
        if not is_kept(plugin):
            plugin.unlink()
    if sys.platform == "linux":
        for orphan in orphans(folder):
            orphan.unlink()
        strip_python(folder)
    remove_empty_folders(qt)


def is_kept(plugin: Path) -> bool:
    name = plugin.name.removeprefix("lib")
    return name.startswith(PLUGINS_KEPT.get(plugin.parent.name, ()) or ("\0",))


def remove_empty_folders(top: Path) -> None:
    for folder in sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def check_program(program: Path) -> None:
    """Starts the program where it knows nothing of this checkout; raises NotBuilt if unsound."""
    with tempfile.TemporaryDirectory() as home:
        said = run_apart([str(program), "--version"], Path(home))
        if said != f"galley {version()}":
            raise NotBuilt(f"it calls itself {said!r}")
        print(run_apart([str(program), "self-test"], Path(home)))


def run_apart(command: Sequence[str], home: Path) -> str:
    """What a program says when it is run in an empty home, without a screen."""
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
    }
    if sys.platform == "win32":
        environment |= {"SYSTEMROOT": os.environ["SYSTEMROOT"], "APPDATA": str(home)}
    done = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise NotBuilt(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout.strip()


# --- libraries (Linux) ---------------------------------------------------------------------------


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


def binaries(folder: Path) -> list[Path]:
    """The programs and libraries in ELF format, links left out."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return sorted(file for file in files if is_elf(file))


def is_elf(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(4) == b"\x7fELF"


def needed_by(binary: Path) -> list[str]:
    """The libraries that a binary names as NEEDED."""
    return re.findall(r"^\s+NEEDED\s+(\S+)$", objdump("-p", binary), re.MULTILINE)


def newest_libc(files: Iterable[Path]) -> str:
    """The newest version of the C library that any of these binaries asks for, as "2.35"."""
    asked = (
        tuple(map(int, match))
        for file in files
        for match in re.findall(r"GLIBC_(\d+)\.(\d+)", objdump("-p", file))
    )
    return ".".join(map(str, max(asked)))


def objdump(option: str, file: Path) -> str:
    return subprocess.run(
        ["objdump", option, str(file)], check=True, capture_output=True, text=True
    ).stdout


def strip_python(folder: Path) -> None:
    """Takes the debugging symbols out of Python's own binaries; Qt's and lxml's hold none."""
    own = [file for file in binaries(folder) if file.name.startswith("libpython")]
    own += binaries(folder / "_internal" / f"python{sys.version_info[0]}.{sys.version_info[1]}")
    said_by("strip", "--strip-unneeded", *map(str, own))


# --- the Debian package --------------------------------------------------------------------------

INSTALLED = "usr/lib/galley"


def build_deb() -> Path:
    """dist/galley as a Debian package: dist/galley_VERSION_ARCH.deb."""
    if not program_in(APP).exists():
        raise NotBuilt("dist/galley is missing; first comes `packaging/build.py app`")
    architecture = said_by("dpkg", "--print-architecture")
    made = DIST / f"galley_{version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "galley"
        lay_out(tree)
        take_from_system(tree / INSTALLED)
        check_program(program_in(tree / INSTALLED))
        write_control(tree, architecture)
        said_by("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(made))
    return made


def lay_out(tree: Path) -> None:
    """Puts every file where the package will install it."""
    shutil.copytree(APP, tree / INSTALLED, symlinks=True)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/galley").symlink_to("../lib/galley/galley")
    put(PACKAGING / "galley.desktop", tree / "usr/share/applications/galley.desktop")
    icons = tree / "usr/share/icons/hicolor/scalable/apps"
    put(ROOT / "resources" / "galley.svg", icons / "galley.svg")
    copyright_file = tree / "usr/share/doc/galley/copyright"
    copyright_file.parent.mkdir(parents=True)
    copyright_file.write_text(copyright_words(), encoding="utf-8")
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def put(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True)
    shutil.copyfile(file, to)


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


def system_libraries() -> dict[str, Path]:
    """The libraries that the loader finds on this system, by name."""
    lines = re.findall(r"^\t(\S+) .*=> (\S+)$", said_by("/sbin/ldconfig", "-p"), re.MULTILINE)
    return {name: Path(path) for name, path in reversed(lines)}


def owner_of(library: Path) -> str | None:
    """The Debian package that brought a library; None if none did."""
    for path in (library, library.resolve(), Path("/usr") / library.relative_to("/")):
        done = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    return None


def depends(program: Path) -> Iterator[str]:
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
    yield f"libc6 (>= {newest_libc(inside)})"
    yield from sorted(packages - {"libc6"})
    yield "fonts-noto-core"


def write_control(tree: Path, architecture: str) -> None:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir())
    control = tree / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text(
        CONTROL.format(
            version=version(),
            architecture=architecture,
            size=-(-size // 1024),
            depends=", ".join(depends(tree / INSTALLED)),
        ),
        encoding="utf-8",
    )


CONTROL = """\
Package: galley
Version: {version}
Architecture: {architecture}
Maintainer: The Galley developers
Installed-Size: {size}
Depends: {depends}
Recommends: fonts-noto-cjk, fonts-noto-color-emoji
Section: text
Priority: optional
Description: reader for journalists that marks up articles on the exact words
 Articles come in, are read in peace, are marked and noted on the exact words,
 and go out as annotated Markdown. Everything lies in one local file; it works
 without a network and without an account.
"""


def copyright_words() -> str:
    """Whose work the package holds, and under which licences."""
    others = "\n".join(licence_line(distribution(name)) for name in BUNDLED)
    python = f"Python {sys.version.split()[0]}: PSF-2.0"
    return (
        f"{licence_line(distribution('galley'))}\n\n"
        f"In {INSTALLED}/_internal lies other people's work, each under its own licence:\n\n"
        f"{python}\n{others}\n\n"
        "Qt and PySide6 are used under the LGPL 3 as separate libraries, which you may replace by\n"
        "your own of the same version.\n"
    )


def licence_line(package: Distribution) -> str:
    said = package.metadata
    fields = [field for field in ("License-Expression", "License") if field in said]
    return f"{said['Name']} {package.version}: {said[fields[0]] if fields else 'see its home page'}"


def said_by(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise NotBuilt(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
