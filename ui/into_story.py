"""The menu of stories into which something can be put, and the question for a new one's title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from reader import changes
from reader.changes import Item
from reader.messages import _
from reader.model import Story, StoryId
from ui.actions import in_menu
from ui.session import Session

Told = Callable[[str], object]
"""Called with a sentence once something was put into a story."""


class IntoStory:
    """Puts items at the end of the story that is picked."""

    def __init__(self, session: Session, told: Told, window: QWidget) -> None:
        self._session = session
        self._told = told
        self._window = window

    def fill(self, menu: QMenu, items: Sequence[Item]) -> None:
        """Fills a menu with the stories and “New story…”; those that hold it all already are
        ticked and cannot be picked."""
        menu.clear()
        for story in self._session.library.stories():
            line = menu.addAction(in_menu(story.title))
            holds = bool(items) and set(items) <= set(story.items)
            line.setCheckable(holds)
            line.setChecked(holds)
            line.setEnabled(not holds)
            line.triggered.connect(partial(self._put, story, items))
        menu.addSeparator()
        menu.addAction(_("New story…")).triggered.connect(partial(self._put_into_new, items))

    def _put(self, story: Story, items: Sequence[Item], _checked: bool = False) -> None:
        if self._session.do(changes.into_story(story, items)):
            self._told(_("Put into “{story}”.").format(story=story.title))

    def _put_into_new(self, items: Sequence[Item], _checked: bool = False) -> None:
        title = self.ask()
        if title and self.make(title, items) is not None:
            self._told(_("Put into “{story}”.").format(story=title))

    def ask(self) -> str:
        """The title of a new story; empty if there shall be none."""
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.tagging import asked_title

        return asked_title(self._window)

    def make(self, title: str, items: Sequence[Item] = ()) -> StoryId | None:
        """A new story with these items; None if it could not be made."""
        id = self._session.library.new_story_id()
        made = self._session.do(changes.into_story(None, items, new_id=id, title=title))
        return id if made else None
