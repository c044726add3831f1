"""Edits in exported files come home: seen when they are saved, taken over, told at the foot.

What a file says, and what that changes, is judged in the reader package; here it is done, as one
step of undo for each file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from reader.errors import GalleyError
from reader.messages import _, ngettext
from reader.model import Change, Conflict
from ui.file_watch import FileWatch
from ui.foot import Foot
from ui.session import Session

if TYPE_CHECKING:
    from reader.abroad import Look, Stamp, Trouble
    from reader.conflicts import Choice, Waiting
    from reader.edited import Edited
    from reader.export.merged import Merged
    from ui.dialogs.conflicts import ConflictsDialog

_QUIET = 800_000_000
"""Nanoseconds since the last write, before which a file is not read. The watch waits longer: a
look that came too soon would have to be made again."""

_MOST_TOLD = 2
"""Files that each get a sentence of their own."""

# The reader of edited files is loaded when there is something to read: the window opens sooner.


class Homecoming(QObject):
    """Looks after the files that this library was exported to."""

    taking = Signal()
    """Something is about to come home: what is being typed belongs in the library first."""

    def __init__(self, session: Session, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._window = window
        self._stamps: Mapping[str, Stamp] = {}
        self._told: set[Path] = set()
        self._is_looking = self._looks_again = self._is_taking = False
        self._has_looked = False
        self._see = QAction(_("Look"), self)
        self._see.triggered.connect(self.show_conflicts)
        self.watch = FileWatch(self)
        self.watch.stirred.connect(self.look)
        self._system = QGuiApplication.instance()
        if isinstance(self._system, QGuiApplication):
            self._system.applicationStateChanged.connect(self._come_back)
        session.changed.connect(self._follow)
        session.closing.connect(self._close)
        self.watch.stir()

    def _close(self) -> None:
        self.watch.close()
        if isinstance(self._system, QGuiApplication):
            self._system.applicationStateChanged.disconnect(self._come_back)

    def _come_back(self, state: Qt.ApplicationState) -> None:
        """Whoever comes back from an editor finds here what was written there."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.watch.stir()

    # --- looking ---------------------------------------------------------------------------------

    def look(self) -> None:
        """Looks, on a worker, which files were written in, and brings that home."""
        from reader.abroad import look

        if self._is_looking:
            self._looks_again = True
            return
        self._is_looking = True
        self._session.run(
            self._session.read(look, dict(self._stamps), time.time_ns() - _QUIET),
            done=self._looked,
            failed=self._could_not_look,
            name=_("Looking at exported files"),
        )

    def _could_not_look(self, error: GalleyError) -> None:
        self._is_looking = self._looks_again = False
        self._session.failed.emit(error)

    def _looked(self, found: Look) -> None:
        self._is_looking = False
        self._stamps = found.stamps
        # A file may have changed after it was looked at and before it was watched.
        is_new = self.watch.watch(found.paths, found.stamps)
        self.take_all(found.edited)
        self._told -= {edited.path for edited in found.edited}
        self._tell_troubles(found.troubles)
        if not self._has_looked:
            self._has_looked = True
            self._tell_of_conflicts(found)
        if found.is_early:
            self.watch.stir()
        if is_new or self._looks_again:
            self._looks_again = False
            self.look()

    def _tell_of_conflicts(self, found: Look) -> None:
        """At the start: what has been waiting since another time."""
        if not found.edited and not found.troubles and self._waiting():
            self._foot.say(what_waits(len(self._waiting())), self._see)

    def _tell_troubles(self, troubles: Sequence[Trouble]) -> None:
        """One sentence about a file that cannot be read any more, and not at each save of it."""
        for trouble in troubles:
            if trouble.path not in self._told:
                self._told.add(trouble.path)
                self._foot.messages.warn(f"“{trouble.path.name}”: {trouble.error}")

    # --- taking over -----------------------------------------------------------------------------

    def take_all(self, files: Sequence[Edited]) -> None:
        """Takes over what these files say, and tells of it."""
        taken = [(edited, self._take(edited)) for edited in files]
        self._tell([(edited.path.name, merged) for edited, merged in taken if merged is not None])

    def _take(self, edited: Edited) -> Merged | None:
        """Takes over what a file says as one step of undo.

        None where that could not be done; the session has said why.
        """
        from reader.homecoming import brings

        self.taking.emit()
        try:
            found = brings(self._session.library, edited, at=self._session.now())
            return found if self._apply(edited, found.change) else None
        except GalleyError as error:
            self._forget(edited.path)
            self._session.failed.emit(error)
            return None

    def _apply(self, edited: Edited, change: Change | None) -> bool:
        """Whether the library has the change now; the file counts as brought home then."""
        from reader.homecoming import keep

        self._is_taking = True
        done = change is None or self._session.do(change, by="file")
        self._is_taking = False
        if done:
            keep(self._session.library, edited, at=self._session.now())
        else:
            self._forget(edited.path)
        return done

    def _forget(self, path: Path) -> None:
        """The next look reads the file again."""
        self._stamps = {each: stamp for each, stamp in self._stamps.items() if each != str(path)}

    def _tell(self, came: Sequence[tuple[str, Merged]]) -> None:
        """Says what came, with Undo where it was one step, or that something waits."""
        told = [(words, merged) for name, merged in came if (words := what_came(name, merged))]
        if not told:
            return
        sentence = " ".join(words for words, _merged in told)
        if len(told) > _MOST_TOLD:
            sentence = _("{count} exported files were edited; what is new in them is here.").format(
                count=len(told)
            )
        if any(merged.conflicts for _words, merged in told):
            self._foot.say(sentence, self._see)
        elif len(told) == 1 and told[0][1].done:
            self._foot.say_undoable(sentence)
        else:
            self._foot.say(sentence)

    # --- before a file is written anew -----------------------------------------------------------

    def bring_first(self, path: Path, then: Callable[[], None]) -> None:
        """Brings home what was written in a file of this library, then calls `then`."""
        from reader.abroad import in_use

        self._session.run(
            self._session.read(in_use, path),
            done=partial(self._go_on, then),
            name=_("Looking at exported files"),
        )

    def _go_on(self, then: Callable[[], None], edited: Edited | None) -> None:
        if edited is not None:
            self.take_all([edited])
        then()

    # --- files that were never at home -----------------------------------------------------------

    def ask(self) -> None:
        """Has files chosen, and brings home what is in them."""
        from ui.file_dialogs import files_to_open

        kinds = _("Markdown and marks (*.md *.markdown *.jsonld);;All files (*)")
        folder = str(Path(next(iter(self._stamps), str(Path.home()))).parent)
        paths = files_to_open(self._window, _("Bring edits home"), folder, kinds)
        if paths:
            self.bring(paths)

    def bring(self, paths: Sequence[str]) -> None:
        """Brings home what is in these files; of one that is not known it is shown first."""
        from reader.abroad import opened
        from reader.sent_marks import SUFFIX

        marks = [path for path in paths if path.lower().endswith(SUFFIX)]
        for path in marks:
            self._take_marks(Path(path))
        paths = [path for path in paths if path not in marks]
        if not paths:
            return
        self._session.run(
            self._session.read(opened, paths),
            done=self._opened,
            name=_("Looking at exported files"),
        )

    def _take_marks(self, path: Path) -> None:
        """Takes the marks that someone sent as JSON-LD, as one step of undo."""
        from reader.homecoming import NewIds
        from reader.sent_marks import marks_in, what_came

        library = self._session.library
        try:
            came = marks_in(library, path, ids=NewIds(library))
        except GalleyError as error:
            self._foot.messages.warn(f"“{path.name}”: {error}")
            return
        sentence = f"“{path.name}”: {what_came(came)}"
        if came.change is None:
            self._foot.say(sentence)
        elif self._session.do(came.change, by="file"):
            self._foot.say_undoable(sentence)

    def _opened(self, found: Sequence[Edited | Trouble]) -> None:
        from reader.edited import Edited

        for each in found:
            if not isinstance(each, Edited):
                self._foot.messages.warn(f"“{each.path.name}”: {each.error}")
            elif not is_known(each):
                self._preview(each)
            else:
                self._tell_chosen(each, self._take(each))
        self.watch.stir()

    def _preview(self, edited: Edited) -> None:
        """Shows what a file would bring that is not known here, and brings what is wanted of it."""
        from reader.conflicts import only
        from reader.homecoming import brings
        from ui.dialogs.coming_home import ComingHomeDialog

        self.taking.emit()
        try:
            found = brings(self._session.library, edited, at=self._session.now())
        except GalleyError as error:
            self._session.failed.emit(error)
            return
        if found.change is None:
            self._tell_chosen(edited, found)
            return
        articles = [each.article for each in edited.articles]
        dialog = ComingHomeDialog(edited.path.name, articles, found, self._window)
        wanted, left = dialog.exec(), dialog.left()
        dialog.deleteLater()
        if wanted and self._apply(edited, only(found.change, left)):
            self._tell_chosen(edited, without(found, left))

    def _tell_chosen(self, edited: Edited, merged: Merged | None) -> None:
        """What came of a file that was chosen; such a one is told of even if it brought nothing."""
        name = edited.path.name
        if merged is not None and not what_came(name, merged):
            self._foot.say(_("There is nothing new in “{name}”.").format(name=name))
        elif merged is not None:
            self._tell([(name, merged)])

    # --- conflicts -------------------------------------------------------------------------------

    def _waiting(self) -> tuple[Waiting, ...]:
        from reader.conflicts import waiting

        return waiting(self._session.library)

    def _follow(self, change: Change) -> None:
        """A conflict that the shell met, or that an undo brought back, is told as well."""
        arose = not self._is_taking and any(
            isinstance(each.after, Conflict) for each in change.edits
        )
        if arose and self._waiting():
            self._foot.say(what_waits(len(self._waiting())), self._see)

    def show_conflicts(self) -> None:
        """Shows what was changed on both sides, one after the other, until all is decided."""
        from ui.dialogs.conflicts import ConflictsDialog

        self.taking.emit()
        waits = self._waiting()
        if not waits:
            self._foot.say(_("Nothing was changed both here and in a file."))
            return
        dialog = ConflictsDialog(waits, self._window)
        dialog.decided.connect(partial(self._decide, dialog))
        dialog.exec()
        dialog.deleteLater()

    def _decide(self, dialog: ConflictsDialog, waits: Waiting, choice: Choice) -> None:
        from reader.conflicts import decided

        change = decided(self._session.library, waits, choice, at=self._session.now())
        self._session.do(change)
        dialog.show_first(self._waiting())


