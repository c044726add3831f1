"""The marks and notes of an edited file against those of the library, one annotation at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from reader.anchoring import describe
from reader.export.align import Alignment, Gap
from reader.export.front_matter import utc
from reader.export.merged import Left, Remark
from reader.export.merging import Merging, notes_alike
from reader.export.parsed import Parsed
from reader.export.sections import is_ours
from reader.export.three_way import merged_set, verdict
from reader.messages import _
from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    Checked,
    LabelId,
    Passage,
    Place,
    trimmed,
)
from reader.text import normal_note, words
from reader.values import dataclass

_MANY_WORDS = 5
"""So many more words than stood there before are somebody's own, and become a note."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one side says of an annotation; None is what it does not say.

    `places` stand in the library's text; `marked` is whether anything is marked for it at all.
    """

    note: str | None = None
    label: str | None = None
    colour: str = ""
    tags: tuple[str, ...] | None = None
    checked: Checked | None = None
    checked_at: datetime | None = None
    created: datetime | None = None
    edited: datetime | None = None
    places: tuple[Passage, ...] = ()
    marked: bool = False
    defined: bool = False
    quote: str = ""

    def is_of(self, mark: Annotation) -> bool:
        """Whether this was written of the annotation as it is now: its times say so."""
        if self.created is None:
            return False
        said, now = (self.created, self.edited), (mark.created, mark.edited)
        return [each and utc(each) for each in said] == [each and utc(each) for each in now]

    def has_more_than(self, before: _Said) -> bool:
        """Whether something was written into it since."""
        now, then = (self.label, self.tags), (before.label, before.tags)
        if any(one is not None and one != other for one, other in zip(now, then, strict=True)):
            return True
        return self.note is not None and not notes_alike(before.note or "", self.note)


class _Side:
    """One state of the file, its passages put where they stand in the library's text."""

    def __init__(self, parsed: Parsed, text: str) -> None:
        self.parsed = parsed
        self.alignment = Alignment(parsed.text, text)
        self._text = text
        self._orphans = {each.id: each for each in parsed.orphans}
        self.unnamed = self._placed(parsed.unnamed)
        ours = (id for id in parsed.definitions if is_ours(id))
        noted = (id for id in parsed.loose if id in parsed.definitions)
        self.ids = dict.fromkeys([*parsed.places, *self._orphans, *ours, *noted])

    def _placed(self, passages: Iterable[Passage]) -> tuple[Passage, ...]:
        found = (self.alignment.place(each) for each in passages)
        inside = (each and trimmed(self._text, each) for each in found)
        return tuple(dict.fromkeys(each for each in inside if each))

    def said(self, id: str) -> _Said | None:
        """What it says of an id; None if nothing."""
        if id not in self.ids:
            return None
        definition, orphan = self.parsed.definitions.get(id), self._orphans.get(id)
        passages = self.parsed.places.get(id, ())
        marked = "\n".join(each.of(self.parsed.text) for each in passages)
        said = _Said(
            places=self._placed(passages),
            marked=bool(passages),
            quote=orphan.quote if orphan else marked,
        )
        noted = orphan or definition
        if noted is None:
            return said
        said = replace(said, note=normal_note(noted.note), defined=True)
        head = noted.head
        if head is None:
            return said
        return replace(
            said,
            label=head.label or None,
            colour=head.colour,
            tags=head.tags,
            checked=head.checked,
            checked_at=head.checked_at,
            created=head.created,
            edited=head.edited,
        )

    def word_before_reference(self, id: str) -> Passage | None:
        """The word that a reference without a mark stands behind; the first one if none is."""
        at = self.parsed.loose.get(id)
        return None if at is None else self.alignment.word_before(at) or _first_word(self._text)


