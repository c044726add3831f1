"""Asks whether articles shall be deleted for good: what goes, and where it would still be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from reader.backups import Backup
from reader.erasing import Erasing
from reader.messages import _, ngettext
from ui.dialogs.backups import when_made

MOST = 4
"""Backups that are named; the others are counted."""


def box_of(going: Erasing, parent: QWidget | None) -> tuple[QMessageBox, QWidget]:
    """The question, and its button that means yes."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Delete for good"))
    box.setText(what_goes(going))
    box.setInformativeText("\n\n".join(what_stays(going.backups)))
    role = QMessageBox.ButtonRole
    yes = box.addButton(_("Delete for good"), role.DestructiveRole)
    keep = box.addButton(_("Keep"), role.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    return box, yes


def is_meant(going: Erasing, parent: QWidget) -> bool:
    """Asks, and says whether it is wanted."""
    box, yes = box_of(going, parent)
    box.exec()
    meant = box.clickedButton() is yes
    box.deleteLater()
    return meant


def what_goes(going: Erasing) -> str:
    """How many articles and notes would be gone, or the title of the only one."""
    count = len(going.articles)
    articles = (
        _("“{title}”").format(title=going.titles[0])
        if count == 1 and going.titles
        else ngettext("{count} article", "{count} articles", count).format(count=_number(count))
    )
    if not going.notes:
        return _("Delete {articles} for good?").format(articles=articles)
    notes = (
        ngettext("its note", "its {count} notes", going.notes)
        if count == 1
        else ngettext("{count} note", "{count} notes", going.notes)
    )
    return _("Delete {articles} and {notes} for good?").format(
        articles=articles, notes=notes.format(count=_number(going.notes))
    )


def what_stays(backups: Sequence[Backup]) -> Sequence[str]:
    """What that means, and where the articles would still be found; a paragraph each."""
    said = [
        _(
            "Nothing of them is left in this library then, nor in its history: not a name. "
            "It cannot be undone."
        )
    ]
    if backups:
        named = [when_made(each) for each in backups[:MOST]]
        rest = len(backups) - len(named)
        if rest:
            named.append(ngettext("{count} more", "{count} more", rest).format(count=_number(rest)))
        where = _("These backups still hold them: {backups}.").format(backups="; ".join(named))
        said.append(f"{where} {_('Delete those as well if nobody may find them.')}")
    return said


def _number(count: int) -> str:
    return QLocale().toString(count)
