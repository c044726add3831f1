"""What this person likes on this machine: one JSON file that may be read and edited by hand.

Settings never stop the program: what cannot be read is set aside, and `said` tells of it. What
belongs to the work (labels, tags, stories) is in the library instead.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from reader import paths
from reader.errors import WriteFailed
from reader.messages import _
from reader.values import dataclass

Json = Any
ThemeChoice = Literal["system", "light", "sepia", "dark"]
ExportStyle = Literal["annotated", "notes"]
Face = Literal["serif", "sans"]

SMALLEST_TYPE, LARGEST_TYPE = 12, 40
NARROWEST, WIDEST = 30, 120
CLOSEST, LOOSEST = 125, 220


@dataclass(frozen=True, slots=True)
class KeptFolder:
    """A folder in which the exports of some articles are kept in step with a library.

    `name` says which articles; `shelf`, `tag`, `label`, `story` and `words` are those of the list
    they were chosen from, `named` is the template of a new file's name (empty: the usual one).
    With `by_itself` it follows as notes are written, else when it is asked to; `seen` is the
    newest entry of the library's journal that it has followed.
    """

    folder: str
    library: str
    name: str
    shelf: str = "all"
    tag: str | None = None
    label: str | None = None
    story: str | None = None
    words: str = ""
    style: str = "annotated"
    named: str = ""
    by_itself: bool = True
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one person; `others` are those of another version, kept as they were.

    `font_size` is in pixels, `measure` in characters, `leading` (line height) in hundredths of
    the type size, the geometries are Qt's, in base64; `pane_widths` are pixels by "range/side".
    `menu_bar` and `more_contrast` are None where the system decides. `keys` holds the shortcuts
    that are not the usual ones, by the id of their action; () takes an action's keys away.
    `check_every` is the minutes between two checks of what is watched, `refresh_feeds_every`
    those between two rounds of the feeds; 0 is never.
    `export_options` are those that are not as usual, for `reader.export.options.options_named`.
    `inboxes` are the watched folders, by the path of their library.
    `list_sort` is one of `reader.model.Sort`; any other counts as "added".
    `cite_style` is one of `reader.export.citing.STYLES`; any other counts as "plain".
    """

    theme: ThemeChoice = "system"
    font_size: int = 19
    measure: int = 66
    leading: int = 158
    face: Face = "serif"
    justified: bool = False
    more_contrast: bool | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    menu_bar: bool | None = None
    geometry: str = ""
    all_notes_geometry: str = ""
    revisions_geometry: str = ""
    templates_geometry: str = ""
    feeds_geometry: str = ""
    stories_geometry: str = ""
    pane_widths: Mapping[str, int] = field(default_factory=dict)
    closed_panes: tuple[str, ...] = ()
    add_folder: str = ""
    export_folder: str = ""
    export_style: ExportStyle = "annotated"
    export_name: str = ""
    export_options: Mapping[str, str | bool] = field(default_factory=dict)
    kept_folders: tuple[KeptFolder, ...] = ()
    inboxes: Mapping[str, str] = field(default_factory=dict)
    cite_style: str = "plain"
    check_every: int = 0
    refresh_feeds_every: int = 0
    list_sort: str = "added"
    list_grouped: bool = False
    list_compact: bool = False
    recent_libraries: tuple[str, ...] = ()
    others: Mapping[str, Json] = field(default_factory=dict)
    said: str = field(default="", compare=False)
    """One sentence on what could not be read; not saved."""

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """The settings in `path` (by default the user's own); never fails.

        A file that is no JSON object is renamed to `settings.damaged.json`; a value that does
        not fit is replaced by its default.
        """
        file = path or settings_file()
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            return cls()
        except OSError:
            return cls(said=_("The settings cannot be read; Galley starts with its own."))
        held = _object(content)
        if held is None:
            return cls(said=_set_aside(file))
        return _read(held)

    def save(self, path: Path | None = None) -> None:
        """Writes the settings whole or not at all; WriteFailed if they cannot be written."""
        file = path or settings_file()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _replace(file, json.dumps(_write(self), indent=2, sort_keys=True, ensure_ascii=False))
        except OSError as error:
            raise WriteFailed(
                _("The settings could not be saved in “{file}”.").format(file=file),
                _("They hold until you close Galley; check the rights of that folder."),
            ) from error


