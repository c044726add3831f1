"""Who stands beside the page at which width: laws over every width and every wish."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from tests.ui.conftest import settle
from ui.panes import SIDES, PaneCycle, Side, Wishes, arrange, can_stand, range_of, toggled

widths = st.integers(480, 4000)
sides = st.sampled_from(SIDES)
keys = st.builds("{}/{}".format, st.sampled_from(["tiny", "narrow", "usual", "wide"]), sides)
wishes = st.builds(
    Wishes,
    closed=st.frozensets(sides),
    widths=st.dictionaries(keys, st.integers(-100, 5000), max_size=6),
    drawer=st.none() | sides,
    alone=st.booleans(),
)


@given(widths, wishes)
@settings(max_examples=200)
def test_the_page_never_gives_way(window: int, asked: Wishes) -> None:
    now = arrange(window, asked)
    assert now.page + sum(now.beside.values()) == window
    assert now.page >= min(window, 360)


@given(widths, wishes)
def test_a_drawer_is_never_also_beside_and_leaves_an_edge_to_click(
    window: int, asked: Wishes
) -> None:
    now = arrange(window, asked)
    if now.drawer is not None:
        side, width = now.drawer
        assert side not in now.beside
        assert 0 < width <= window - 48


@given(widths, wishes, sides)
def test_toggling_shows_what_was_hidden_and_hides_what_was_shown(
    window: int, asked: Wishes, side: Side
) -> None:
    def seen(now: Wishes) -> bool:
        shown = arrange(window, now)
        return side in shown.beside or (shown.drawer is not None and shown.drawer[0] == side)

    assert seen(toggled(asked, side, window)) != seen(replace(asked)) or (
        # a drawer left from a narrower window goes with the first press
        asked.drawer == side and can_stand(side, window)
    )


@given(widths, wishes, sides, st.integers(-500, 5000))
def test_a_dragged_width_is_kept_for_its_range_only(
    window: int, asked: Wishes, side: Side, width: int
) -> None:
    resized = asked.resized(side, width, window)
    assert resized.width(side, window) == Wishes().resized(side, width, window).width(side, window)
    other = 1200 if range_of(window) != "usual" else 1600
    assert resized.width(side, other) == asked.width(side, other)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (1280, {"list": 280, "notes": 296}),
        (1440, {"shelves": 208, "list": 320, "notes": 336}),
        (1099, {"list": 280}),
        (700, {}),
    ],
)
def test_the_usual_widths(window: int, expected: dict[Side, int]) -> None:
    assert arrange(window, Wishes()).beside == expected


def test_the_page_alone_has_the_whole_window() -> None:
    assert arrange(1600, Wishes(alone=True)).page == 1600


@pytest.mark.parametrize("chosen", [0, 1, 2])
def test_the_keyboard_comes_to_the_row_that_is_chosen(app: QApplication, chosen: int) -> None:
    window = QWidget()
    pane = QWidget(window)
    rows = [QPushButton(pane) for _row in range(3)]
    rows[chosen].setCheckable(True)
    rows[chosen].setChecked(True)
    window.show()
    window.activateWindow()
    settle()
    PaneCycle([pane], window).enter(pane)
    assert rows[chosen].hasFocus()
    window.close()
    window.deleteLater()
    settle()
