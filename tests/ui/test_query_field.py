"""The search field offers what its filters can be, and explains what can be typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reader import changes
from reader.library import Library
from reader.model import Change, Edit
from reader.query import FILTERS, Filter, parse
from tests.reader.moves import AT, added
from tests.ui.conftest import settle
from ui.articles.query_field import QueryField


class Form(QWidget):
    """The field in a window with room under it."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.field = QueryField(library, "Search")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addStretch(1)
        self.resize(400, 300)

    def type(self, words: str) -> None:
        QTest.keyClicks(self.field, words)
        settle()

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.field, key)
        settle()

    @property
    def offered(self) -> list[str]:
        return list(self.field.suggestions.names) if self.field.suggestions else []


@pytest.fixture
def form(library: Library, show: Callable[[Form], Form]) -> Form:
    for site in ("Lowland Post", "Tribune", "Lowland Post", "The Post & Sons"):
        article = library.article(added(library, "Pump\nThe board met."))
        edit = Edit(article, replace(article, site=site, tags=("cost", "city-hall"), lang="id"))
        named = changes.naming_tags(Change("edit-article", (edit,)), library.tags())
        library.apply(named, at=AT, by="window")
    form = show(Form(library))
    form.field.setFocus()
    return form


def test_the_sites_there_are_are_offered_the_most_frequent_first(form: Form) -> None:
    form.type("pump site:")
    assert form.offered == ["Lowland Post", "The Post & Sons", "Tribune"]
    form.type("po")
    assert form.offered == ["Lowland Post", "The Post & Sons"]
    form.press(Qt.Key.Key_Tab)
    assert form.field.text() == 'pump site:"Lowland Post" '
    assert form.offered == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tag:ci", ["city-hall"]),
        ("label:che", ["Check"]),
        ("lang:", ["id"]),
        ("is:ar", ["archived", "starred"]),
        ("has:", ["note", "image"]),
        ("-in:", ["notes", "title"]),
        ("is:unread", []),
        ("by:mar", []),
        ("http:", []),
        ("pump", []),
    ],
)
def test_what_a_filter_can_be_is_offered(form: Form, typed: str, offered: list[str]) -> None:
    form.type(typed)
    assert form.offered == offered


def test_arrows_and_enter_choose_and_escape_closes_the_list_first(form: Form) -> None:
    entered: list[bool] = []
    form.field.returnPressed.connect(lambda: entered.append(True))
    form.type("is:")
    form.press(Qt.Key.Key_Down)
    form.press(Qt.Key.Key_Down)
    form.press(Qt.Key.Key_Return)
    assert (form.field.text(), entered) == ("is:starred ", [])
    form.type("has:")
    form.press(Qt.Key.Key_Escape)
    assert (form.field.text(), form.offered) == ("is:starred has:", [])
    form.press(Qt.Key.Key_Return)
    assert entered == [True]
    form.press(Qt.Key.Key_Escape)
    assert form.field.text() == ""


def test_words_that_are_shown_are_not_typed(form: Form) -> None:
    told: list[str] = []
    form.field.textChanged.connect(told.append)
    form.field.show_words("is:open")
    assert (form.field.text(), told) == ("is:open", [])
    assert form.field._button.isVisible()
    assert not form.field._help.isVisible()
    form.press(Qt.Key.Key_Escape)
    assert (form.field.text(), told) == ("", [""])
    assert form.field._help.isVisible()


def test_a_list_goes_with_the_keyboard(form: Form) -> None:
    form.type("is:")
    form.field.clearFocus()
    settle()
    assert form.offered == []


def test_a_line_of_the_help_is_typed_by_choosing_it(form: Form) -> None:
    menu = form.field.explain()
    lines = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert {f"{name}:" for name in FILTERS} <= set(lines) | {
        "is:", "has:", "in:", "before:", "after:"
    }  # fmt: skip
    lines["site:"].trigger()
    settle()
    assert form.field.text() == "site:"
    assert form.offered[0] == "Lowland Post"
    form.press(Qt.Key.Key_Tab)
    assert parse(form.field.text()).groups[0][0].what == Filter("site", "Lowland Post")
    menu.deleteLater()
