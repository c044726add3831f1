"""What a desktop of Linux is told of Galley: entry, icons, metadata, man page, completions."""

from __future__ import annotations

import gzip
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from installers import contents, environment
from installers.ground import (
    PACKAGING,
    ROOT,
    NotBuilt,
    moment,
    put,
    run,
    scratch,
    surroundings,
    version,
    write,
)

ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
COMPLETIONS = {
    "bash": "share/bash-completion/completions/galley",
    "zsh": "share/zsh/vendor-completions/_galley",
    "fish": "share/fish/vendor_completions.d/galley.fish",
}


def lay_out(prefix: Path, program: str) -> None:
    """Everything but the program itself under a prefix such as `usr` or `~/.local`.

    `program` says in words where the program lies, for the notice of its licences.
    """
    ours = PACKAGING / "linux"
    put(PACKAGING / "galley.desktop", prefix / "share/applications/galley.desktop")
    put(ours / "galley.mime.xml", prefix / "share/mime/packages/galley.xml")
    metadata = (ours / "galley.metainfo.xml").read_text(encoding="utf-8")
    write(prefix / "share/metainfo/galley.metainfo.xml", dated(metadata))
    lay_icons(prefix / "share/icons/hicolor")
    manual = gzip.compress(words("man").encode(), mtime=0)
    write(prefix / "share/man/man1/galley.1.gz", manual)
    for shell, place in COMPLETIONS.items():
        write(prefix / place, words(shell))
    write(prefix / "share/doc/galley/copyright", contents.notice(program))
    contents.lay_licences(prefix / "share/doc/galley/licences")


def dated(metadata: str) -> str:
    day = datetime.fromtimestamp(moment(), UTC).strftime("%Y-%m-%d")
    return metadata.replace("@VERSION@", version()).replace("@DATE@", day)


def lay_icons(hicolor: Path) -> None:
    svg = ROOT / "resources/galley.svg"
    put(svg, hicolor / "scalable/apps/galley.svg")
    with scratch() as folder:
        draw_icons(folder, ICON_SIZES)
        for size in ICON_SIZES:
            put(folder / f"{size}.png", hicolor / f"{size}x{size}/apps/galley.png")


def draw_icons(folder: Path, sizes: tuple[int, ...]) -> None:
    """The icon as SIZE.png in each of these sizes."""
    script = str(Path(__file__).with_name("icons.py"))
    svg = str(ROOT / "resources/galley.svg")
    run(environment.python(), script, svg, str(folder), *map(str, sizes))


def words(kind: str) -> str:
    """The man page (`man`), or the completions of a shell."""
    told = {"PYTHONPATH": str(ROOT), "GALLEY_VERSION": version(), "COLUMNS": "80"}
    script = str(Path(__file__).with_name("words.py"))
    done = subprocess.run(
        [environment.python(), "-B", script, kind],
        env=surroundings() | told | {"PYTHONDONTWRITEBYTECODE": "1", "HOME": os.devnull},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode != 0:
        raise NotBuilt(done.stderr)
    return done.stdout
