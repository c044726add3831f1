"""Laws of bringing a file home, over hostile articles and random edits on one side or on both."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import annotated
from reader.export.align import Alignment, matches
from reader.export.merged import Merged
from reader.export.parse import parse
from reader.export.three_way import merged_lines, merged_set
from reader.export.update import update
from reader.model import Annotation, Exported, Passage, Place, trimmed
from reader.text import normal_note
from tests.reader.export import adversarial
from tests.reader.export.homecoming import after, applied, bring_home, summary

seeds = st.integers(0, 2**32)


def start(seed: int) -> Exported:
    """A hostile article with at least a few marks, each on words of its own."""
    random = Random(seed)
    case = adversarial.exported(random)
    marks, taken = [], set()
    for mark, place in case.marks:
        if place.passage not in taken:
            marks.append((mark, place))
            taken.add(place.passage)
    return replace(case, marks=tuple(marks))


# --- edits, each made as the window would make it ------------------------------------------------

Marked = tuple[Annotation, Place]
OnMark = Callable[[Random, Exported, Marked], Marked]


def another_note(random: Random, of: Exported, marked: Marked) -> Marked:
    typed = adversarial.Maker(random).note()
    note = typed if random.random() < 0.5 else f"{marked[0].note}\n{random.random()}"
    return replace(marked[0], note=normal_note(note.lstrip("\n"))), marked[1]


def another_label(random: Random, of: Exported, marked: Marked) -> Marked:
    return replace(marked[0], label=random.choice([*of.labels])), marked[1]


def other_tags(random: Random, of: Exported, marked: Marked) -> Marked:
    tags = tuple(random.sample(("nato", "деньги", "budget/2014", "新", "x-1"), 2))
    return replace(marked[0], tags=tags), marked[1]


def other_words(random: Random, of: Exported, marked: Marked) -> Marked:
    text = of.document.text
    at = random.randrange(len(text))
    passage = trimmed(text, Passage(at, min(len(text), at + random.choice((1, 5, 40)))))
    taken = {place.passage for _mark, place in of.marks}
    if passage is None or passage in taken:
        return marked
    return marked[0], replace(marked[1], passage=passage)


ON_MARKS: tuple[OnMark, ...] = (another_note, another_label, other_tags, other_words)


def edited(of: Exported, seed: int, *, may_remove: bool = True) -> Exported:
    """The article after some edits; times stay, as they do when a file is edited by hand."""
    random = Random(seed)
    for _ in range(random.randint(1, 4)):
        what = random.random()
        if what < 0.1:
            of = replace(of, article=replace(of.article, note=adversarial.Maker(random).note()))
        elif what < 0.2:
            of = replace(of, article=replace(of.article, title=f"Title {random.random()}"))
        elif of.marks:
            index = random.randrange(len(of.marks))
            marks = list(of.marks)
            if may_remove and what < 0.35:
                del marks[index]
            else:
                marks[index] = random.choice(ON_MARKS)(random, of, marks[index])
            of = replace(of, marks=tuple(marks))
    return of


# --- one side ------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(seed=seeds, edit=seeds)
def test_an_edit_in_the_file_does_what_the_same_edit_does_here(seed: int, edit: int) -> None:
    before = start(seed)
    by_hand = edited(before, edit)
    merged = bring_home(annotated.write(by_hand), before)
    found = after(before, merged.change)
    assert not merged.conflicts
    assert named_once(summary(found)) == named_once(summary(by_hand))
    assert found.article.title == by_hand.article.title
    # A section that is gone is listed: nobody knows whether its words went somewhere else.
    if by_hand.article.note or not before.article.note:
        assert found.article.note == by_hand.article.note


def named_once(found: dict[str, tuple[str, str, tuple[str, ...], Passage | None, str]]) -> object:
    """Tags as a set: their order is not merged. Labels by the name that a line can hold."""
    return {
        id: (note, " ".join(label.split()), {*tags}, where, checked)
        for id, (note, label, tags, where, checked) in found.items()
    }


@settings(max_examples=80)
@given(seed=seeds, edit=seeds)
def test_an_edit_here_is_not_undone_by_a_file_that_nobody_edited(seed: int, edit: int) -> None:
    before = start(seed)
    merged = bring_home(annotated.write(before), edited(before, edit), base=annotated.write(before))
    assert merged.change is None
    assert not merged.conflicts


# --- both sides ----------------------------------------------------------------------------------


def lines_of_notes(of: Exported) -> set[str]:
    notes = [of.article.note, *(mark.note for mark, _place in of.marks)]
    return {line for note in notes for line in note.split("\n") if line.strip()}


def kept_lines(here: Exported, merged: Merged) -> set[str]:
    """Every line of a note that is still somewhere: in a note, the trash too, or in a conflict."""
    records = applied(here, merged.change).values()
    notes = [each.note for each in records if isinstance(each, Annotation)]
    notes.append(after(here, merged.change).article.note)
    for conflict in merged.conflicts:
        notes += [conflict.ours, conflict.theirs]
    return {line for note in notes for line in note.split("\n") if line.strip()}


@settings(max_examples=200)
@given(seed=seeds, theirs=seeds, ours=seeds)
def test_no_line_of_a_note_that_was_typed_on_either_side_is_lost(
    seed: int, theirs: int, ours: int
) -> None:
    before = start(seed)
    there, here = edited(before, theirs), edited(before, ours)
    merged = bring_home(annotated.write(there), here, base=annotated.write(before))
    typed = (lines_of_notes(there) | lines_of_notes(here)) - lines_of_notes(before)
    assert typed <= kept_lines(here, merged)


@settings(max_examples=100)
@given(seed=seeds, theirs=seeds, ours=seeds)
def test_merging_again_changes_nothing(seed: int, theirs: int, ours: int) -> None:
    before = start(seed)
    file, here = annotated.write(edited(before, theirs)), edited(before, ours)
    merged = bring_home(file, here, base=annotated.write(before))
    again = bring_home(file, after(here, merged.change), base=file, standing=merged.conflicts)
    assert again.change is None
    assert again.conflicts == merged.conflicts


@settings(max_examples=80)
@given(seed=seeds, theirs=seeds, ours=seeds)
def test_what_is_written_after_a_merge_is_in_step_with_the_library(
    seed: int, theirs: int, ours: int
) -> None:
    before = start(seed)
    written = annotated.write(before)
    file, here = annotated.write(edited(before, theirs)), edited(before, ours)
    merged = bring_home(file, here, base=written)
    now = after(here, merged.change)
    fresh = update(file, now, base=file, adopted=merged.adopted)
    assert bring_home(fresh, now).change is None
    assert parse(fresh).text == now.document.text


@settings(max_examples=80)
@given(seed=seeds)
def test_a_library_that_has_only_the_article_gets_every_mark_from_the_file(seed: int) -> None:
    full = start(seed)
    bare = replace(full, marks=(), article=replace(full.article, note=""))
    merged = bring_home(annotated.write(full), bare, base=None)
    assert annotated.write(after(bare, merged.change)) == annotated.write(full)


# --- the parts -----------------------------------------------------------------------------------

words = st.lists(st.sampled_from("abcde"), max_size=12)


@given(words, words)
def test_matches_are_equal_items_in_one_order(one: list[str], other: list[str]) -> None:
    found = matches(one, other)
    assert all(one[i] == other[j] for i, j in found)
    assert all(a < b and c < d for (a, c), (b, d) in pairwise(found))


texts = st.text("ab.“ \n", max_size=30)


@given(one=texts, other=texts, data=st.data())
def test_words_that_both_texts_have_stand_where_they_are(
    one: str, other: str, data: st.DataObject
) -> None:
    around = f"{other}\nkeep this"
    alignment = Alignment(f"{one}\nkeep this", around)
    where = alignment.place(Passage(len(one) + 1, len(one) + 10))
    assert where is not None
    assert where.of(around).endswith("keep this")
    start = data.draw(st.integers(0, len(one)))
    end = data.draw(st.integers(start + 1, len(one) + 10))
    found = alignment.place(Passage(start, end))
    assert found is None or 0 <= found.start < found.end <= len(around)


@given(words, words)
def test_lines_changed_on_one_side_only_are_that_sides(one: list[str], other: list[str]) -> None:
    base, changed = "\n".join(one), "\n".join(other)
    assert merged_lines(base, changed, base) == changed
    assert merged_lines(base, base, changed) == changed
    assert merged_lines(base, changed, changed) == changed


@given(words, words, words)
def test_a_set_has_what_either_side_added(
    base: list[str], theirs: list[str], ours: list[str]
) -> None:
    found = {*merged_set(base, theirs, ours)}
    assert {*theirs} - {*base} <= found
    assert {*ours} - {*base} <= found
    assert not found & ({*base} - {*theirs})
    assert not found & ({*base} - {*ours})


# --- other editors -------------------------------------------------------------------------------


def reformatted(file: str, random: Random) -> str:
    """The article as a formatter leaves it: narrower bullets, wrapped lines, wider tables."""
    head, marker, rest = file.partition("<!-- galley:article")
    rest, closing, tail = rest.partition("\n<!-- /galley:article -->\n")
    lines, in_code = [], ""
    for line in rest.split("\n"):
        fence = re.match(r"[> ]*(`{3,}|~{3,})", line)
        if fence and not in_code:
            in_code = fence[1]
        elif fence and fence[1] == in_code:
            in_code = ""
        is_prose = re.match(r"\w", line) and not in_code
        if is_prose and random.random() < 0.7:
            line = re.sub(r"(?<=[a-z]) (?=[^\W\d_]{3,} )", "\n", line)
        elif line.startswith("| ") and not in_code:
            line = line.replace(" |", "    |")
        elif line.startswith("-   ") and not in_code:
            line = line.replace("-   ", "* ", 1)
        lines.append(line)
    return head + marker + "\n".join(lines) + closing + tail


@settings(max_examples=80)
@given(seed=seeds)
def test_what_a_formatter_does_is_no_edit(seed: int) -> None:
    case = start(seed)
    merged = bring_home(reformatted(annotated.write(case), Random(seed)), case)
    assert merged.change is None
    assert not merged.conflicts
    assert not merged.listed