def settings_file() -> Path:
    """Where the user's settings are kept."""
    return paths.config_folder() / "settings.json"


def _object(content: bytes) -> dict[str, Json] | None:
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _set_aside(file: Path) -> str:
    aside = file.with_name(f"{file.stem}.damaged{file.suffix}")
    try:
        os.replace(file, aside)
    except OSError:
        return _("The settings are damaged; Galley starts with its own.")
    return _("The settings were damaged; they are now in “{file}”.").format(file=aside)


def _replace(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.galley-tmp")
    try:
        # A name from the system may hold bytes that are no UTF-8: they become "?".
        with unfinished.open("w", encoding="utf-8", errors="replace", newline="\n") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)


# --- values --------------------------------------------------------------------------------------


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _one_of(choices: Any) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and value in get_args(choices)


def _whole(low: int, high: int) -> Callable[[Json], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _is_choice(value: Json) -> bool:
    return value is None or isinstance(value, bool)


def _is_yes_or_no(value: Json) -> bool:
    return isinstance(value, bool)


def _are_keys(value: Json) -> bool:
    return isinstance(value, dict) and all(_are_texts(keys) for keys in value.values())


def _are_texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _are_paths(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _are_folders(value: Json) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and _is_folder(each) for each in value
    )


def _is_folder(held: Mapping[str, Json]) -> bool:
    kinds = {"by_itself": bool, "seen": int}
    optional = ("tag", "label", "story")
    known = {each.name for each in fields(KeptFolder)}
    return {"folder", "library", "name"} <= held.keys() <= known and all(
        (value is None and name in optional) or type(value) is kinds.get(name, str)
        for name, value in held.items()
    )


def _are_options(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str | bool) for each in value.values())


def _are_widths(value: Json) -> bool:
    return isinstance(value, dict) and all(type(width) is int for width in value.values())


_FITS: Mapping[str, Callable[[Json], bool]] = {
    "theme": _one_of(ThemeChoice),
    "font_size": _whole(SMALLEST_TYPE, LARGEST_TYPE),
    "measure": _whole(NARROWEST, WIDEST),
    "leading": _whole(CLOSEST, LOOSEST),
    "face": _one_of(Face),
    "justified": _is_yes_or_no,
    "more_contrast": _is_choice,
    "keys": _are_keys,
    "menu_bar": _is_choice,
    "geometry": _is_text,
    "all_notes_geometry": _is_text,
    "revisions_geometry": _is_text,
    "templates_geometry": _is_text,
    "feeds_geometry": _is_text,
    "stories_geometry": _is_text,
    "pane_widths": _are_widths,
    "closed_panes": _are_texts,
    "add_folder": _is_text,
    "export_folder": _is_text,
    "export_style": _one_of(ExportStyle),
    "export_name": _is_text,
    "export_options": _are_options,
    "kept_folders": _are_folders,
    "inboxes": _are_paths,
    "cite_style": _is_text,
    "check_every": _whole(0, 10_080),
    "refresh_feeds_every": _whole(0, 10_080),
    "list_sort": _is_text,
    "list_grouped": _is_yes_or_no,
    "list_compact": _is_yes_or_no,
    "recent_libraries": _are_texts,
}


def _read(held: Mapping[str, Json]) -> Settings:
    ours = {name: value for name, value in held.items() if name in _FITS}
    fitting = {name: value for name, value in ours.items() if _FITS[name](value)}
    wrong = sorted(ours.keys() - fitting.keys())
    values: dict[str, Json] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fitting.items()
    }
    if "keys" in values:
        values["keys"] = {id: tuple(keys) for id, keys in values["keys"].items()}
    if "kept_folders" in values:
        values["kept_folders"] = tuple(KeptFolder(**each) for each in values["kept_folders"])
    said = _("Settings that do not fit were left out: {names}.").format(names=", ".join(wrong))
    others = {name: value for name, value in held.items() if name not in _FITS}
    return Settings(**values, others=others, said=said if wrong else "")


def _write(settings: Settings) -> dict[str, Json]:
    kept = {each.name: getattr(settings, each.name) for each in fields(settings)}
    kept["kept_folders"] = [asdict(each) for each in settings.kept_folders]
    return {**settings.others, **{name: kept[name] for name in _FITS}}