# --- sentences -----------------------------------------------------------------------------------


def without(merged: Merged, left: frozenset[str]) -> Merged:
    """The outcome without what was left of it."""
    article = merged.change and next(
        (each.key.id for each in merged.change.edits if each.key.kind == "article"), ""
    )
    done = tuple(
        each for each in merged.done if (each.annotation or each.article or article) not in left
    )
    return replace(merged, done=done)


_NOTES = frozenset({"note", "article-note", "added-text"})


def is_known(edited: Edited) -> bool:
    """Whether this library wrote this very file, or brought it home before."""
    return edited.base is not None and edited.base.path == str(edited.path.resolve())


def what_came(name: str, merged: Merged) -> str:
    """What a file brought, as one or two sentences; empty where there is nothing to say."""
    counted = list(_counted(merged))
    said = []
    if counted:
        said.append(_("{things} from “{name}”.").format(things=", ".join(counted), name=name))
    if merged.conflicts:
        said.append(what_waits(len(merged.conflicts), name))
    elif merged.listed and not counted:
        said.append(_left(name, merged))
    return " ".join(said)


def _counted(merged: Merged) -> Iterator[str]:
    kinds = [each.kind for each in merged.done]
    notes = sum(kind in _NOTES for kind in kinds)
    new, removed = kinds.count("new"), kinds.count("removed")
    others = len(kinds) - notes - new - removed
    for count, one, many in (
        (notes, _("{count} note"), _("{count} notes")),
        (new, _("{count} new mark"), _("{count} new marks")),
        (removed, _("{count} removal"), _("{count} removals")),
        (others, _("{count} change"), _("{count} changes")),
    ):
        if count:
            yield ngettext(one, many, count).format(count=count)


def _left(name: str, merged: Merged) -> str:
    """The first thing that was seen in the file and not taken over."""
    from reader.export.merged import SAID

    return _("“{name}”: {what}.").format(name=name, what=SAID[merged.listed[0].kind])


def what_waits(count: int, name: str = "") -> str:
    """How much was changed on both sides and waits for a decision."""
    if name:
        return ngettext(
            "{count} thing was changed here and in “{name}”; both are kept.",
            "{count} things were changed here and in “{name}”; both are kept.",
            count,
        ).format(count=count, name=name)
    return ngettext(
        "{count} thing was changed here and in a file; both are kept.",
        "{count} things were changed here and in a file; both are kept.",
        count,
    ).format(count=count)
