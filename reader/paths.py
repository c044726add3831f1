"""Where Galley's own files lie on this system; the only module that knows appdirs."""

from __future__ import annotations

import os
from pathlib import Path

import appdirs

NAME = "galley"


def data_folder() -> Path:
    """The user's folder for libraries and reports; it may not exist yet."""
    return Path(appdirs.user_data_dir(NAME, appauthor=False))


def templates_folder() -> Path:
    """The folder of the user's own templates; it may not exist yet."""
    return data_folder() / "templates"


def backups_folder() -> Path:
    """The folder of the copies that are made by themselves; it may not exist yet."""
    return data_folder() / "backups"


def config_folder() -> Path:
    """The folder of `settings.json`; it may not exist yet."""
    return Path(appdirs.user_config_dir(NAME, appauthor=False))


def default_library() -> Path:
    """The library that opens when none is named: `GALLEY_LIBRARY`, else the user's own."""
    named = os.environ.get("GALLEY_LIBRARY", "")
    return Path(named).expanduser() if named else data_folder() / "Library.galley"
