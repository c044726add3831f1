"""Who may import whom: the table of the design, read from the source itself.

An import inside a function counts like one at the top, and so does `import_module("...")`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("reader", "ui", "resources")

# --- the table -----------------------------------------------------------------------------------

EVERYONE = {"reader", "reader.messages", "reader.patterns", "resources"}
EVERYONE |= {"reader.values", "reader.version"}
"""What anyone may import: words, values, the version, and packages that hold no code themselves."""

VALUES = {"reader.model", "reader.noted", "reader.waiting", "reader.text", "reader.errors"}
CORE = VALUES | {"reader.records", "reader.anchoring", "reader.changes"}
ALL_BUT_STORE = CORE | {"reader.intake", "reader.export", "reader.library"}
ALL_BUT_STORE |= {"reader.paths", "reader.settings", "reader.shell"}
ALL_BUT_STORE |= {"reader.suspicion", "reader.notices"}
ALL_BUT_STORE |= {"reader.corrections", "reader.revisions"}
ALL_BUT_STORE |= {"reader.likeness", "reader.query"}
ALL_BUT_STORE |= {"reader.sentences", "reader.hyphens", "reader.templates"}

MAY_IMPORT: dict[str, set[str]] = {
    "reader.messages": set(),
    "reader.patterns": set(),
    "reader.values": set(),
    "reader.version": set(),
    "reader.errors": set(),
    "reader.text": set(),
    "reader.notices": {"reader.text"},
    "reader.suspicion": {"reader.text", "reader.notices"},
    "reader.corrections": set(),
    "reader.likeness": {"reader.text"},
    "reader.query": set(),
    "reader.revisions": {"reader.model", "reader.text", "reader.anchoring", "reader.corrections"},
    "reader.sentences": set(),
    "reader.hyphens": set(),
    "reader.model": {"reader.text"},
    "reader.noted": {"reader.model"},
    "reader.waiting": {"reader.model"},
    "reader.records": {"reader.model"},
    "reader.anchoring": {"reader.model", "reader.text"},
    "reader.changes": {"reader.model", "reader.text", "reader.anchoring", "reader.errors"},
    "reader.child": set(),
    "reader.intake": CORE | {"reader.child"},
    "reader.export": CORE,
    "reader.templates": CORE | {"reader.export", "reader.child"},
    "reader.store": VALUES | {"reader.likeness", "reader.query", "reader.records"},
    "reader.library": CORE | {"reader.store"},
    "reader.paths": {"reader.errors"},
    "reader.settings": {"reader.errors", "reader.paths"},
    "reader.shell": ALL_BUT_STORE,
    "ui": ALL_BUT_STORE,
    "resources": set(),
}

SHELL = {
    "__main__",
    "abroad",
    "adding",
    "arriving",
    "again",
    "archiving",
    "asked",
    "backups",
    "checking",
    "cli",
    "commands",
    "conflicts",
    "demo",
    "drift",
    "duplicates",
    "edited",
    "erasing",
    "exporting",
    "feeding",
    "homecoming",
    "inbox",
    "invited",
    "moved_in",
    "moving_in",
    "many",
    "outbox",
    "past",
    "pictures",
    "remarks",
    "rereading",
    "revising",
    "samples",
    "selftest",
    "sent_marks",
    "shapes",
    "stories",
    "tags",
    "templating",
    "together",
    "watching",
}
"""Modules of `reader` that stand above the library, as the command line does."""

PANELS = (
    "ui.all_notes",
    "ui.articles",
    "ui.feeds",
    "ui.notes",
    "ui.reading",
    "ui.revisions",
    "ui.sidebar",
    "ui.stories",
)
PAPER = "ui.reading.printing"
"""No panel, though it sets its pages as the panel does: what leaves may ask for it."""
BESIDE = "ui.revisions"
"""A window beside that sets its pages as the panel does: it may ask for its paper, not for it."""
WINDOW = "ui.window"
OPENS_BESIDE = "ui.beside"
"""What opens the windows beside for the window, and hands them its style."""
START = ("ui.app", "ui.running")
"""What puts a window on the screen; nothing else knows the window."""

HOMES: dict[str, tuple[str, ...]] = {
    "sqlite3": ("reader.store",),
    "appdirs": ("reader.paths",),
    "feedparser": ("reader.intake.feeds",),
    "pypdfium2": ("reader.intake.pdf.opening",),
    "lxml": ("reader.intake",),
    "docx": ("reader.export",),
    "jinja2": ("reader.templates",),
    "markdown": ("reader.intake", "reader.export", "reader.templates"),
    "sentencex": ("reader.sentences",),
    "pyphen": ("reader.hyphens",),
    "PySide6": ("ui",),
    "PySide6.QtNetwork": ("ui.instance",),  # a local socket; reading makes no network request
    "shiboken6": ("ui",),
    "fontpkg": ("ui",),
    "fontpkg_source_serif_4": ("ui",),
    "socket": ("reader.intake.fetch",),
    "ssl": ("reader.intake.fetch", "reader.selftest"),
    "http": ("reader.intake.fetch",),
    "urllib.request": ("reader.intake.fetch",),
    "ftplib": (),
    "smtplib": (),
    "asyncio": (),
}
"""Modules with one home, and every package that is not Python's own."""


