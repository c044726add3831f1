"""The table of actions: every key once, every handler there, every menu line known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

from ui import actions
from ui.actions import MENUS, MORE, TABLE, Menu


def lines(menu: Menu) -> Iterator[str]:
    for item in menu.items:
        if isinstance(item, Menu):
            yield from lines(item)
        elif item:
            yield item


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(QKeySequence(key).toString() for action in TABLE for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert "" not in keys


def test_no_two_actions_share_an_id() -> None:
    assert len({action.id for action in TABLE}) == len(TABLE)


@pytest.mark.parametrize("menu", [*MENUS, MORE], ids=lambda menu: menu.title)
def test_every_menu_line_is_an_action(menu: Menu) -> None:
    assert [id for id in lines(menu) if id not in actions.BY_ID] == []


def test_every_action_with_a_key_stands_in_a_menu_or_a_header() -> None:
    headers = {"menu", "shelves", "more", "type", "next-pane", "previous-pane"}
    listed = {id for menu in MENUS for id in lines(menu)} | headers
    assert {action.id for action in TABLE if action.keys} <= listed


def test_an_action_keeps_its_id_and_keys() -> None:
    owner = QObject()
    made = actions.build(owner)
    assert made["cite"].objectName() == "cite"
    assert [key.toString() for key in made["redo"].shortcuts()] == ["Ctrl+Shift+Z", "Ctrl+Y"]


def test_an_ampersand_in_a_name_is_no_mnemonic() -> None:
    assert actions.in_menu("R&D") == "R&&D"
