"""The commands that the README shows exist and run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
TOUR = next(block for block in BLOCKS if "galley add" in block)


@pytest.mark.skipif(sys.platform == "win32", reason="the tour is written for a POSIX shell")
def test_the_tour_of_the_shell_runs_as_written(tmp_path: Path) -> None:
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = subprocess.run(
        ["/bin/sh", "-e"],
        input=TOUR,
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    exported = (tmp_path / "tour.md").read_text("utf-8")
    assert "**Check** (orange) · #cost" in exported
    assert list((tmp_path / "tour-demo").glob("*.md"))
    assert (tmp_path / "tour-demo" / "window.png").read_bytes().startswith(b"\x89PNG")


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"^make ([\w-]+)", "\n".join(BLOCKS), re.MULTILINE))
    assert named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_every_command_of_the_program_has_its_help() -> None:
    from reader.cli import main
    from reader.commands import COMMANDS

    for name in COMMANDS:
        assert main([name, "--help"]) == 0


def test_every_file_that_the_documents_link_to_exists() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
