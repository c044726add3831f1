"""How the page is set and the window dressed: the settings behind the keys, menus and the Aa."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from reader.settings import CLOSEST, LOOSEST, Settings
from ui import theme
from ui.reading.panel import ReadingPanel
from ui.reading.typography import MEASURES, SIZES, ReadingStyle
from ui.remembered import Remembered

if TYPE_CHECKING:
    from ui.reading.type_panel import TypeChoice, TypePanel


class Typesetting(QObject):
    """Changes the settings of type and theme, and with them the page at once."""

    changed = Signal()
    """The page is set and the window dressed anew."""

    def __init__(self, page: ReadingPanel, remembered: Remembered, parent: QObject) -> None:
        super().__init__(parent)
        self._page = page
        self._remembered = remembered

    def set_page(self) -> None:
        """Sets the page as the settings say."""
        kept = self._remembered.settings
        self._page.set_style(
            ReadingStyle(
                size=kept.font_size,
                measure=kept.measure,
                leading=kept.leading,
                sans=kept.face == "sans",
                justified=kept.justified,
            )
        )
        if "panel" in self.__dict__:
            self._show_choice()

    def resize(self, by: int) -> None:
        """Makes the letters larger by so many pixels; 0 is the usual size."""
        size = self._remembered.settings.font_size + by if by else Settings().font_size
        self._keep(font_size=_within(size, SIZES))

    def space_lines(self, by: int) -> None:
        """Moves the lines apart by hundredths of the size."""
        leading = self._remembered.settings.leading + by
        self._keep(leading=_within(leading, (CLOSEST, LOOSEST)))

    def widen(self, by: int) -> None:
        """Makes the lines longer by so many characters."""
        self._keep(measure=_within(self._remembered.settings.measure + by, MEASURES))

    def turn_sans(self) -> None:
        sans = self._remembered.settings.face == "sans"
        self._keep(face="serif" if sans else "sans")

    def turn_justified(self) -> None:
        self._keep(justified=not self._remembered.settings.justified)

    def make_usual(self) -> None:
        """Sets type as it is without settings; the theme stays."""
        usual = Settings()
        self._keep(
            font_size=usual.font_size,
            leading=usual.leading,
            measure=usual.measure,
            face=usual.face,
            justified=usual.justified,
        )

    def turn_contrast(self) -> None:
        self._keep(more_contrast=not theme.has_more_contrast())
        self._dress()

    def wear(self, choice: theme.Choice) -> None:
        self._keep(theme=choice)
        self._dress()

    def _keep(self, **fields: object) -> None:
        self._remembered.keep(**fields)
        self.set_page()
        self.changed.emit()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        kept = self._remembered.settings
        theme.apply(app, kept.theme, more_contrast=kept.more_contrast)
        self.changed.emit()

    # --- the panel under the Aa ------------------------------------------------------------------

    @cached_property
    def panel(self) -> TypePanel:
        """What sets type and theme while one looks at the page."""
        from ui.reading.type_panel import TypePanel

        panel = TypePanel(self._page)
        panel.changed.connect(self._take)
        return panel

    def show_panel(self) -> None:
        self._show_choice()
        self.panel.open_at(self._page.place_of("type"), self._page.rect())

    def _show_choice(self) -> None:
        from ui.reading.type_panel import TypeChoice

        self.panel.show_choice(TypeChoice.of(self._remembered.settings))

    def _take(self, choice: TypeChoice) -> None:
        kept = self._remembered.settings
        dressed = kept.theme, kept.more_contrast
        self._keep(
            font_size=choice.size,
            leading=choice.leading,
            measure=choice.measure,
            face=choice.face,
            justified=choice.justified,
            theme=choice.theme,
            more_contrast=choice.more_contrast,
        )
        if (choice.theme, choice.more_contrast) != dressed:
            self._dress()


def _within(value: int, bounds: tuple[int, int]) -> int:
    """The value, or the bound that it lies beyond."""
    least, most = bounds
    return max(least, min(most, value))
