"""The program in one folder that needs no Python: gathered by PyInstaller, then pruned by rule."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from installers import environment, libraries
from installers.ground import (
    APP,
    DIST,
    PACKAGING,
    ROOT,
    WORK,
    check_program,
    remove_empty_folders,
    run,
    said_by,
    settle,
    version,
    write,
)

PLUGINS_KEPT = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qgif", "qico", "qjpeg", "qsvg", "qwebp"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontext"),
    "platforms": ("qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("cocoaprintersupport", "cupsprintersupport", "windowsprintersupport"),
    "styles": ("qmacstyle", "qmodernwindowsstyle"),
    "wayland-decoration-client": ("bradient",),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "wayland-shell-integration": ("xdg-shell",),
    "xcbglintegrations": (),
}
"""Of Qt's plugins, what a program of widgets, text and SVG loads; the rest is left out.

No gtk3 theme: it would bring GTK into the process. No TLS: Python fetches, Qt never does.
Screen readers are served from within QtGui, without a plugin.
"""

QT_KEPT = ("Core", "DBus", "Gui", "Network", "PrintSupport", "Svg", "Widgets")
"""Of the modules of PySide6, those that Galley may import; a test holds every import to this."""

NEVER_IMPORTED = (
    "PIL",
    "_pydecimal",
    "_pytest",
    "asyncio",
    "doctest",
    "lib2to3",
    "lxml.html.diff",
    "lxml.isoschematron",
    "lxml.objectify",
    "multiprocessing",
    "numpy",
    "pdb",
    "pydoc",
    "pydoc_data",
    "pypdfium2_cli",
    "pytest",
    "setuptools",
    "test",
    "tkinter",
    "unittest",
    "xmlrpc",
)
"""What PyInstaller finds mentioned somewhere and Galley never loads; a test holds us to that."""

OF_INSTALLING = ("INSTALLER", "RECORD", "REQUESTED", "WHEEL", "direct_url.json")
"""What pip writes beside a package: how it came here, and so never the same twice."""


def build() -> Path:
    """The program in one folder that needs no Python: dist/galley."""
    freeze()
    prune(APP)
    settle(APP)
    check_program(str(program_in(APP)))
    return APP


def program_in(folder: Path) -> Path:
    return folder / ("galley.exe" if sys.platform == "win32" else "galley")


def freeze() -> None:
    """Lets PyInstaller gather the program, from the sources of this checkout."""
    run(environment.python(), "-m", "PyInstaller", *freeze_options(), str(PACKAGING / "start.py"))


def freeze_options() -> list[str]:
    options = ["--noconfirm", "--clean", "--onedir", "--name=galley", "--log-level=WARN"]
    options += [f"--distpath={DIST}", f"--workpath={WORK}", f"--specpath={WORK}"]
    options += [f"--paths={ROOT}", "--collect-all=resources"]
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
    package = said_by(environment.python(), "-c", "import docx; print(docx.__file__)")
    return Path(package).parent / "templates/default-comments.xml"


def prune(folder: Path) -> None:
    """Leaves out the plugins that are not kept, Qt's own translations, and orphaned libraries."""
    inside = folder / "_internal"
    qt = inside / "PySide6/Qt"
    # The folder of a document that python-docx also has packed, and reads only so.
    for needless in (qt / "translations", inside / "docx/templates/default-docx-template"):
        shutil.rmtree(needless, ignore_errors=True)
    for plugin in [file for file in (qt / "plugins").rglob("*") if file.is_file()]:
        if not is_kept(plugin):
            plugin.unlink()
    for record in [file for file in inside.glob("*.dist-info/*") if file.name in OF_INSTALLING]:
        record.unlink()
    write(inside / f"galley-{version()}.dist-info/METADATA", metadata())
    if sys.platform == "linux":
        for orphan in libraries.orphans(folder):
            orphan.unlink()
        libraries.strip(folder)
    remove_empty_folders(qt)


def metadata() -> str:
    """By which the program knows its version."""
    return f"Metadata-Version: 2.1\nName: galley\nVersion: {version()}\nLicense: MIT\n"


def is_kept(plugin: Path) -> bool:
    name = plugin.name.removeprefix("lib")
    return name.startswith(PLUGINS_KEPT.get(plugin.parent.name, ()) or ("\0",))
