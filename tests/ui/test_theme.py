"""What the look promises of every theme, computed from the theme files."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import get_args

import pytest
from PySide6.QtCore import QFile, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from reader.model import Colour
from ui import paint, stylesheet, theme
from ui.theme import NAMES, Name, Theme

COLOURS: tuple[Colour, ...] = get_args(Colour)
GROUNDS = ("window", "panel", "page", "selected", "hover", "field")

Rgb = tuple[float, float, float]


def rgb(colour: QColor) -> Rgb:
    return colour.redF(), colour.greenF(), colour.blueF()


def luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(base: Rgb, top: QColor) -> Rgb:
    """What is seen where `top` is painted over `base` with its alpha."""
    alpha = top.alphaF()
    red, green, blue = (b + (t - b) * alpha for b, t in zip(base, rgb(top), strict=True))
    return red, green, blue


def marked(worn: Theme, *colours: Colour) -> Rgb:
    """The page under marks of these colours, painted one over the other."""
    seen = rgb(worn.page)
    for colour in colours:
        seen = over(seen, worn.mark(colour))
    return seen


def rounded(ratio: float) -> float:
    """As the look's tables write it: a promise of 5.1 is kept by 5.06."""
    return round(ratio, 1)


def lowest(worn: Theme, ink: QColor, grounds: list[Rgb]) -> float:
    return rounded(min(contrast(rgb(ink), ground) for ground in grounds))


@pytest.fixture(params=NAMES)
def worn(request: pytest.FixtureRequest) -> Theme:
    name: Name = request.param
    return theme.load(name)


ON_GROUNDS = {
    "light": (13.1, 5.8, 5.9, 7.5),
    "sepia": (9.9, 5.7, 5.3, 7.6),
    "dark": (9.8, 6.2, 6.6, 8.6),
}


def test_text_secondary_and_accent_are_read_on_every_ground(worn: Theme) -> None:
    grounds = [rgb(getattr(worn, name)) for name in GROUNDS]
    text, secondary, accent, on_accent = ON_GROUNDS[worn.name]
    assert lowest(worn, worn.text, grounds) >= text
    assert lowest(worn, worn.secondary, grounds) >= secondary
    assert lowest(worn, worn.accent, grounds) >= accent
    assert lowest(worn, worn.on_accent, [rgb(worn.accent)]) >= on_accent


def test_button_grounds_and_floating_bars_carry_text_and_icons(worn: Theme) -> None:
    grounds = [rgb(worn.pressed), rgb(worn.floating)]
    assert lowest(worn, worn.text, grounds) >= 7
    assert lowest(worn, worn.secondary, grounds) >= 4.5


def test_a_primary_button_that_is_held_keeps_its_words(worn: Theme) -> None:
    held = QColor(stylesheet._colours(worn)["accent_held"])
    assert lowest(worn, worn.on_accent, [rgb(held)]) >= 4.5


def test_hairlines_separate_and_form_edges_carry(worn: Theme) -> None:
    for name in ("window", "panel", "page", "hover", "field"):
        assert 1.1 <= rounded(contrast(rgb(worn.hairline), rgb(getattr(worn, name)))) <= 1.5
    assert lowest(worn, worn.secondary, [rgb(worn.field)]) >= 7


# One mark, two, three in every order, the active one: for text, links and secondary text.
ON_MARKS = {
    "light": {
        "text": (12.6, 11.4, 10.9, 10.7),
        "accent": (5.7, 5.1, 4.9, 4.8),
        "secondary": (5.5, 5.0, 4.8, 4.7),
    },
    "sepia": {
        "text": (10.2, 9.3, 9.0, 8.8),
        "accent": (5.4, 4.9, 4.8, 4.7),
        "secondary": (5.8, 5.3, 5.1, 5.0),
    },
    "dark": {
        "text": (8.5, 7.6, 7.4, 7.3),
        "accent": (5.7, 5.1, 5.0, 4.9),
        "secondary": (5.4, 4.8, 4.7, 4.6),
    },
}


@pytest.mark.parametrize("tone", ["text", "accent", "secondary"])
def test_words_are_read_under_one_two_three_marks_and_the_active_one(
    worn: Theme, tone: str
) -> None:
    ink = getattr(worn, tone)
    for how_many, promised in zip((1, 2, 3), ON_MARKS[worn.name][tone], strict=False):
        stacks = itertools.product(COLOURS, repeat=how_many)
        assert lowest(worn, ink, [marked(worn, *stack) for stack in stacks]) >= promised
    active = [over(rgb(worn.page), worn.mark(colour, active=True)) for colour in COLOURS]
    assert lowest(worn, ink, active) >= ON_MARKS[worn.name][tone][3]


def test_strong_tones_are_seen_wherever_a_line_or_a_sign_stands(worn: Theme) -> None:
    for colour, tones in worn.labels.items():
        grounds = [rgb(worn.page), rgb(worn.panel), rgb(worn.selected), rgb(tones.fill)]
        grounds.append(marked(worn, colour))
        grounds += [marked(worn, colour, other) for other in COLOURS]
        grounds += [marked(worn, other, colour) for other in COLOURS]
        assert lowest(worn, tones.strong, grounds) >= 3.0, colour


