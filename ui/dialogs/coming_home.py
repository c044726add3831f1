"""Shows what a file would bring that was not written here, before it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QWidget,
)

from reader.conflicts import FIELDS
from reader.export.merged import SAID, Merged, Remark
from reader.messages import _
from reader.model import Annotation, Article, Conflict
from reader.values import dataclass
from ui.actions import in_menu
from ui.dialogs.frame import Frame, Rows
from ui.parts import Words, plain_tip

_LONGEST, _LONGEST_LINE = 50, 76
"""Characters of a remark's words, and of a line with several remarks, that there is room for."""


@dataclass(frozen=True, slots=True)
class Line:
    """What would be done to one record: its id, a sentence, and all of its words."""

    of: str
    sentence: str
    whole: str


class ComingHomeDialog(Frame):
    """A list with a box to tick for each mark, and what was seen and would be left."""

    def __init__(
        self,
        name: str,
        articles: Sequence[Article],
        merged: Merged,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Bring home from “{name}”?").format(name=name), parent, width=560)
        self.column.addWidget(Words(_heading(articles), 13, tone="secondary"))
        self.boxes = {line.of: _box(line) for line in lines(merged, articles[0].id)}
        rows = Rows(apart=8, least=180)
        rows.fill([*self.boxes.values(), *_seen(merged)])
        self.column.addWidget(rows, 1)
        role = QDialogButtonBox.ButtonRole
        self._bring = self.button(_("Bring home"), role.AcceptRole)
        leave = self.button(_("Leave it"), role.RejectRole)
        leave.setDefault(True)
        leave.setFocus()
        for box in self.boxes.values():
            box.toggled.connect(self._judge)

    def left(self) -> frozenset[str]:
        """The ids of what shall stay as it is here."""
        return frozenset(of for of, box in self.boxes.items() if not box.isChecked())

    def _judge(self, _on: bool) -> None:
        self._bring.setEnabled(len(self.left()) < len(self.boxes))


def _heading(articles: Sequence[Article]) -> str:
    if len(articles) == 1:
        return articles[0].title
    return _("{count} articles").format(count=len(articles))


def lines(merged: Merged, article: str) -> Iterator[Line]:
    """One for each record that would change, in the order of the file.

    `article` is the one that is meant where nothing else is said.
    """
    said: dict[str, list[Remark]] = {}
    for remark in merged.done:
        said.setdefault(remark.annotation or remark.article or article, []).append(remark)
    in_conflict: dict[str, list[Conflict]] = {}
    for conflict in merged.conflicts:
        in_conflict.setdefault(conflict.record.id, []).append(conflict)
    notes = _new_notes(merged)
    for id in dict.fromkeys([*said, *in_conflict]):
        parts = [_said(each) for each in said.get(id, [])]
        parts += [_note(notes[id])] if id in notes else []
        parts += [_changed_here(each) for each in in_conflict.get(id, [])]
        whole = [each.words for each in said.get(id, [])]
        whole += [notes[id]] if id in notes else []
        whole += [each.theirs for each in in_conflict.get(id, [])]
        yield Line(id, _capital(_short("; ".join(parts), _LONGEST_LINE)), "\n".join(whole))


def _new_notes(merged: Merged) -> Mapping[str, str]:
    """What is written on the marks that would be new."""
    made = (
        edit.after for edit in (merged.change.edits if merged.change else ()) if not edit.before
    )
    return {each.id: each.note for each in made if isinstance(each, Annotation) and each.note}


def _note(note: str) -> str:
    return _("note: {words}").format(words=_short(" ".join(note.split()), _LONGEST))


def _changed_here(conflict: Conflict) -> str:
    return _("{field}, changed here too (both are kept): {words}").format(
        field=FIELDS.get(conflict.field, conflict.field),
        words=_short(" ".join(conflict.theirs.split()), _LONGEST),
    )


def _said(remark: Remark) -> str:
    words = " ".join(remark.words.split())
    if not words:
        return SAID[remark.kind]
    return f"{SAID[remark.kind]}: {_short(words, _LONGEST)}"


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _box(line: Line) -> QCheckBox:
    box = QCheckBox(in_menu(line.sentence))
    box.setAccessibleName(line.sentence)
    box.setToolTip(plain_tip(line.whole))
    box.setChecked(True)
    return box


def _seen(merged: Merged) -> Iterator[QWidget]:
    """What the file says too and what would not be taken over."""
    if merged.listed:
        yield Words(_("Seen in the file and left as it is here"), 13, 600)
    for remark in merged.listed:
        yield Words(_capital(_said(remark)), 13, tone="secondary", wrap=True)