class Marks:
    """The marks and notes of one merge."""

    def __init__(
        self,
        merging: Merging,
        base: Parsed | None,
        file: Parsed,
        away: Collection[AnnotationId] = (),
    ) -> None:
        self._merging = merging
        self._text = merging.now.document.text
        self._base = _Side(base, self._text) if base else None
        self._file = _Side(file, self._text)
        self._away = away
        self._here = {str(mark.id): (mark, place) for mark, place in merging.now.marks}
        self._free: dict[Passage, list[AnnotationId]] = {}
        for mark, place in merging.now.marks:
            if place.passage and mark.id not in self._file.ids:
                self._free.setdefault(place.passage, []).append(mark.id)

    def merge(self) -> None:
        """Decides on every annotation that either side has, then on the article's words."""
        for id in self._file.ids:
            said = self._file.said(id)
            assert said is not None
            if id in self._here:
                self._known(id, said)
            else:
                self._strange(id, said)
        adopted = {*self._merging.adopted.values()}
        for id in self._base.ids if self._base else ():
            if id not in self._file.ids and id in self._here and id not in adopted:
                self._gone(id)
        for passage in self._file.unnamed:
            was_there = self._base is not None and passage in self._base.unnamed
            if was_there or self._is_the_articles_own(passage):
                continue
            if self._take(passage) is None:
                self._make(passage, _Said())
        self._words_of_the_article()

    def _is_the_articles_own(self, passage: Passage) -> bool:
        """Whether the == stands in the article; formatters take away what kept it from marking."""
        text = self._text
        return text.endswith("==", 0, passage.start) and text.startswith("==", passage.end)

    def _before(self, id: str) -> _Said | None:
        return self._base.said(id) if self._base else None

    def _list(self, kind: Left, id: str | None = None, said: str = "") -> None:
        self._merging.listed.append(Remark(kind, AnnotationId(id) if id else None, said))

    def _take(self, passage: Passage) -> AnnotationId | None:
        """An annotation on just these words that the file does not name; each is given once."""
        standing = self._free.get(passage)
        return standing.pop(0) if standing else None

    # --- annotations that the library has

    def _known(self, id: str, said: _Said) -> None:
        mark, place = self._here[id]
        before = self._before(id)
        self._list_what_is_missing(id, said, before, place)
        base = before or (_as_it_is(mark, place, self._merging) if said.is_of(mark) else _Said())
        chosen = _chosen(said, base, place)
        self._fields(mark, place, said, base, chosen)
        for passage in said.places:
            is_new = not (before and passage in before.places)
            if passage != chosen and is_new and self._take(passage) is None:
                self._make(passage, said, like=mark)

    def _list_what_is_missing(
        self, id: str, said: _Said, before: _Said | None, place: Place
    ) -> None:
        if not said.defined and (before is None or before.defined):
            self._list("definition-removed", id)
        is_placed = place.passage is not None and (before is None or before.marked)
        if said.defined and not said.marked and is_placed:
            self._list("mark-removed", id)
        if before and before.colour and said.label == before.label and said.colour != before.colour:
            self._list("colour", id, said.colour)

    def _fields(
        self,
        mark: Annotation,
        place: Place,
        said: _Said,
        base: _Said,
        passage: Passage | None,
    ) -> None:
        merging = self._merging
        after = replace(
            mark,
            note=self._note(mark, said, base),
            label=self._label(mark, said, base),
            tags=self._tags(mark, said, base),
        )
        if after != mark:
            after = replace(after, edited=merging.at)
        after = self._checked(after, said, base)
        moved = self._moved(mark, place, base, passage)
        if moved:
            after = self._put(after, moved)
            merging.edit(place, Place(mark.id, place.revision, moved))
        if after != mark:
            merging.edit(mark, after)

    def _note(self, mark: Annotation, said: _Said, base: _Said) -> str:
        if said.note is None:
            return mark.note
        return self._merging.note(mark, "note", base.note, said.note, mark.note)

    def _label(self, mark: Annotation, said: _Said, base: _Said) -> LabelId:
        ours = self._merging.name_of(mark.label)
        name = self._merging.field(mark, "label", base.label, said.label, ours)
        return mark.label if name == ours else self._merging.label(name, said.colour)

    def _tags(self, mark: Annotation, said: _Said, base: _Said) -> tuple[str, ...]:
        if said.tags is None:
            return mark.tags
        tags = merged_set(base.tags, self._merging.valid(said.tags), mark.tags)
        if tags != mark.tags:
            shown = " ".join(f"#{each}" for each in tags)
            self._merging.done.append(Remark("tags", mark.id, shown))
        return tags

    def _checked(self, mark: Annotation, said: _Said, base: _Said) -> Annotation:
        checked = self._merging.field(mark, "checked", base.checked, said.checked, mark.checked)
        if checked == mark.checked:
            return mark
        when = None if checked == "none" else said.checked_at or self._merging.at
        return replace(mark, checked=checked, checked_at=when)

    def _moved(
        self, mark: Annotation, place: Place, base: _Said, passage: Passage | None
    ) -> Passage | None:
        """Where the file has put it, if that is neither where it was nor where it is."""
        here = place.passage
        if passage is not None and passage == here:
            self._merging.settle(mark, "passage")
        if passage is None or passage == here or passage in base.places:
            return None
        stood = next(iter(base.places), None)
        if here is None or verdict(stood, passage, here) == "take":
            self._merging.settle(mark, "passage")
            self._merging.done.append(Remark("moved", mark.id, passage.of(self._text)))
            return passage
        self._merging.conflict(mark, "passage", here.of(self._text), passage.of(self._text))
        return None

    def _put(self, mark: Annotation, passage: Passage) -> Annotation:
        return replace(
            mark,
            revision=self._merging.now.revision.number,
            anchor=describe(self._text, passage),
            edited=self._merging.at,
        )

    def _gone(self, id: str) -> None:
        """Mark, reference and definition were deleted: to the trash, unless it changed here."""
        mark, place = self._here[id]
        before = self._before(id)
        assert before is not None
        if id in self._file.parsed.loose:
            self._list("definition-removed", id)
        elif before.defined and _is_as_it_was(mark, place, before, self._merging):
            self._merging.edit(mark, replace(mark, trashed=self._merging.at))
            self._merging.done.append(Remark("removed", mark.id, mark.anchor.exact))
        else:
            self._list("kept", id)

    # --- annotations that the library does not have

    def _strange(self, id: str, said: _Said) -> None:
        """A reference that is no annotation's: new, or of one that is away."""
        before = self._before(id)
        places = said.places or tuple(filter(None, [self._file.word_before_reference(id)]))
        found = self._renamed(id, said) or next(filter(None, map(self._take, places)), None)
        if found is not None:
            self._adopt(id, found, said)
            return
        is_away = before is not None or AnnotationId(id) in self._away
        if is_away:
            self._list("removed-here", id)
            if before is None or not said.has_more_than(before):
                return
        made = self._make(next(iter(places), None), said, wanted=id)
        if made and made != id:
            self._merging.adopted[id] = made
        for passage in places[1:]:
            if self._take(passage) is None:
                self._make(passage, said)

    def _renamed(self, id: str, said: _Said) -> AnnotationId | None:
        """The annotation that a footnote of another name was written of; pandoc numbers them.

        One with the name of an annotation is that one's, which is away or private.
        """
        if is_ours(id):
            return None
        marks = (mark for mark, _place in self._here.values() if mark.id not in self._file.ids)
        found = {mark.id: mark.note for mark in marks if self._is_written_of(said, mark)}
        alike = (id for id, note in found.items() if notes_alike(note, said.note or ""))
        return next(alike, None) or (next(iter(found)) if len(found) == 1 else None)

    def _is_written_of(self, said: _Said, mark: Annotation) -> bool:
        """Whether times and label are what the file had of it, or what it has here."""
        if said.created is None:
            return False
        before = self._before(mark.id)
        if before is None:
            return said.is_of(mark) and said.label == self._merging.name_of(mark.label)
        return (said.created, said.edited, said.label) == (
            before.created,
            before.edited,
            before.label,
        )

    def _adopt(self, id: str, found: AnnotationId, said: _Said) -> None:
        """Takes over what a footnote of another name says of an annotation, the first time."""
        is_first = found not in self._merging.adopted.values()
        self._merging.adopted[id] = found
        if is_first:
            mark, place = self._here[found]
            base = self._before(id) or self._before(found) or _Said()
            self._fields(mark, place, said, base, None)

    def _make(
        self,
        passage: Passage | None,
        said: _Said,
        *,
        wanted: str | None = None,
        like: Annotation | None = None,
    ) -> AnnotationId | None:
        """A new annotation; without a place it is an orphan, and without words it is none."""
        if passage is None and not (said.quote or said.note):
            return None
        merging = self._merging
        exact = said.quote.strip() or _("No words are marked.")
        label = merging.default_label() if like is None else like.label
        made = Annotation(
            id=merging.ids.annotation(wanted if wanted and is_ours(wanted) else None),
            article=merging.now.article.id,
            revision=merging.now.revision.number,
            anchor=describe(self._text, passage) if passage else Anchor(exact, "", "", 0),
            label=merging.label(said.label, said.colour) if said.label else label,
            created=said.created or merging.at,
            note=(like.note if like else "") if said.note is None else said.note,
            tags=(like.tags if like else ()) if said.tags is None else merging.valid(said.tags),
            checked=said.checked or "none",
            checked_at=said.checked_at,
            edited=said.edited,
        )
        merging.edit(None, made)
        merging.edit(None, _place(made, passage))
        merging.done.append(Remark("new", made.id, made.anchor.exact))
        if passage is None:
            self._list("no-place", made.id)
        return made.id

    # --- the article's own words

    def _words_of_the_article(self) -> None:
        """Words typed into the article become notes; others that changed are listed."""
        before = self._base.parsed.text if self._base else self._text
        is_same = before == self._text
        alignment = self._file.alignment if is_same else Alignment(self._file.parsed.text, before)
        for gap in alignment.gaps():
            typed, gone = gap.one.of(self._file.parsed.text), gap.other.of(before)
            count = _count(typed)
            if count and count > _count(gone) + (_MANY_WORDS if gone else 0):
                self._note_typed_words(gap, typed)
            if gone or not count:
                self._list("text", said=f"{gone} → {typed}")

    def _note_typed_words(self, gap: Gap, typed: str) -> None:
        passage = self._file.alignment.word_before(gap.one.start) or _first_word(self._text)
        if passage is None:
            return
        note = _("Text added in the file:") + f"\n\n{typed}"
        self._make(passage, _Said(note=normal_note(note)))
        self._merging.done[-1] = replace(self._merging.done[-1], kind="added-text", words=typed)


