"""The colours and fonts of the window: three themes, read from resources/themes.

Widgets hold no colour of their own: they ask `current()` when they paint, so that a change of
theme is one call of `apply`. Sizes are logical pixels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal, get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from reader.model import Colour
from reader.values import dataclass
from ui.stylesheet import style_sheet

Name = Literal["light", "sepia", "dark"]
Choice = Literal["system", "light", "sepia", "dark"]
NAMES: tuple[Name, ...] = get_args(Name)

SERIF = "Source Serif 4"
_GENERIC = {"", "sans", "sans serif", "sans-serif", "monospace"}
_INTERFACE = (
    "Inter",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans CJK JP",
    "Noto Color Emoji",
)
_PAGE = (
    "Noto Serif",
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Serif CJK JP",
    "Noto Serif Devanagari",
    "Noto Color Emoji",
)
_MONO = (
    "JetBrains Mono",
    "Cascadia Mono",
    "Consolas",
    "Menlo",
    "DejaVu Sans Mono",
    "Noto Sans Mono",
)


@dataclass(frozen=True, slots=True)
class LabelTones:
    """One label colour: `fill` under words, `strong` for lines, `vivid` inside signs, `text`."""

    fill: QColor
    strong: QColor
    vivid: QColor
    text: QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of one theme; alphas run from 0 to 1, `underline` is in pixels.

    `pressed` is the ground of a button that is on, `floating` that of bars over the page,
    `scrim` lies over the window under the palette. `shadow_alpha` is the darkness (of 255) of
    one step of a small and of a large shadow.
    """

    name: Name
    dark: bool
    window: QColor
    panel: QColor
    page: QColor
    field: QColor
    text: QColor
    secondary: QColor
    hairline: QColor
    accent: QColor
    on_accent: QColor
    selected: QColor
    hover: QColor
    selection: QColor
    focus: QColor
    pressed: QColor
    floating: QColor
    scrim: QColor
    labels: Mapping[Colour, LabelTones]
    mark_alpha: float
    selection_alpha: float
    shadow_alpha: tuple[int, int]
    underline: float = 1.5
    thumb_alpha: float = 0.38

    @property
    def disabled(self) -> QColor:
        """Text and edges of what cannot act now."""
        return QColor.fromRgbF(
            (self.secondary.redF() + self.panel.redF()) / 2,
            (self.secondary.greenF() + self.panel.greenF()) / 2,
            (self.secondary.blueF() + self.panel.blueF()) / 2,
        )

    @property
    def selected_words(self) -> QColor:
        """`selection` with its alpha, so that marks show through."""
        return faint(self.selection, self.selection_alpha)

    def mark(self, colour: Colour, *, active: bool = False) -> QColor:
        """What is painted under marked words; overlaps are painted again and blend."""
        return faint(self.labels[colour].fill, 1.0 if active else self.mark_alpha)

    def with_more_contrast(self) -> Theme:
        """The same theme for people who asked for more contrast."""
        alpha = min(1.0, self.mark_alpha + 0.15)
        return replace(
            self, hairline=self.secondary, mark_alpha=alpha, underline=2.0, thumb_alpha=0.75
        )


def faint(colour: QColor, alpha: float) -> QColor:
    """A copy of the colour with this alpha, 0 to 1."""
    copy = QColor(colour)
    copy.setAlphaF(alpha)
    return copy


@cache
def load(name: Name) -> Theme:
    """The theme of that name as its file gives it."""
    given: dict[str, Any] = json.loads((files("resources") / "themes" / f"{name}.json").read_text())
    colours: dict[str, Any] = {token: QColor(value) for token, value in given["colours"].items()}
    small, large = given["shadow_alpha"]
    return Theme(
        name=name,
        dark=given["dark"],
        labels={
            colour: LabelTones(**{tone: QColor(value) for tone, value in tones.items()})
            for colour, tones in given["labels"].items()
        },
        mark_alpha=given["mark_alpha"],
        selection_alpha=given["selection_alpha"],
        shadow_alpha=(small, large),
        **colours,
    )


# --- the theme that is worn ----------------------------------------------------------------------


@dataclass(slots=True)
class _Worn:
    choice: Choice = "light"
    more_contrast: bool = False
    theme: Theme | None = None
    follows: bool = False


_worn = _Worn()


def current() -> Theme:
    """The theme that the application wears; the light one before `apply`."""
    return _worn.theme or load("light")


