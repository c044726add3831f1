"""Searches in the sidebar: kept from what is typed, live, renamed and dropped there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QMenu

from reader.library import Library
from reader.model import SavedSearch
from reader.settings import Settings
from tests.reader.moves import added
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui.searches import Searches
from ui.session import Session
from ui.sidebar import ShelfButton
from ui.window import Window


@pytest.fixture
def window(library: Library, show: Callable[[Window], Window]) -> Iterator[Window]:
    added(library, "Pump\nThe board met.")
    added(library, "Bridge\nIt was closed.")
    window = show(Window(Session(library, now=Clock()), Settings()))
    window.resize(1500, 800)
    window.shelves.show()
    settle()
    yield window
    window.end()


def kept(window: Window) -> list[SavedSearch]:
    return list(window.session.library.saved_searches())


def save(window: Window, words: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Searches, "_ask", lambda *_given: name)
    window.articles.search_field.setText(words)
    window.actions_by_id["save-search"].trigger()
    settle()


def row(window: Window, name: str) -> ShelfButton:
    return next(each for each in window.shelves._rows.values() if each.shelf.name == name)


def titles(window: Window) -> list[str]:
    rows = window.articles.rows
    return [str(rows.index(n, 0).data()) for n in range(rows.rowCount())]


def test_what_is_typed_is_kept_and_found_again_by_a_click(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(window, "pump is:unread", "Water", monkeypatch)
    [search] = kept(window)
    assert (search.name, search.words) == ("Water", "pump is:unread")
    window.articles.search_field.clear()
    assert wait_until(lambda: window.articles.rows.rowCount() == 2)
    row(window, "Water").click()
    assert wait_until(lambda: window.articles.rows.rowCount() == 1)
    assert window.articles.search_field.text() == "pump is:unread"
    assert row(window, "Water").isChecked()
    assert wait_until(lambda: "1" in row(window, "Water").accessibleName())


def test_it_stays_live(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    save(window, "bridge", "Bridges", monkeypatch)
    assert wait_until(lambda: "1" in row(window, "Bridges").accessibleName())
    added(window.session.library, "Another bridge\nIt was opened.")
    assert wait_until(lambda: "2" in row(window, "Bridges").accessibleName())


def test_nothing_is_kept_of_an_empty_field_and_it_is_said(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(window, "", "Nothing", monkeypatch)
    assert kept(window) == []
    assert "Type some words first." in window.foot.messages.sentence.text()


def test_cancel_keeps_nothing(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Searches, "_ask", lambda *_given: None)
    window.articles.search_field.setText("pump")
    window.actions_by_id["save-search"].trigger()
    assert kept(window) == []


def chosen(menu: QMenu, words: str) -> None:
    next(each for each in menu.actions() if each.text() == words).trigger()
    settle()


def test_the_menu_of_a_row_renames_refines_moves_and_drops(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(window, "pump", "One", monkeypatch)
    save(window, "bridge", "Two", monkeypatch)
    one, _two = kept(window)
    monkeypatch.setattr(Searches, "_ask", lambda *_given: "First")
    chosen(window.searches.menu(one), "Rename…")
    assert [each.name for each in kept(window)] == ["First", "Two"]
    chosen(window.searches.menu(kept(window)[0]), "Move down")
    assert [each.name for each in kept(window)] == ["Two", "First"]
    window.articles.search_field.setText("pump -old")
    chosen(window.searches.menu(kept(window)[1]), "Search for what is typed now")
    assert kept(window)[1].words == "pump -old"
    chosen(window.searches.menu(kept(window)[0]), "Keep it no more")
    assert [each.name for each in kept(window)] == ["First"]
    window.session.undo_stack.undo()
    assert [each.name for each in kept(window)] == ["Two", "First"]
    assert wait_until(lambda: "Two" in {row.shelf.name for row in window.shelves._rows.values()})


def test_the_ends_of_the_list_cannot_be_passed(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(window, "pump", "One", monkeypatch)
    menu = window.searches.menu(kept(window)[0])
    moves = {each.text(): each.isEnabled() for each in menu.actions() if "Move" in each.text()}
    assert moves == {"Move up": False, "Move down": False}
    menu.deleteLater()