def _as_it_is(mark: Annotation, place: Place, merging: Merging) -> _Said:
    """What a file would say of an annotation now."""
    return _Said(
        note=mark.note,
        label=merging.name_of(mark.label),
        tags=mark.tags,
        checked=mark.checked,
        places=(place.passage,) if place.passage else (),
        marked=place.passage is not None,
        defined=True,
    )


def _is_as_it_was(mark: Annotation, place: Place, before: _Said, merging: Merging) -> bool:
    now = _as_it_is(mark, place, merging)
    return (now.note, now.label, now.tags, now.checked, now.places) == (
        before.note,
        before.label,
        before.tags,
        before.checked,
        before.places[:1],
    )


def _chosen(said: _Said, base: _Said, place: Place) -> Passage | None:
    """Of several places the one where it stood, else the first."""
    stood: Sequence[Passage | None] = [place.passage, *base.places]
    return next((each for each in stood if each in said.places), None) or next(
        iter(said.places), None
    )


def _place(of: Annotation, passage: Passage | None) -> Place:
    if passage is None:
        return Place(of.id, of.revision, None, "orphan", 0.0)
    return Place(of.id, of.revision, passage)


def _count(typed: str) -> int:
    return sum(1 for _each in words(typed))


def _first_word(text: str) -> Passage | None:
    return next((Passage(*each) for each in words(text)), None)
