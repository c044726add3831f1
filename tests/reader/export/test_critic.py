"""An article with CriticMarkup: what programs that know it show, and what comes home from it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import markdown
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.export import annotated, critic, read_critic
from reader.export.braces import broken, means_something
from reader.export.merge import merge
from reader.export.merged import Merged
from reader.export.parse import parse
from reader.export.update import update
from reader.model import (
    Annotation,
    Cell,
    Conflict,
    Exported,
    Item,
    List,
    Passage,
    Quote,
    Table,
)
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import DOUBT, annotation, block, document, passage
from tests.reader.export.homecoming import LATER, NAME, Counting, after, applied, summary
from tests.reader.export.marked import places
from tests.reader.export.test_annotated import GOLDEN, rich
from tests.reader.export.test_merge_laws import edited
from tests.tools.markdown.rendered import Rendered, normal

seeds = st.integers(0, 2**32)

SIGNS = (
    *("{==", "==}", "{>>", "<<}", "{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{", "}", "="),
    *("\\{++", "¶", " ¶ ", "{>>(k00001)<<}", "(k00001)", ": ", "#tag"),
)


class Maker(adversarial.Maker):
    """Makes articles and notes that are full of the signs."""

    def raw(self, most: int = 12) -> str:
        return self._with_signs(super().raw(most))

    def note(self) -> str:
        return self._with_signs(super().note()).strip()

    def _with_signs(self, words: str) -> str:
        for _ in range(self.random.choice((0, 1, 2, 4))):
            at = self.random.randint(0, len(words))
            words = words[:at] + self.random.choice(SIGNS) + words[at:]
        return words


def start(seed: int) -> Exported:
    """A hostile article with a few marks, each on words of its own."""
    case = Maker(Random(seed)).exported()
    marks = {place.passage: (mark, place) for mark, place in case.marks}
    return replace(case, marks=tuple(marks.values()))


# --- what is shown -------------------------------------------------------------------------------

_NAMED = re.compile(r"\((k\w{5})(?:, chars [\d–, ]+)?\)$")


def html_of(written: str) -> BeautifulSoup:
    """The article as pymdownx.critic shows it, with a reference in the place of each comment."""
    html = markdown.markdown(
        cases.body(written),
        extensions=["tables", "sane_lists", "pymdownx.superfences", "pymdownx.critic"],
        extension_configs={"pymdownx.superfences": {"preserve_tabs": True}},
    )
    return BeautifulSoup(html, "html.parser")


def comments_in(soup: BeautifulSoup) -> dict[str, str]:
    """What is said of each annotation, and references in the place of the comments."""
    comments: dict[str, str] = {}
    for comment in soup.select("span.critic.comment"):
        words = comment.get_text()
        named = _NAMED.search(words)
        assert named, words
        id = named[1]
        if words != f"({id})":
            assert id not in comments
            comments[id] = words
        comment.replace_with(soup.new_tag("a", href=f"#fn{id}"))
    return comments


def marked(rendered: Rendered, landing: Sequence[int], text: str) -> dict[str, set[int]]:
    """The characters under each annotation; a mark without a comment goes on in the next one."""
    found: dict[str, set[int]] = {}
    ids: list[str] = []
    for mark in reversed(rendered.marks):
        ids = (
            mark.ids
            or [each.removeprefix("#fn").removeprefix("fn") for each in mark.references]
            or ids
        )
        for id in ids:
            found.setdefault(id, set()).update(range(landing[mark.start], landing[mark.end]))
    return {id: {at for at in where if not text[at].isspace()} for id, where in found.items()}


def survives(case: Exported) -> None:
    """Rendered, the article is its text, the marks are the annotations, comments have the notes."""
    soup = html_of(critic.write(case))
    comments = comments_in(soup)
    rendered = Rendered(soup)
    text, landing = normal(rendered.text.rstrip("\n"))
    wanted_text, wanted = normal(case.document.text)
    assert text == wanted_text
    assert not rendered.problems
    code = {at for low, high in rendered.code for at in range(landing[low], landing[high])}
    found = marked(rendered, landing, text)
    for mark, _passage in annotated.placed_and_orphans(case)[0]:
        where = {wanted[at] for at in places(case)[mark.id]}
        expected = {at for at in where if not text[at].isspace()} - code
        assert found.pop(mark.id, set()) - code == expected
        assert critic.on_one_line(mark.note) in comments[mark.id]
        assert all(f"#{tag}" in comments[mark.id] for tag in mark.tags)
    assert not found


@settings(max_examples=150)
@example(0)
@given(seeds)
def test_programs_that_know_it_show_the_words_the_marks_and_the_notes(seed: int) -> None:
    survives(start(seed))


def test_a_rich_article_is_written_as_it_was() -> None:
    survives(rich())
    written = critic.write(rich())
    golden = GOLDEN / "rich.critic.md"
    if "GALLEY_GOLDEN" in os.environ:
        golden.write_bytes(written.encode())
    assert written == golden.read_bytes().decode()


@given(st.lists(st.sampled_from((*SIGNS, "a", " ", "+", ">"))).map("".join))
def test_no_sign_is_left_in_the_words_of_a_comment(words: str) -> None:
    assert not means_something(broken(words))
    assert "<<}" not in broken(words)
    assert broken(words).replace(" ", "") == words.replace(" ", "")


# --- what is read again --------------------------------------------------------------------------


@settings(max_examples=100)
@given(seeds)
def test_what_is_read_is_what_an_annotated_export_says(seed: int) -> None:
    case = start(seed)
    found, other = parse(critic.write(case)), parse(annotated.write(case))
    assert (found.flavour, other.flavour) == ("critic", "annotated")
    assert (found.matter, found.id, found.document) == (other.matter, other.id, other.document)
    assert (found.places, found.unnamed) == (other.places, other.unnamed)
    assert (found.note, found.orphans, found.asides) == (other.note, other.orphans, other.asides)
    assert {*found.definitions} == {*other.definitions}
    for id, definition in found.definitions.items():
        head, full = definition.head, other.definitions[id].head
        assert head
        assert full
        assert (head.label, head.tags, head.chars) == (full.label, full.tags, full.chars)
        assert critic.on_one_line(definition.note) == critic.on_one_line(other.definitions[id].note)


# --- what comes home -----------------------------------------------------------------------------


def bring_home(
    file: str,
    now: Exported,
    before: Exported | None,
    *,
    base: str | None = None,
    standing: Sequence[Conflict] = (),
) -> Merged:
    """Merges a file that was in step with `before`, as it was written of it or as `base`."""
    kept = [mark for of in (before, now) if of for mark, _place in of.marks]
    written = critic.write(before) if before and base is None else base
    was, said = read_critic.completed(
        parse(written) if written else None,
        parse(file),
        kept,
        [" ".join(label.name.split()) for label in now.labels.values()],
    )
    return merge(was, said, now, name=NAME, at=LATER, ids=Counting(), standing=standing)


def seen(of: Exported) -> object:
    """What a comment can say of the annotations."""
    return {
        id: (critic.on_one_line(note), " ".join(label.split()), {*tags}, where)
        for id, (note, label, tags, where, _checked) in summary(of).items()
    }


@settings(max_examples=60)
@given(seeds)
def test_a_file_that_nobody_edited_brings_nothing(seed: int) -> None:
    case = start(seed)
    for before in (case, None):
        merged = bring_home(critic.write(case), case, before)
        assert merged.change is None
        assert not merged.conflicts
        assert not merged.listed


@settings(max_examples=60)
@given(seed=seeds, edit=seeds)
def test_what_was_done_here_is_not_undone_by_such_a_file(seed: int, edit: int) -> None:
    before = start(seed)
    merged = bring_home(critic.write(before), edited(before, edit), before)
    assert merged.change is None
    assert not merged.conflicts


@settings(max_examples=100)
@given(seed=seeds, edit=seeds)
def test_an_edit_in_the_file_does_what_the_same_edit_does_here(seed: int, edit: int) -> None:
    before = start(seed)
    by_hand = edited(before, edit)
    merged = bring_home(critic.write(by_hand), before, before)
    assert not merged.conflicts
    assert seen(after(before, merged.change)) == seen(by_hand)


@settings(max_examples=60)
@given(seeds)
def test_a_library_that_has_only_the_article_gets_every_mark(seed: int) -> None:
    full = start(seed)
    bare = replace(full, marks=())
    merged = bring_home(critic.write(full), bare, None)
    assert seen(after(bare, merged.change)) == seen(full)


def typed_in(of: Exported) -> set[str]:
    notes = [mark.note for mark, _place in of.marks]
    return {
        part for note in notes for part in critic.on_one_line(note).split(critic.PARAGRAPH) if part
    }


@settings(max_examples=100)
@given(seed=seeds, theirs=seeds, ours=seeds)
def test_no_paragraph_of_a_note_that_was_typed_on_either_side_is_lost(
    seed: int, theirs: int, ours: int
) -> None:
    before = start(seed)
    there, here = edited(before, theirs), edited(before, ours)
    merged = bring_home(critic.write(there), here, before)
    records = applied(here, merged.change).values()
    kept = [each.note for each in records if isinstance(each, Annotation)]
    kept += [each for conflict in merged.conflicts for each in (conflict.ours, conflict.theirs)]
    standing = critic.on_one_line("\n\n".join(kept))
    assert all(part in standing for part in (typed_in(there) | typed_in(here)) - typed_in(before))


@settings(max_examples=60)
@given(seed=seeds, theirs=seeds, ours=seeds)
def test_merging_again_changes_nothing_and_the_next_export_is_whole(
    seed: int, theirs: int, ours: int
) -> None:
    before = start(seed)
    file, here = critic.write(edited(before, theirs)), edited(before, ours)
    merged = bring_home(file, here, before)
    now = after(here, merged.change)
    again = bring_home(file, now, now, base=file, standing=merged.conflicts)
    assert again.change is None
    assert again.conflicts == merged.conflicts
    assert update(file, now, made=critic.write(now)) == critic.write(now)


# --- what an editor does -------------------------------------------------------------------------

OF = document(
    "The river moved the border twice in ten years.",
    block("if dry:\n\twalk()", kind="code"),
    "Nobody had asked the farmers who live there.",
)
NOTE = "Who says?\n\n- Ask *him*.\n- Ask her."
CASE = cases.exported(
    OF,
    [
        annotation("k7f3q9", passage(OF, "moved the border"), note=NOTE),
        annotation("k2m8xd", passage(OF, "Nobody", until="farmers"), label=DOUBT),
    ],
)
COMMENT = "{>>Claim: Who says? ¶ - Ask *him*. - Ask her. (k7f3q9)<<}"


def after_edits(*edits: tuple[str, str]) -> tuple[dict[str, tuple[str, str, str]], list[str]]:
    """The annotations that are new or other after these edits, and what was listed.

    Merged again, and written anew and merged, the file brings nothing more.
    """
    file = critic.write(CASE)
    for old, new in edits:
        assert old in file
        file = file.replace(old, new)
    merged = bring_home(file, CASE, CASE)
    now = after(CASE, merged.change)
    assert not merged.conflicts
    assert bring_home(file, now, now, base=file).change is None
    fresh = update(file, now, made=critic.write(now))
    assert bring_home(fresh, now, now).change is None
    found = {
        id: (words_of(where), label, note)
        for id, (note, label, _tags, where, _checked) in summary(now).items()
        if summary(now)[id] != summary(CASE).get(id)
    }
    gone = {*summary(CASE)} - {*summary(now)}
    return found | dict.fromkeys(gone, ("", "", "")), [each.kind for each in merged.listed]


def words_of(where: Passage | None) -> str:
    return where.of(OF.text) if where else ""


@pytest.mark.parametrize(
    ("old", "new", "words", "note"),
    [
        ("twice", "{--twice--}", "twice", "suggests: delete this"),
        ("twice", "{~~twice~>three times~~}", "twice", "suggests: “three times” instead"),
        ("twice", "twice{++ or thrice++}", "twice", "suggests: add “or thrice”"),
        ("twice", "twi{++x++}ce", "twi", "suggests: add “x”"),
        ("twice", "{--twice--}{>>Once!<<}", "twice", "suggests: delete this\n\nOnce!"),
        ("twice", "{==twice==}", "twice", ""),
        ("twice", "{==twice==} {>>How often? ¶ Ask.<<}", "twice", "How often?\n\nAsk."),
        ("twice", "twice {>>How often?<<}", "twice", "How often?"),
        ("twice", "twice[^1]{>>How often?<<}", "twice", "How often?"),
        ("# Head", "# {++The ++}Head", "Headline", "suggests: add “The”"),
        ("there.", "there.{++\n\nNew\none.++}", "there", "suggests: add this\n\nNew\none."),
        ("border==}", "{--border--}==}", "border", "suggests: delete this"),
        (
            "{==moved the border==}",
            "{--moved the border--}",
            "moved the border",
            "suggests: delete this",
        ),
        ("(k7f3q9)<<}", "(k7f3q9)<<}{>>Do they?<<}", "moved the border", "Do they?"),
        ("walk()", "{--walk()--}", "walk()", "suggests: delete this"),
        ("walk()", "walk(){++ # on foot++}", "walk()", "suggests: add “# on foot”"),
        ("walk()", "walk(){>>Where to?<<}", "walk()", "Where to?"),
        ("who live", "{==who\nlive==}{>>Since?<<}", "who live", "Since?"),
    ],
)
def test_what_someone_suggests_or_says_in_the_article_is_a_note_on_the_words(
    old: str, new: str, words: str, note: str
) -> None:
    found, listed = after_edits((old, new))
    assert [(got, said) for got, _label, said in found.values()] == [(words, note)]
    assert not listed


@pytest.mark.parametrize(
    ("old", "new", "label", "note"),
    [
        ("Who says?", "Who says so?", "Claim", NOTE.replace("says?", "says so?")),
        ("Ask her. (", "Ask her. ¶ Today. (", "Claim", f"{NOTE}\n\nToday."),
        ("Claim: Who", "Doubt: Who", "Doubt", NOTE),
        ("Claim: Who", "Rumour: Who", "Rumour", NOTE),
        (COMMENT, "{>>He says so himself (k7f3q9)<<}", "Claim", "He says so himself"),
        (COMMENT, "{>>No! (k7f3q9)<<}", "Claim", "No!"),
        (COMMENT, "{>>#1 of two claims (k7f3q9)<<}", "Claim", "#1 of two claims"),
    ],
)
def test_a_changed_comment_is_taken_over_and_what_was_not_touched_keeps_its_form(
    old: str, new: str, label: str, note: str
) -> None:
    assert after_edits((old, new)) == ({"k7f3q9": ("moved the border", label, note)}, [])


def test_a_label_of_any_name_is_that_label_again() -> None:
    names = ("Claim: check", "#1", "a #b: c", "\\", "\\:", "x:", "To do", "(k7f3q9)", "{++a++}")
    for name in names:
        case = replace(
            CASE, labels={id: replace(each, name=name) for id, each in CASE.labels.items()}
        )
        found = parse(critic.write(case)).definitions
        head, other = found["k7f3q9"].head, found["k2m8xd"].head
        assert head
        assert other
        assert head.label == other.label == broken(name)
        assert found["k7f3q9"].note == "Who says?\n\n- Ask *him*. - Ask her."


def test_a_mark_goes_only_with_its_comment() -> None:
    whole = "{==moved the border==}" + COMMENT
    assert after_edits((whole, "moved the border")) == ({"k7f3q9": ("", "", "")}, [])
    assert after_edits((COMMENT, "")) == ({}, ["definition-removed"])
    assert after_edits(("{==moved the border==}", "moved the border")) == ({}, ["mark-removed"])


def test_a_second_comment_of_the_same_name_that_says_something_else_is_kept() -> None:
    found, _listed = after_edits(("(k7f3q9)<<}", "(k7f3q9)<<}{>>Claim: No. (k7f3q9)<<}"))
    assert [*found.values()] == [("moved the border", "Claim", "No.")]


def test_words_typed_into_the_article_are_treated_as_in_any_export() -> None:
    found, _listed = after_edits(("ten years.", "ten years. They protested for weeks."))
    assert [note for _words, _label, note in found.values()] == [
        "Text added in the file:\n\nThey protested for weeks."
    ]


def test_comments_on_private_marks_are_forgotten_and_no_others() -> None:
    written = critic.write(CASE)
    kept = read_critic.forgetting(written, ["k7f3q9"])
    assert kept == written.replace(COMMENT, "")


def test_a_mark_over_several_paragraphs_is_one() -> None:
    of = document("One two.", "Three four.")
    case = cases.exported(of)
    file = critic.write(case).replace("two.\n\nThree", "{==two.\n\nThree==}{>>Both?<<}")
    now = after(case, bring_home(file, case, case).change)
    assert [(mark.note, place.passage) for mark, place in now.marks] == [
        ("Both?", passage(of, "two.\nThree"))
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("two.==}", "{--two.--}==}", "two."),
        ("{==two.==}", "{=={--two.--}==}", "two."),
        ("{==Three", "{=={--Three--}", "Three"),
        ("{==Three four==}", "{=={--Three four--}==}", "Three four"),
        ("{==Three four==}", "{==Three {--fo--}ur==}", "fo"),
    ],
)
def test_a_suggestion_within_a_mark_leaves_it_as_it_is(old: str, new: str, words: str) -> None:
    of = document("One two.", "Three four.")
    case = cases.exported(of, [annotation("k7f3q9", passage(of, "two", until="four"))])
    file = critic.write(case)
    assert old in file
    now = after(case, bring_home(file.replace(old, new), case, case).change)
    [kept, made] = now.marks
    assert kept == case.marks[0]
    assert made[1].passage == passage(of, words)


def test_a_suggestion_in_a_quotation_a_list_or_a_table_is_a_note_there() -> None:
    of = document(
        block("if {++x++}: pass", (), Quote(1), kind="code"),
        block("quoted words", (), Quote(1)),
        block("an item", (), List(2), Item(3, 1)),
        block("a cell", (), Table(4), Cell(5, 0, 0)),
        block("wide", (), Table(6), Cell(7, 0, 0, columns=2)),
    )
    case = cases.exported(of)
    file = critic.write(case)
    said = ("pass", "quoted", "item", "cell", "wide")
    for words in said:
        file = file.replace(words, "{--" + words + "--}")
    merged = bring_home(file, case, case)
    assert not merged.listed
    made = after(case, merged.change).marks
    assert {place.passage for _mark, place in made} == {passage(of, words) for words in said}
    assert {mark.note for mark, _place in made} == {"suggests: delete this"}


def test_signs_that_nobody_closed_are_words() -> None:
    assert after_edits(("twice", "{--twice"), ("who live", "who live--}")) == ({}, ["text", "text"])
