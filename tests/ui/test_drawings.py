"""Drawings (SVG) as Qt paints them, once they have been made safe."""

import pytest
from PySide6.QtWidgets import QApplication

from reader.intake import safe_svg
from tests.reader.intake.test_safe_svg import CHART, drawing
from ui import theme
from ui.decoding import decoded


def test_a_chart_is_painted_in_its_colours(app: QApplication) -> None:
    shown = decoded(CHART.encode())
    assert shown is not None
    assert (shown.width(), shown.height()) == (60, 40)
    assert shown.pixelColor(4, 15).name() == "#1a7f5a"
    assert shown.pixelColor(59, 39) == theme.load("light").page


@pytest.mark.parametrize("more", ['width="2in" height="72pt"', 'viewBox="0 0 30 20"', ""])
def test_a_drawing_is_as_large_as_it_was_said_to_be(app: QApplication, more: str) -> None:
    content = drawing("<rect width='9' height='9'/>", more)
    shown = decoded(content)
    assert shown is not None
    made = safe_svg.made_safe(content)
    assert made is not None
    assert safe_svg.size(made) == (shown.width(), shown.height())


def test_a_drawing_that_names_files_is_painted_without_them(app: QApplication) -> None:
    image = "<image href='file:///etc/x.png' width='9' height='9'/>"
    assert decoded(drawing(image)) is None
    assert decoded(drawing(image + "<rect width='9' height='9'/>")) is not None
