"""The small style sheet of the form controls, filled with a theme's colours.

Its pictures (tick, disc, arrows) must be files to Qt. They are handed over in memory as a Qt
resource, so that nothing is written to disk and nothing is left behind.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import qRegisterResourceData
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from ui.theme import Theme

_DRAWINGS = {
    "tick": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "tick_dark": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "dash": '<path d="M6.5 12h11"/>',
    "disc": '<circle cx="12" cy="12" r="3.5"/>',
    "down": '<path d="M8 10l4 4 4-4"/>',
    "up": '<path d="M8 14l4-4 4 4"/>',
    "right": '<path d="M10 8l4 4-4 4"/>',
}
_ON_ACCENT = {"tick", "dash", "disc"}

_kept: list[tuple[bytes, bytes, bytes]] = []
"""Qt reads registered resources where they lie: these bytes must live as long as the program."""

_registered: dict[str, dict[str, str]] = {}


def style_sheet(theme: Theme) -> str:
    """The style sheet of the application under this theme."""
    template = Template((files("resources") / "themes" / "galley.qss").read_text("utf-8"))
    return template.substitute(_colours(theme) | _pictures(theme))


def _colours(theme: Theme) -> dict[str, str]:
    plain = (
        "window panel page field text secondary hairline accent on_accent selected hover "
        "pressed selection focus"
    )
    return {name: getattr(theme, name).name() for name in plain.split()} | {
        "disabled": theme.disabled.name(),
        "accent_held": _mixed(theme.accent, theme.text, 0.15).name(),
        "thumb": _rgba(theme.secondary, theme.thumb_alpha),
        "thumb_held": _rgba(theme.secondary, theme.thumb_alpha + 0.22),
    }


def _mixed(base: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        base.redF() + (other.redF() - base.redF()) * share,
        base.greenF() + (other.greenF() - base.greenF()) * share,
        base.blueF() + (other.blueF() - base.blueF()) * share,
    )


def _rgba(colour: QColor, alpha: float) -> str:
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {round(alpha * 255)})"


def _pictures(theme: Theme) -> dict[str, str]:
    """Resource paths of the pictures in this theme's colours, each theme registered once."""
    # The path names the colours: Qt caches pictures by path and would show the last theme's.
    key = f"{theme.on_accent.name()[1:]}-{theme.secondary.name()[1:]}"
    if key not in _registered:
        drawings = {f"galley-{name}-{key}.svg": _svg(name, theme) for name in _DRAWINGS}
        _register(drawings)
        _registered[key] = {name: f":/galley-{name}-{key}.svg" for name in _DRAWINGS}
    return _registered[key]


def _svg(name: str, theme: Theme) -> bytes:
    colour = (theme.on_accent if name in _ON_ACCENT else theme.secondary).name()
    fill = colour if name == "disc" else "none"
    width = 3 if name in _ON_ACCENT else 2.2
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16" height="16" '
        f'fill="{fill}" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-linejoin="round">{_DRAWINGS[name]}</svg>'
    ).encode()


def _register(contents: Mapping[str, bytes]) -> None:
    resource = _resource(contents)
    _kept.append(resource)
    tree, names, data = resource
    if not qRegisterResourceData(1, tree, names, data):
        raise RuntimeError("Qt refused the style sheet's pictures")


def _resource(contents: Mapping[str, bytes]) -> tuple[bytes, bytes, bytes]:
    """A flat folder in Qt's binary resource format, version 1: tree, names, data.

    Qt finds a child by binary search over the hashes of the names:
    https://doc.qt.io/qt-6/resources.html, qtbase/src/corelib/io/qresource.cpp.
    """
    directory, any_territory, c_language, root = 2, 0, 1, 0
    tree = struct.pack(">IHII", root, directory, len(contents), 1)
    names, data = b"", b""
    for name in sorted(contents, key=_hash):
        tree += struct.pack(">IHHHI", len(names), 0, any_territory, c_language, len(data))
        names += struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
        data += struct.pack(">I", len(contents[name])) + contents[name]
    return tree, names, data


def _hash(name: str) -> int:
    """Qt's `qt_hash` (the ELF hash) of an ASCII name."""
    total = 0
    for character in name:
        total = (total << 4) + ord(character)
        total ^= (total & 0xF0000000) >> 23
        total &= 0x0FFFFFFF
    return total
