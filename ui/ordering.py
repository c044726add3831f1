"""What the journalist names and puts in order: tags, labels and stories, from the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from reader import changes
from reader.changes import Item
from reader.errors import NotFound
from reader.messages import _
from reader.model import StoryId
from ui.foot import Foot
from ui.into_story import IntoStory
from ui.session import Session

if TYPE_CHECKING:
    from ui.dialogs.labels import LabelsDialog
    from ui.dialogs.tags import TagsDialog


class Ordering(QObject):
    """Shows the dialogs of tags and labels, and does what is asked for of stories."""

    story_wanted = Signal(object)
    """StoryId: to be shown in the window of stories."""

    def __init__(
        self,
        session: Session,
        foot: Foot,
        meant: Callable[[], Item | None],
        at: Callable[[], QPoint],
        window: QWidget,
    ) -> None:
        """`meant` gives the mark or article that a story would be given now, `at` where on the
        screen its menu opens."""
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._meant = meant
        self._at = at
        self._window = window
        self._into = IntoStory(session, foot.say_undoable, window)
        self._tags: TagsDialog | None = None
        self._labels: LabelsDialog | None = None

    def show_tags(self) -> None:
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.tags import TagsDialog

        if self._tags is None:
            self._tags = TagsDialog(self._session, self._window)
        self._tags.come()

    def show_labels(self) -> None:
        from ui.dialogs.labels import LabelsDialog

        if self._labels is None:
            self._labels = LabelsDialog(self._session, self._window)
        self._labels.come()

    # --- stories ---------------------------------------------------------------------------------

    def new_story(self) -> None:
        """Asks for a title, makes the story and shows it."""
        title = self._into.ask()
        id = self._into.make(title) if title else None
        if id is not None:
            self.story_wanted.emit(id)

    def put_into_story(self) -> None:
        """Asks into which story the active mark goes, else the article."""
        item = self._meant()
        if item is None:
            return
        menu = self.menu_into(item)
        menu.popup(self._at())
        actions = [each for each in menu.actions() if each.isEnabled()]
        menu.setActiveAction(actions[0])

    def menu_into(self, item: Item) -> QMenu:
        """The stories that something can be put into."""
        menu = self._menu()
        self._into.fill(menu, (item,))
        return menu

    def show_story_menu(self, id: StoryId, at: QPoint) -> None:
        """Shows what can be done with a story."""
        self.story_menu(id).popup(at)

    def story_menu(self, id: StoryId) -> QMenu:
        menu = self._menu()
        menu.addAction(_("Open the story")).triggered.connect(partial(self._open, id))
        menu.addSeparator()
        menu.addAction(_("Delete the story")).triggered.connect(partial(self._drop, id))
        return menu

    def _menu(self) -> QMenu:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _open(self, id: StoryId, _checked: bool = False) -> None:
        self.story_wanted.emit(id)

    def _drop(self, id: StoryId, _checked: bool = False) -> None:
        try:
            story = self._session.library.story(id)
        except NotFound:
            return
        if self._session.do(changes.drop_story(story)):
            self._foot.say_undoable(_("“{story}” is deleted.").format(story=story.title))
