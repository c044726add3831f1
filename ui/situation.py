"""What can be done now, what it is called and whether it is on: one value, put on all actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction, QUndoStack

from reader.messages import _
from reader.model import Annotation, Article, Label
from reader.settings import Settings
from reader.values import dataclass
from ui import theme
from ui.actions import BY_ID, LABEL_KEYS, ON_SEVERAL, in_menu
from ui.theme import Choice
from ui.trail import Trail

CHOICES: tuple[Choice, ...] = ("system", "light", "sepia", "dark")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the actions depend on. `words` says whether words of the page are selected, `watched`
    whether the article is asked for changes, `several` how many articles are chosen where they are
    more than one, `in_trash` whether the list shows the trash."""

    article: Article | None
    mark: Annotation | None
    words: bool
    labels: Sequence[Label]
    last_label: Label | None
    trail: Trail
    watched: bool
    settings: Settings
    several: int = 0
    in_trash: bool = False


def suit(actions: Mapping[str, QAction], now: Situation) -> None:
    """Brings every action up to date but undo, redo and those of the panes."""
    article, mark = now.article, now.mark
    for id, action in actions.items():
        if BY_ID[id].where == "article":
            action.setEnabled(article is not None)
        elif BY_ID[id].where == "note":
            # Without words and marks a key shows where the cursor is: nothing is marked unseen.
            action.setEnabled(article is not None)
    for id in ("private", "check"):
        actions[id].setEnabled(mark is not None)
    for id in ("copy", "cite", "copy-as"):
        actions[id].setEnabled(article is not None and (now.words or mark is not None))
    for id in ("again", "open", "check-page", "watch"):
        actions[id].setEnabled(article is not None and article.url is not None)
    trashed = now.in_trash if now.several else article is not None and article.trashed is not None
    actions["trash"].setVisible(not trashed)
    for id in ("restore", "erase"):
        actions[id].setVisible(trashed)
    for id in ("export-chosen", "check-chosen", "several"):
        actions[id].setVisible(now.several > 1)
    for id in ON_SEVERAL:
        actions[id].setEnabled(now.several > 1 or article is not None)
    actions["remove"].setEnabled(mark is not None or article is not None)
    actions["back"].setEnabled(now.trail.can_go(-1))
    actions["forward"].setEnabled(now.trail.can_go(1))
    actions["private"].setChecked(mark is not None and mark.private)
    one = article if not now.several else None
    actions["star"].setChecked(one is not None and one.starred)
    actions["archive"].setChecked(one is not None and one.archived)
    actions["watch"].setChecked(now.watched)
    for choice in CHOICES:
        actions[f"theme-{choice}"].setChecked(now.settings.theme == choice)
    actions["sans"].setChecked(now.settings.face == "sans")
    actions["justified"].setChecked(now.settings.justified)
    actions["contrast"].setChecked(theme.has_more_contrast())
    _name_labels(actions, now)


def _name_labels(actions: Mapping[str, QAction], now: Situation) -> None:
    for number in range(1, LABEL_KEYS + 1):
        action = actions[f"label-{number}"]
        action.setVisible(number <= len(now.labels))
        if number <= len(now.labels):
            name = now.labels[number - 1].name
            action.setText(in_menu(name))
            action.setStatusTip(_("Mark as {label}").format(label=name))
    if now.last_label:
        name = now.last_label.name
        actions["label-last"].setText(_("{label} again").format(label=in_menu(name)))
        actions["label-last"].setStatusTip(_("Mark as {label} again").format(label=name))


def suit_undo(actions: Mapping[str, QAction], stack: QUndoStack) -> None:
    """Names what undo and redo would do now."""
    for id, can, verb, what in (
        ("undo", stack.canUndo(), _("Undo"), stack.undoText()),
        ("redo", stack.canRedo(), _("Redo"), stack.redoText()),
    ):
        actions[id].setEnabled(can)
        actions[id].setText(f"{verb} {what}" if what else verb)
