"""The comments of a Word file as remarks, their answers below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reader.intake.as_note import as_note
from reader.intake.html import Element
from reader.intake.word_lists import Numbering
from reader.intake.word_parts import W14, W15, Styles, W, WordFile, moment
from reader.intake.word_text import Reading
from reader.model import Block, Remark

GOES_ON = "(The mark goes on here.)"
"""What Galley's own export says where a mark leaves the table that it began in."""


class Comments:
    """The comments of a file: `remarks` by key, and in `keys` which of them each comment is
    part of. Answers, and what only goes on with the one before, are part of another's."""

    def __init__(
        self, file: WordFile, styles: Styles, numbering: Numbering, *, is_ours: bool
    ) -> None:
        self.remarks: dict[str, Remark] = {}
        self.keys: dict[str, str] = {}
        self._read_with = (file, styles, numbering)
        self._is_ours = is_ours
        root = file.part("comments")
        answers = _answers(file) if root is not None else {}
        by_paragraph: dict[str, str] = {}
        last = ""
        for each in root.iterfind(W + "comment") if root is not None else ():
            id, paragraph = each.get(W + "id") or "", _last_paragraph(each)
            asked = by_paragraph.get(answers.get(paragraph, ""), "")
            last = self._add(id, self._remark(each), asked, last)
            by_paragraph[paragraph] = last

    def _add(self, id: str, remark: Remark, asked: str, last: str) -> str:
        """The key of the remark that this comment is part of."""
        if asked:
            signs = not self._is_ours
            self.remarks[asked] = _answered(self.remarks[asked], remark, signs=signs)
            return asked
        if self._is_ours and last and remark.note == GOES_ON:
            self.keys[id] = last
            return last
        key = self.keys[id] = f"comment/{id}"
        self.remarks[key] = remark
        return key

    def _remark(self, comment: Element) -> Remark:
        file, styles, numbering = self._read_with
        reading = Reading(file, styles, numbering, is_ours=self._is_ours, part="comments")
        blocks: Sequence[Block] = reading.note(comment)
        by = " ".join((comment.get(W + "author") or "").split())[:200]
        at = moment(comment.get(W + "date"))
        if not self._is_ours:
            return Remark(note=as_note(blocks), by=by or None, at=at)
        blocks, tags = _without_facts(blocks)
        return Remark(note=as_note(blocks), tags=tags, label=by or None, by=by or None, at=at)


def told_apart(remark: Remark) -> Remark:
    """A remark of a file of ours: its label stands where others have their name. What a
    colleague added with Word is on no highlight, and has a name."""
    if remark.colour is None and remark.passage is not None:
        return replace(remark, label=None)
    return replace(remark, by=None) if remark.by == remark.label else remark


_FACTS = re.compile(
    r"(?:#\S+|moved|changed|unsure|orphan|checked: (?:holds|wrong))"
    r"(?: · (?:#\S+|moved|changed|unsure|orphan|checked: (?:holds|wrong)))*"
)


def _without_facts(blocks: Sequence[Block]) -> tuple[Sequence[Block], tuple[str, ...]]:
    """The note of a comment of ours without the line that tells tags, state and check."""
    if not blocks or not _FACTS.fullmatch(blocks[-1].text):
        return blocks, ()
    told = blocks[-1].text.split(" · ")
    return blocks[:-1], tuple(each[1:] for each in told if each.startswith("#"))


def _answers(file: WordFile) -> dict[str, str]:
    """Which comment answers which: their last paragraphs tell."""
    root = file.part("commentsExtended")
    return {
        each.get(W15 + "paraId") or "": each.get(W15 + "paraIdParent") or ""
        for each in (root.iter(W15 + "commentEx") if root is not None else ())
        if each.get(W15 + "paraIdParent")
    }


def _last_paragraph(comment: Element) -> str:
    last = "-"
    for each in comment.iter(W + "p"):
        last = each.get(W14 + "paraId") or last
    return last


def _answered(asked: Remark, answer: Remark, *, signs: bool) -> Remark:
    """A comment with its answer below it; who wrote the last one is told, and where the comment
    `signs`, who wrote the first."""
    signed = asked.note
    if signs and asked.by and asked.by != answer.by:
        signed = f"{asked.note}\n\n— {asked.by}"
    both = "\n\n".join(note for note in (signed, answer.note) if note)
    return replace(asked, note=both, by=answer.by or asked.by)
