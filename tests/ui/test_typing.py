"""A note that is typed without a pause is stored all the same."""

from __future__ import annotations

import time

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import wait_until
from ui.notes.editor import NoteEditor


class Kept:
    """A note that remembers what was stored of it."""

    def __init__(self) -> None:
        self.stored: list[str] = []

    def note(self) -> str:
        return self.stored[-1] if self.stored else ""

    def tags(self) -> tuple[str, ...] | None:
        return None

    def store_note(self, note: str) -> bool:
        self.stored.append(note)
        return True

    def store_tags(self, tags: list[str]) -> bool:
        return False


@pytest.mark.usefixtures("app")
def test_words_typed_without_a_pause_are_stored_while_they_are_typed() -> None:
    kept = Kept()
    editor = NoteEditor(kept, top=0)
    editor.show()

    def type_on() -> bool:
        QTest.keyClick(editor.field, "a")
        time.sleep(0.05)  # a quick hand, never a pause of 600 ms
        return bool(kept.stored)

    assert wait_until(type_on)
    assert set(kept.stored[0]) == {"a"}
    editor.save()
    assert kept.stored[-1] == editor.field.toPlainText()
    QApplication.processEvents()
    editor.close()
    editor.deleteLater()