def apply(app: QApplication, choice: Choice, *, more_contrast: bool | None = None) -> Theme:
    """Dresses the application, tells every widget to repaint, and gives back the theme.

    "system" follows the system's light or dark from now on. `more_contrast=None` asks the
    system where Qt can (6.10).
    """
    _load_page_font()
    scale.cache_clear()
    _ui_font.cache_clear()
    _worn.choice = choice
    _worn.more_contrast = _wants_contrast() if more_contrast is None else more_contrast
    _ask_for_window_frames(choice)
    if not _worn.follows:
        app.styleHints().colorSchemeChanged.connect(_follow_the_system)
        _worn.follows = True
    return _dress(app)


@contextmanager
def worn(name: Name) -> Iterator[None]:
    """Paints in another theme meanwhile, as for paper; widgets hear nothing of it."""
    before, _worn.theme = _worn.theme, load(name)
    try:
        yield
    finally:
        _worn.theme = before


def has_more_contrast() -> bool:
    """Whether the application wears its theme with more contrast."""
    return _worn.more_contrast


def _dress(app: QApplication) -> Theme:
    theme = load(resolved(_worn.choice))
    if _worn.more_contrast:
        theme = theme.with_more_contrast()
    _worn.theme = theme
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(ui_font())
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
    return theme


def resolved(choice: Choice) -> Name:
    """The theme to wear for this choice now."""
    if choice != "system":
        return choice
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def _follow_the_system() -> None:
    app = QApplication.instance()
    if _worn.choice == "system" and isinstance(app, QApplication):
        _dress(app)


def _ask_for_window_frames(choice: Choice) -> None:
    """Title bars that the system draws follow the theme where it can (Windows, macOS)."""
    hints = QGuiApplication.styleHints()
    match choice:
        case "system":
            hints.unsetColorScheme()
        case "dark":
            hints.setColorScheme(Qt.ColorScheme.Dark)
        case _:
            hints.setColorScheme(Qt.ColorScheme.Light)


def _wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()  # held: PySide drops what it owns with the temporary
    if not hasattr(hints, "accessibility"):
        return False
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def palette(theme: Theme) -> QPalette:
    """The application's palette under this theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.panel,
        role.Text: theme.text,
        role.Button: theme.panel,
        role.ButtonText: theme.text,
        role.Mid: theme.hairline,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.ToolTipBase: theme.text,
        role.ToolTipText: theme.page,
        role.PlaceholderText: theme.secondary,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Accent: theme.accent,
    }
    made = QPalette()
    for each, colour in colours.items():
        made.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, theme.disabled)
    return made


# --- fonts ---------------------------------------------------------------------------------------


@cache
def scale() -> float:
    """How much larger than ours the system wants its type; at least 1."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return max(1.0, QFontInfo(system).pixelSize() / 13)


def scaled(px: float) -> int:
    """A height or pitch of the interface at the system's type size, in pixels."""
    return round(px * scale())


def ui_font(px: float = 13, weight: int = 400) -> QFont:
    """The system's sans at `px`, larger where the system's own type is."""
    return QFont(_ui_font(px, weight))


@lru_cache(maxsize=64)
def _ui_font(px: float, weight: int) -> QFont:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font = QFont()
    font.setFamilies([*_real(system), *_INTERFACE])
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setPixelSize(scaled(px))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _real(font: QFont) -> list[str]:
    return [family for family in font.families() if family.lower() not in _GENERIC]


def page_font(
    px: float = 19,
    weight: int = 400,
    italic: bool = False,
    *,
    other_script: bool = False,
    sans: bool = False,
) -> QFont:
    """The reading serif at exactly `px`, or with `sans` the interface's face at that size.

    `other_script` is for words that Source Serif has no letters for (Arabic, Chinese, Hindi):
    the serif of that script then carries the weight, which the variable axes cannot give it.
    """
    if sans:
        font = ui_font(px, weight)
        font.setPixelSize(round(px))
        font.setItalic(italic)
        return font
    font = QFont()
    font.setFamilies([*([] if other_script else [SERIF]), *_PAGE])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(round(px))
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if other_script:
        font.setWeight(QFont.Weight.Bold if weight >= 600 else QFont.Weight.Normal)
        return font
    # `setWeight` draws this variable font regular below 700 and smears it above; its optical
    # size is not automatic. Both are axes, and the weight stays at 400.
    font.setVariableAxis(QFont.Tag("wght"), weight)
    font.setVariableAxis(QFont.Tag("opsz"), max(8.0, min(60.0, px)))
    return font


def mono_font(px: float = 15) -> QFont:
    """A fixed-width font at exactly `px`."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font = QFont()
    font.setFamilies([*_MONO, *_real(system)])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPixelSize(round(px))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _load_page_font() -> None:
    with as_file(files("fontpkg_source_serif_4") / "files") as folder:
        for file in sorted(folder.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
