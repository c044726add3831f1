"""What `make` does for a fresh checkout, as far as it can be seen without a fresh machine."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def script(name: str) -> ModuleType:
    """A script of `packaging/`, which is no package."""
    spec = spec_from_file_location(name, ROOT / f"packaging/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


set_up = script("set_up")

# --- versions ------------------------------------------------------------------------------------


def pinned() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in pins}


def wanted() -> list[Requirement]:
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(text) for texts in lists for text in texts]


def with_dependants(name: str, seen: set[str]) -> Iterator[str]:
    """This package and all that it needs in turn, as far as they are installed here."""
    if name in seen:
        return
    seen.add(name)
    yield name
    try:
        needs = requires(name) or []
    except PackageNotFoundError:  # the extra `build` is installed only to build
        return
    for need in map(Requirement, needs):
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            yield from with_dependants(canonicalize_name(need.name), seen)


def test_every_pin_names_one_exact_version() -> None:
    for pin in pinned().values():
        assert [clause.operator for clause in pin.specifier] == ["=="], str(pin)


def test_every_pin_lies_in_the_range_the_project_works_with() -> None:
    pins = pinned()
    for requirement in wanted():
        if requirement.marker is None or requirement.marker.evaluate():
            (clause,) = pins[canonicalize_name(requirement.name)].specifier
            assert requirement.specifier.contains(clause.version), str(requirement)


def test_whatever_gets_installed_is_pinned_to_the_last_package() -> None:
    seen: set[str] = set()
    named = {
        name
        for requirement in wanted()
        for name in with_dependants(canonicalize_name(requirement.name), seen)
    }
    assert sorted(named - pinned().keys()) == []


def test_the_build_backend_and_pip_are_pinned_too() -> None:
    assert {"pip", "setuptools"} <= pinned().keys()


@pytest.mark.parametrize(
    ("python", "qt", "allowed"),
    [
        ("3.11", "6.11.3", True),
        ("3.11", "6.12.0", False),
        ("3.12", "6.12.0", True),
        ("3.13", "6.11.3", True),
        ("3.13", "7.0.0", False),
    ],
)
def test_python_3_11_never_gets_the_qt_that_kills_it(python: str, qt: str, allowed: bool) -> None:
    qts = [need for need in wanted() if need.name == "PySide6-Essentials"]
    meant = [
        need for need in qts if need.marker and need.marker.evaluate({"python_version": python})
    ]
    assert [need.specifier.contains(qt) for need in meant] == [allowed]


# --- the system ----------------------------------------------------------------------------------


def need(package: str, *, found: bool, indispensable: bool = True) -> object:
    return set_up.Need(package, lambda: found, indispensable)


def test_what_is_there_is_not_asked_for() -> None:
    needs = [need("libegl1", found=True), need("libgl1", found=False)]
    assert [each.package for each in set_up.not_found(needs)] == ["libgl1"]


def test_what_nothing_works_without_stops_with_the_one_line_to_type() -> None:
    with pytest.raises(set_up.NotReady, match="libgl1"):
        set_up.report([need("libgl1", found=False)])


def test_missing_fonts_are_mentioned_and_stop_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    set_up.report([need("fonts-inter", found=False, indispensable=False)])
    assert "fonts-inter" in capsys.readouterr().out


def test_a_library_is_found_by_the_name_qt_asks_for() -> None:
    assert not set_up.library("libnowhere1", "libnowhere.so.1").found()


def test_an_environment_belongs_to_the_folder_and_the_python_it_was_made_for() -> None:
    written = f"version = 3.11.2\ncommand = /usr/bin/python3 -m venv {set_up.VENV}\n"
    assert set_up.belongs_here(written, "3.11.2")
    assert not set_up.belongs_here(written, "3.12.1")
    assert not set_up.belongs_here(written.replace("/.venv", "/elsewhere/.venv"), "3.11.2")
    assert not set_up.belongs_here("", "3.11.2")


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
@pytest.mark.parametrize(
    "part", ["plugins/platforms/libqxcb.so", "plugins/platforms/libqwayland.so"]
)
def test_qt_finds_every_library_it_needs_to_open_a_window(part: str) -> None:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    binary = Path(spec.origin).parent / "Qt" / part
    linked = subprocess.run(["ldd", str(binary)], capture_output=True, text=True, check=True)
    assert re.findall(r"(\S+) => not found", linked.stdout) == []


# --- the scripts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ["packaging/set_up.py", "--help"],
        ["packaging/build.py", "--help"],
        ["packaging/build.py", "app", "--help"],
        ["packaging/build.py", "deb", "--help"],
    ],
)
def test_every_script_says_what_it_does(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"usage:" in done.stdout


def test_set_up_is_readable_to_an_old_python_so_that_it_can_say_so() -> None:
    source = (ROOT / "packaging/set_up.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_ci_needs_no_terminal_and_does_what_a_developer_does() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


# --- the guards of tests/conftest.py -------------------------------------------------------------

GUARDED = """
import logging, threading, time
from pathlib import Path
import pytest

def test_quiet(): pass

def test_warns(): logging.getLogger("galley").warning("lost")

@pytest.mark.logs("galley")
def test_announces_a_warning(): logging.getLogger("galley").warning("lost")

def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(60,), name="forgotten", daemon=True).start()

def test_is_not_at_home(): assert not (Path.home() / "mine").exists()
"""


def test_a_test_that_warns_or_leaves_a_thread_or_looks_into_the_home_fails(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "from tests import conftest\nconftest.GRACE = 0.1\nfrom tests.conftest import *\n"
    )
    (tmp_path / "test_guarded.py").write_text(GUARDED)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    home = tmp_path / "home"
    home.mkdir()
    (home / "mine").touch()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", str(tmp_path)],
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "5 passed, 2 errors" in done.stdout, done.stdout
    assert "galley: lost" in done.stdout
    assert "forgotten" in done.stdout