# --- reading imports -----------------------------------------------------------------------------


class Import(NamedTuple):
    """One module that another names; `line` is where."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer} line {self.line} imports {self.imported}"


def all_modules() -> dict[str, Path]:
    return {name_of(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str, source: str, *, is_package: bool = False) -> Iterator[Import]:
    """Every import of this source, wherever it stands, with its full name."""
    for node in ast.walk(ast.parse(source)):
        for name in names_in(node, module if is_package else module.rpartition(".")[0]):
            yield Import(module, name, getattr(node, "lineno", 0))


def names_in(node: ast.AST, package: str) -> list[str]:
    """`from a import b` names `a.b`: whether b is a module or a function is told by `within`."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            start = base(package, level, module)
            return [f"{start}.{alias.name}" for alias in names]
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__")
            | ast.Attribute(attr="import_module" | "__import__"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def base(package: str, level: int, module: str | None) -> str:
    """What a `from` with that many dots is relative to."""
    if level == 0:
        return module or ""
    above = package.split(".")[: len(package.split(".")) - level + 1]
    return ".".join([*above, *([module] if module else [])])


def within(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


@cache
def all_imports() -> tuple[Import, ...]:
    return tuple(
        one
        for module, path in all_modules().items()
        for one in imports(
            module, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py"
        )
    )


# --- judging them --------------------------------------------------------------------------------


def layer_of(name: str) -> str | None:
    """The row of the table that a module of ours belongs to; None for others' modules."""
    first, _, rest = name.partition(".")
    if first not in PACKAGES:
        return None
    if first != "reader" or not rest:
        return first
    second = rest.partition(".")[0]
    return "reader.shell" if second in SHELL else f"reader.{second}"


def breaks_table(one: Import) -> bool:
    above, below = layer_of(one.importer), layer_of(one.imported)
    if above is None or below is None or above == below or below in EVERYONE:
        return False
    return below not in MAY_IMPORT.get(above, set())


def breaks_home(one: Import) -> bool:
    """True if a module with a home, or a stranger without one, is imported elsewhere."""
    if layer_of(one.imported) is not None:
        return False
    rules = [module for module in HOMES if within(one.imported, module)]
    if not rules:
        return one.imported.partition(".")[0] not in sys.stdlib_module_names
    return not any(within(one.importer, home) for home in HOMES[max(rules, key=len)])


_STYLE = "ui.reading.typography.ReadingStyle"


def breaks_panels(one: Import) -> bool:
    """True if something other than the window, or the panel itself, imports a panel."""
    panel = next((panel for panel in PANELS if within(one.imported, panel)), None)
    if panel is None or within(one.importer, panel):
        return False
    if within(one.imported, PAPER) and one.importer == "ui.outgoing":
        return False
    if one.importer == OPENS_BESIDE:
        return (
            panel not in ("ui.all_notes", "ui.feeds", "ui.stories", BESIDE)
            and one.imported != _STYLE
        )
    if within(one.importer, BESIDE) and panel == "ui.reading":
        return within(one.imported, "ui.reading.panel")
    return one.importer not in (WINDOW, *START)


def breaks_window(one: Import) -> bool:
    if within(one.imported, WINDOW):
        return one.importer not in (WINDOW, *START)
    return any(within(one.imported, start) for start in START) and one.importer not in START


# --- the laws ------------------------------------------------------------------------------------


def test_every_module_has_a_row_in_the_table() -> None:
    rows = {module: layer_of(module) for module in all_modules() if module not in PACKAGES}
    strangers = sorted(module for module, row in rows.items() if row not in MAY_IMPORT)
    assert strangers == [], "give these a row in MAY_IMPORT, or a place in SHELL"


def test_nobody_imports_what_the_table_does_not_give_them() -> None:
    assert [str(one) for one in all_imports() if breaks_table(one)] == []


def test_the_packages_themselves_hold_no_code() -> None:
    assert [name for name in PACKAGES if (ROOT / name / "__init__.py").read_bytes().strip()] == []


def test_sqlite_qt_the_network_and_every_dependency_stay_in_their_homes() -> None:
    assert [str(one) for one in all_imports() if breaks_home(one)] == []


def test_only_the_window_knows_the_panels() -> None:
    assert [str(one) for one in all_imports() if breaks_panels(one)] == []


def test_the_window_is_known_by_none_but_the_start() -> None:
    assert [str(one) for one in all_imports() if breaks_window(one)] == []


# --- the reading itself is right -----------------------------------------------------------------


def test_the_programs_own_imports_are_seen_at_all() -> None:
    seen = {(one.importer, one.imported) for one in all_imports()}
    assert ("reader.paths", "appdirs") in seen
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("module", "source", "named"),
    [
        ("reader.cli", "import sqlite3", "sqlite3"),
        ("reader.cli", "import http.client as web", "http.client"),
        ("reader.cli", "from reader import store", "reader.store"),
        ("reader.cli", "from reader.store import tables", "reader.store.tables"),
        ("reader.intake.page", "from . import fetch", "reader.intake.fetch"),
        ("reader.intake.page", "from ..store import tables", "reader.store.tables"),
        ("reader.cli", "def late():\n    if True:\n        import ui.app", "ui.app"),
        ("reader.cli", "import importlib\nimportlib.import_module('ui.app')", "ui.app"),
        ("reader.cli", "__import__('PySide6.QtGui')", "PySide6.QtGui"),
    ],
)
def test_an_import_is_found_however_it_is_written(module: str, source: str, named: str) -> None:
    assert named in [one.imported for one in imports(module, source)]


def test_a_dot_in_a_package_means_the_package_itself() -> None:
    assert [one.imported for one in imports("ui.notes", "from . import card", is_package=True)] == [
        "ui.notes.card"
    ]


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("reader.text", "reader.model.Block"),
        ("reader.model", "reader.records.dumps"),
        ("reader.intake.page", "reader.export.write"),
        ("reader.export.notes", "reader.library.Reader"),
        ("reader.cli", "reader.store.tables"),
        ("reader.cli", "ui.app.main"),
        ("ui.window", "reader.store"),
        ("reader.library", "reader.cli.main"),
    ],
)
def test_a_breach_of_the_table_is_seen(importer: str, imported: str) -> None:
    assert breaks_table(Import(importer, imported, 1))


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("reader.library", "sqlite3.connect"),
        ("reader.cli", "PySide6.QtCore.QObject"),
        ("ui.reading.view", "PySide6.QtNetwork.QNetworkAccessManager"),
        ("ui.window", "urllib.request.urlopen"),
        ("reader.settings", "appdirs"),
        ("reader.intake.page", "requests"),
    ],
)
def test_a_module_away_from_its_home_is_seen(importer: str, imported: str) -> None:
    assert breaks_home(Import(importer, imported, 1))


def test_a_panel_that_looks_at_its_neighbour_is_seen() -> None:
    assert breaks_panels(Import("ui.notes.panel", "ui.reading.view.ReadingView", 1))
    assert breaks_panels(Import("ui.session", "ui.notes.panel", 1))
    assert not breaks_panels(Import("ui.window", "ui.notes.panel.NotesPanel", 1))


def test_a_panel_that_knows_its_window_is_seen() -> None:
    assert breaks_window(Import("ui.notes.panel", "ui.window.Window", 1))
    assert breaks_window(Import("ui.window", "ui.app.main", 1))
