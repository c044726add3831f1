"""What is packed holds what the program needs, comes out the same twice, and goes without a trace.

The slow half is `packaging/build.py check`.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "packaging"))

from installers import contents, folder, ground, self_unpacking, windows  # noqa: E402

# --- what is left out ----------------------------------------------------------------------------


@cache
def imported_by_us() -> frozenset[str]:
    """The modules that our sources name in an import, wherever it stands."""
    trees = (
        ast.parse(file.read_text(encoding="utf-8"))
        for package in ("reader", "ui")
        for file in (ROOT / package).rglob("*.py")
    )
    return frozenset(name for tree in trees for node in ast.walk(tree) for name in named(node))


def named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names)
        case ast.ImportFrom(module=str(module), level=0, names=names):
            yield module
            yield from (f"{module}.{name.name}" for name in names)


def left_out(module: str) -> bool:
    return any(f"{module}.".startswith(f"{never}.") for never in folder.NEVER_IMPORTED)


def test_no_module_that_we_import_is_left_out() -> None:
    assert sorted(filter(left_out, imported_by_us())) == []


def test_every_module_of_qt_that_we_import_is_kept() -> None:
    found = {re.match(r"PySide6\.Qt(\w+)", name) for name in imported_by_us()}
    used = {match.group(1) for match in found if match}
    assert used <= set(folder.QT_KEPT)


@pytest.mark.parametrize(
    "plugin",
    [
        "iconengines/libqsvgicon.so",
        "imageformats/libqgif.so",
        "imageformats/libqico.so",
        "imageformats/libqjpeg.so",
        "imageformats/libqsvg.so",
        "imageformats/libqwebp.so",
        "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "platforminputcontexts/libibusplatforminputcontextplugin.so",
        "platforms/libqoffscreen.so",
        "platforms/libqwayland.so",
        "platforms/libqxcb.so",
        "platforms/qwindows.dll",
        "platforms/libqcocoa.dylib",
        "platformthemes/libqxdgdesktopportal.so",
        "printsupport/libcupsprintersupport.so",
        "styles/qmodernwindowsstyle.dll",
    ],
)
def test_every_plugin_that_is_needed_is_kept(plugin: str) -> None:
    assert folder.is_kept(Path("plugins") / plugin)


@pytest.mark.parametrize(
    "plugin",
    [
        "designer/libqwebengineview.so",
        "imageformats/libqpdf.so",
        "platforms/libqvnc.so",
        "platformthemes/libqgtk3.so",
        "qmltooling/libqmldbg_server.so",
        "sqldrivers/libqsqlpsql.so",
        "tls/libqopensslbackend.so",
    ],
)
def test_what_nobody_needs_is_not(plugin: str) -> None:
    assert not folder.is_kept(Path("plugins") / plugin)


def test_qt_is_never_asked_for_the_web_so_it_needs_no_secrets() -> None:
    used = {name for name in imported_by_us() if name.startswith("PySide6.QtNetwork.")}
    assert used <= {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket"}


# --- what it is built from -----------------------------------------------------------------------

LOCK = (ROOT / "packaging/locked.txt").read_text(encoding="utf-8")


def test_every_file_that_is_built_from_is_known_by_its_hash() -> None:
    entries = re.split(r"^(?=[a-z])", LOCK, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_galley_and_its_build_need_is_locked_in_the_version_that_was_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    tested = {
        canonicalize_name(pin.name): str(pin.specifier)
        for pin in map(Requirement, (line for line in pins if line and line[0] != "#"))
    }
    locked = dict(re.findall(r"^([a-z0-9-]+)(==\S+)", LOCK, re.MULTILINE))
    for name in {canonicalize_name(Requirement(need).name) for need in needs}:
        assert locked.get(name) == tested[name], f"{name}: type packaging/build.py lock"


def test_a_part_of_the_lock_holds_these_packages_with_all_their_hashes() -> None:
    part = "".join(windows.locked({"lxml", "jinja2"}))
    assert re.findall(r"^(\S+)==", part, re.MULTILINE) == ["jinja2", "lxml"]
    assert part.count("--hash") > 20


# --- what a desktop is told ----------------------------------------------------------------------

KINDS = (
    "text/markdown",
    "text/html",
    "application/x-mimearchive",
    "application/x-webarchive",
    "application/epub+zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/pdf",
    "x-scheme-handler/galley",
)


def test_the_desktop_offers_galley_for_what_it_opens() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(ROOT / "packaging/galley.desktop", encoding="utf-8")
    assert set(KINDS) <= set(entry["Desktop Entry"]["MimeType"].split(";"))
    assert entry["Desktop Entry"]["Exec"] == "galley %U"


def test_the_man_page_has_every_command() -> None:
    from reader.commands import COMMANDS

    page = subprocess.run(
        [sys.executable, "-B", str(ROOT / "packaging/installers/words.py"), "man"],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SOURCE_DATE_EPOCH": "0",
            "GALLEY_VERSION": "1.2",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert page.startswith('.TH GALLEY 1 1970-01-01 "Galley 1.2"')
    assert re.findall(r'^\.SS "galley (\S+)"$', page, re.MULTILINE) == list(COMMANDS)


def test_an_icon_file_says_where_each_picture_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(folder: Path, sizes: tuple[int, ...]) -> None:
        for side in sizes:
            (folder / f"{side}.png").write_bytes(b"\x89PNG%d" % side)

    monkeypatch.setattr(windows.linux, "draw_icons", draw)
    monkeypatch.setattr(ground, "WORK", tmp_path)
    windows.icon(tmp_path / "galley.ico")
    content = (tmp_path / "galley.ico").read_bytes()
    assert content[:6] == b"\x00\x00\x01\x00\x06\x00"
    for place, side in enumerate(windows.ICON_SIZES):
        entry = content[6 + 16 * place : 22 + 16 * place]
        length, offset = (int.from_bytes(entry[at : at + 4], "little") for at in (8, 12))
        assert content[offset : offset + length] == b"\x89PNG%d" % side


def test_every_licence_is_named() -> None:
    from importlib.metadata import distribution

    for name in ("lxml", "Jinja2", "python-docx", "pyphen", "PySide6_Essentials"):
        assert contents.licence(distribution(name)) != "see its licence file", name


# --- the file that unpacks itself ----------------------------------------------------------------


def stand_in(home: Path) -> None:
    """A program of two lines where Galley would lie, with all that its installer brings."""
    ours = ROOT / "packaging/linux/uninstall.sh"
    ground.write(home / "lib/galley/galley", "#!/bin/sh\necho galley\n")
    ground.write(home / "lib/galley/uninstall", ours.read_bytes())
    for program in ("galley", "uninstall"):
        (home / "lib/galley" / program).chmod(0o755)
    ground.write(home / "share/applications/galley.desktop", "[Desktop Entry]\nExec=galley %U\n")
    (home / "bin").mkdir()
    (home / "bin/galley").symlink_to("../lib/galley/galley")
    names = [path.relative_to(home) for path in home.rglob("*") if not path.is_dir()]
    names.append(Path("lib/galley/installed-files"))
    ground.write(home / "lib/galley/installed-files", "".join(f"{name}\n" for name in names))
    ground.settle(home)


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    stand_in(tmp_path / "one")
    packed = self_unpacking.pack(tmp_path / "one", tmp_path / "packed.tar.xz")
    made = tmp_path / "a folder/galley.run"
    ground.write(made, self_unpacking.head_and_body(packed))
    return made


def sh(*command: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", *map(str, command)],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


linux = pytest.mark.skipif(sys.platform != "linux", reason="an installer for Linux")


@linux
def test_it_installs_upgrades_and_leaves_only_what_is_the_users(
    tmp_path: Path, installer: Path
) -> None:
    home = tmp_path / "the home"
    mine = home / ".local/share/galley/Library.galley"
    ground.write(mine, "mine")
    for _again in range(2):
        done = sh(installer, home=home)
        assert done.returncode == 0, done.stderr
    started = subprocess.run([home / ".local/bin/galley"], capture_output=True, text=True)
    assert started.stdout == "galley\n"
    entry = (home / ".local/share/applications/galley.desktop").read_text()
    assert f'Exec="{home}/.local/bin/galley" %U' in entry
    gone = sh(home / ".local/lib/galley/uninstall", home=home)
    assert gone.returncode == 0, gone.stderr
    assert [path for path in home.rglob("*") if path.is_file() or path.is_symlink()] == [mine]
    assert not (home / ".local/lib").exists()


@linux
def test_a_damaged_file_installs_nothing(tmp_path: Path, installer: Path) -> None:
    content = bytearray(installer.read_bytes())
    content[-20] ^= 1
    installer.write_bytes(content)
    done = sh(installer, home=tmp_path / "home")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "home").exists()


@linux
def test_the_same_files_are_packed_into_the_same_bytes(
    tmp_path: Path, installer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path / "quite/another")
    again = self_unpacking.pack(tmp_path / "quite/another", tmp_path / "again.tar.xz")
    assert self_unpacking.head_and_body(again) == installer.read_bytes()


# --- the scripts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["app", "deb", "run", "windows", "lock", "check"])
def test_every_subcommand_says_what_it_does(what: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging/build.py"), what, "--help"], capture_output=True
    )
    assert done.returncode == 0
    assert b"usage:" in done.stdout