def test_label_names_are_read_wherever_they_stand(worn: Theme) -> None:
    for colour, tones in worn.labels.items():
        grounds = [rgb(worn.window), rgb(worn.panel), rgb(worn.page), rgb(worn.selected)]
        grounds.append(marked(worn, colour))
        assert lowest(worn, tones.text, grounds) >= 4.5, colour


def test_selected_words_are_read_over_every_mark(worn: Theme) -> None:
    grounds = [over(marked(worn, colour), worn.selected_words) for colour in COLOURS]
    assert lowest(worn, worn.text, grounds) >= 4.9
    assert lowest(worn, worn.accent, grounds) >= 4.9


def test_more_contrast_still_leaves_words_readable(worn: Theme) -> None:
    more = worn.with_more_contrast()
    assert more.hairline == worn.secondary
    assert more.underline == 2
    assert more.mark_alpha > worn.mark_alpha
    assert lowest(more, more.text, [marked(more, colour) for colour in COLOURS]) >= 7


def test_with_more_contrast_scroll_bars_are_seen_on_every_ground(worn: Theme) -> None:
    more = worn.with_more_contrast()
    thumb = theme.faint(more.secondary, more.thumb_alpha)
    for ground in (more.window, more.panel, more.page):
        assert contrast(over(rgb(ground), thumb), rgb(ground)) >= 3


# --- told apart without colour -------------------------------------------------------------------


def drawing(draw: Callable[[QPainter], object]) -> bytes:
    """What was drawn, as black on white at three times the size."""
    image = QImage(96, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(3)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    mask = image.createAlphaMask(Qt.ImageConversionFlag.ThresholdDither)
    return bytes(mask.constBits())


def difference(one: bytes, other: bytes) -> int:
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))


@pytest.mark.usefixtures("app")
def test_the_eight_signs_differ_in_form() -> None:
    forms = {
        colour: drawing(partial(paint.sign, colour=colour, centre=QPointF(16, 10)))
        for colour in COLOURS
    }
    for one, other in itertools.combinations(COLOURS, 2):
        assert difference(forms[one], forms[other]) > 30, (one, other)


@pytest.mark.usefixtures("app")
def test_the_eight_underlines_differ_in_form() -> None:
    forms = {
        colour: drawing(partial(paint.underline, colour=colour, x1=1, x2=31, y=10))
        for colour in COLOURS
    }
    assert not any(forms["grey"])
    for one, other in itertools.combinations(COLOURS, 2):
        assert difference(forms[one], forms[other]) > 30, (one, other)


# --- files, fonts, the application ---------------------------------------------------------------


def test_every_theme_dresses_all_eight_labels(worn: Theme) -> None:
    assert tuple(worn.labels) == COLOURS


def test_every_icon_is_a_drawing_that_takes_a_colour(app: QApplication) -> None:
    names = [file.name for file in (files("resources") / "icons").iterdir()]
    assert len(names) >= 51
    for name in names:
        svg = (files("resources") / "icons" / name).read_text("utf-8")
        assert "currentColor" in svg
        assert 'viewBox="0 0 24 24"' in svg

        def draw(painter: QPainter, name: str = name.removesuffix(".svg")) -> None:
            paint.icon(painter, name, QRectF(2, 2, 16, 16), QColor("black"))

        assert any(drawing(draw)), name


def test_the_reading_serif_comes_with_its_weight(app: QApplication) -> None:
    plain, bold = theme.page_font(33), theme.page_font(33, 640)
    assert QFontInfo(plain).family() == theme.SERIF
    words = "Notes from a water board"
    assert QFontMetricsF(plain).horizontalAdvance(words) != QFontMetricsF(bold).horizontalAdvance(
        words
    )


def test_a_font_that_was_handed_out_can_be_changed_without_harm(app: QApplication) -> None:
    theme.ui_font(13).setItalic(True)
    assert not theme.ui_font(13).italic()


def test_the_interface_never_falls_to_a_generic_name(app: QApplication) -> None:
    assert theme.ui_font().families()[0].lower() not in ("sans", "sans serif", "")


@pytest.fixture
def undressed(app: QApplication) -> object:
    yield
    theme.apply(app, "light", more_contrast=False)


@pytest.mark.usefixtures("undressed")
def test_a_change_of_theme_reaches_palette_sheet_and_widgets(
    app: QApplication, show: Callable[[QLabel], QLabel]
) -> None:
    label = show(QLabel("words"))
    for name in NAMES:
        worn = theme.apply(app, name, more_contrast=False)
        assert theme.current() == worn == theme.load(name)
        assert app.palette().color(QPalette.ColorRole.Window) == worn.panel
        assert label.palette().color(QPalette.ColorRole.WindowText) == worn.text
        assert worn.accent.name() in app.styleSheet()


@pytest.mark.usefixtures("undressed")
def test_the_system_choice_is_light_unless_the_system_is_dark(app: QApplication) -> None:
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.apply(app, "system").name == ("dark" if dark else "light")


def test_the_style_sheet_finds_its_pictures_in_memory(app: QApplication, worn: Theme) -> None:
    sheet = stylesheet.style_sheet(worn)
    assert "${" not in sheet
    for path in stylesheet._pictures(worn).values():
        assert path in sheet
        file = QFile(path)
        assert file.open(QFile.OpenModeFlag.ReadOnly)
        assert bytes(file.readAll().data()).startswith(b"<svg")
        file.close()
