"""Two revisions compared: nothing is lost, what moved moved, and words change whole."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Document
from reader.revisions import Comparison, compared
from reader.revisions.pieces import pieces
from reader.text import words
from tests.reader.anchoring.strategies import SCRIPTS, noise, paragraphs
from tests.reader.moves import a_document
from tests.reader.strategies import documents

WHERE = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}


def written(comparison: Comparison) -> list[str]:
    """The rows that differ, as one would write them."""
    return [
        f"{row.kind}: "
        + "".join(
            WHERE[run.op].format(
                run.new.of(comparison.new.text)
                if run.op == "added"
                else run.old.of(comparison.old.text)
            )
            for run in row.runs
        )
        for row in comparison.rows
        if row.kind != "same"
    ]


def of(old: str, new: str) -> list[str]:
    return written(compared(a_document(f"Head\n{old}"), a_document(f"Head\n{new}")))


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two texts of one script, one of which an editor made of the other."""
    lines = draw(paragraphs(least=3, most=7))
    changed = list(lines)
    for _edit in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(changed) - 1))
        match draw(st.sampled_from(["drop", "twice", "move", "words", "join", "new", "cut"])):
            case "drop" if len(changed) > 1:
                del changed[at]
            case "twice":
                changed.insert(at, changed[at])
            case "move":
                changed.insert(draw(st.integers(0, len(changed) - 1)), changed.pop(at))
            case "words":
                split = changed[at].split(" ")
                split[len(split) // 2] = draw(st.sampled_from(["14", "1,400", "国会", "نعم", "né"]))
                changed[at] = " ".join(split)
            case "join" if at:
                changed[at - 1 : at + 1] = [f"{changed[at - 1]} {changed[at]}"]
            case "new":
                changed.insert(at, draw(noise(40)).replace("\n", " ").strip() or "x")
            case "cut":
                changed[at] = changed[at][: len(changed[at]) // 2].strip()
            case _:
                pass
    return a_document("\n".join(lines)), a_document("\n".join(changed))


def pairs() -> st.SearchStrategy[tuple[Document, Document]]:
    return st.one_of(revisions(), st.tuples(documents(), documents()))


# --- laws ----------------------------------------------------------------------------------------


@given(pairs())
@settings(max_examples=50)
def test_every_paragraph_of_both_is_in_one_row(both: tuple[Document, Document]) -> None:
    old, new = both
    rows = compared(old, new).rows
    assert sorted(leaf for row in rows for leaf in row.old) == list(range(len(old.blocks)))
    assert [leaf for row in rows for leaf in row.new] == list(range(len(new.blocks)))


@given(pairs())
@settings(max_examples=50)
def test_the_runs_of_a_row_make_the_old_words_and_the_new_ones(
    both: tuple[Document, Document],
) -> None:
    comparison = compared(*both)
    for row in comparison.rows:
        ours, theirs = comparison.passage(row, "old"), comparison.passage(row, "new")
        kept = [run for run in row.runs if run.op == "kept"]
        old = [run.old for run in row.runs if run.op != "added"]
        new = [run.new for run in row.runs if run.op != "removed"]
        assert "".join(each.of(both[0].text) for each in old) == ours.of(both[0].text)
        assert "".join(each.of(both[1].text) for each in new) == theirs.of(both[1].text)
        assert all(one.end == other.start for side in (old, new) for one, other in pairwise(side))
        assert all(run.old.of(both[0].text) == run.new.of(both[1].text) for run in kept)


@given(pairs())
@settings(max_examples=50)
def test_the_pieces_make_the_new_text_of_the_old_and_back(both: tuple[Document, Document]) -> None:
    old, new = both
    found = pieces(compared(old, new))
    assert "".join(each.new.of(new.text) for each in found) == new.text
    by_old = sorted((each for each in found if len(each.old)), key=lambda each: each.old)
    assert "".join(each.old.of(old.text) for each in by_old) == old.text
    for each in found:
        same = each.old.of(old.text) == each.new.of(new.text)
        assert same or each.op in ("inserted", "deleted", "replaced")
        assert len(each.old) > 0 or each.op == "inserted"
        assert len(each.new) > 0 or each.op == "deleted"


@given(documents())
def test_a_document_does_not_differ_from_itself(document: Document) -> None:
    comparison = compared(document, document)
    assert comparison.is_the_same
    assert (comparison.words_removed, comparison.words_added) == (0, 0)
    assert {row.kind for row in comparison.rows} == {"same"}


@given(paragraphs(least=3, most=7), st.data())
def test_a_paragraph_that_moved_is_one_move_and_nothing_else(
    lines: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    to = data.draw(st.integers(0, len(lines) - 1).filter(lambda to: to != at))
    moved = [*lines[:at], *lines[at + 1 :]]
    moved.insert(to, lines[at])
    comparison = compared(
        a_document("\n".join(["H", *lines])), a_document("\n".join(["H", *moved]))
    )
    assert [each.kind for each in comparison.differences] == ["moved"]


@given(paragraphs(least=4, most=7), st.data())
def test_a_paragraph_that_moved_and_changed_is_both(lines: list[str], data: st.DataObject) -> None:
    longest = max(range(len(lines)), key=lambda each: len(lines[each]))
    rest = [*lines[:longest], *lines[longest + 1 :]]
    changed = " ".join(["1400", *lines[longest].split(" ")[1:]])
    old = a_document("\n".join(["H", *rest, lines[longest]]))
    new = a_document("\n".join(["H", changed, *rest]))
    kinds = [(each.kind, each.new.of(new.text)) for each in compared(old, new).differences]
    assert kinds == [("moved", changed), ("replaced", "1400")]


@given(revisions())
@settings(max_examples=60)
def test_no_word_or_number_is_cut(both: tuple[Document, Document]) -> None:
    old, new = both
    whole = [set(words(old.text)), set(words(new.text))]
    cut = [{at for start, end in side for at in range(start + 1, end)} for side in whole]
    for row in compared(old, new).rows:
        for run in row.runs:
            assert not {run.old.start, run.old.end} & cut[0]
            assert not {run.new.start, run.new.end} & cut[1]


@given(paragraphs(least=2, most=4))
def test_quotation_marks_and_spaces_make_small_differences_only(lines: list[str]) -> None:
    straight = [f'"{line}" - {line}' for line in lines]
    curly = [f"“{line}”\u00a0– {line}" for line in lines]
    comparison = compared(a_document("\n".join(straight)), a_document("\n".join(curly)))
    assert comparison.differences
    assert all(each.small for each in comparison.differences)
    assert (comparison.words_removed, comparison.words_added) == (0, 0)


@given(paragraphs(least=4, most=6), st.data())
def test_what_is_gone_stands_where_it_stood(lines: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    shorter = [*lines[:at], *lines[at + 1 :]]
    comparison = compared(
        a_document("\n".join(["H", *lines])), a_document("\n".join(["H", *shorter]))
    )
    assert [row.kind for row in comparison.rows].index("removed") == at + 1
    assert len(comparison.differences) == 1


# --- as one would write it by hand ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "At least 14 people died, said the mayor.",
            "At least 40 people died, the mayor said.",
            "At least [-14-]{+40+} people died, [-said -]the mayor{+ said+}.",
        ),
        ("It cost 1,400 euros.", "It cost 1,500 euros.", "It cost [-1,400-]{+1,500+} euros."),
        ("Harga Rp 1.200 naik.", "Harga Rp 1.250 naik.", "Harga Rp [-1.200-]{+1.250+} naik."),
        ("Rahman fled on Monday.", "Rahmat fled on Monday.",
         "[-Rahman-]{+Rahmat+} fled on Monday."),
        ("He drove one red car home.", "He drove one blue bus home.",
         "He drove one [-red car-]{+blue bus+} home."),
        ("He left. She stayed.", "He left. It rained. She stayed.",
         "He left. {+It rained. +}She stayed."),
        ("政府は昨日、十四人が死亡したと発表した。", "政府は今日、四十人が死亡したと発表した。",
         "政府は[-昨日、十四-]{+今日、四十+}人が死亡したと発表した。"),
        ("قُتل 14 شخصا في الحادث.", "قُتل 40 شخصا في الحادث.", "قُتل [-14-]{+40+} شخصا في الحادث."),
        ("Es kamen 👍 viele.", "Es kamen 👍🏽 viele.", "Es kamen [-👍-]{+👍🏽+} viele."),
    ],
)  # fmt: skip
def test_words_change_whole(old: str, new: str, said: str) -> None:
    assert of(old, new) == [f"changed: {said}"]


def test_a_paragraph_that_is_parted_in_two_keeps_its_words() -> None:
    old = "The first sentence is here. The second one, a long one, comes after it."
    new = "The first sentence is here.\nThe second one, a long one, comes after it."
    assert of(old, new) == [
        "changed: The first sentence is here.[- -]{+\n+}The second one, a long one, comes after it."
    ]
    assert all(
        each.small
        for each in compared(a_document(f"H\n{old}"), a_document(f"H\n{new}")).differences
    )
    assert all(row.startswith("changed") for row in of(new, old))


def test_a_rewritten_paragraph_is_one_gone_and_one_new() -> None:
    old = "Rescue teams reached the village on foot before dawn."
    new = "A spokesman for the ministry declined to answer questions."
    assert of(old, new) == [f"removed: [-{old}-]", f"added: {{+{new}+}}"]


def test_the_headline_is_always_compared_with_the_headline() -> None:
    comparison = compared(a_document("Storm kills 14\nText."), a_document("Nothing alike\nText."))
    assert comparison.rows[0].kind == "changed"
    assert comparison.rows[1].kind == "same"


def test_of_words_that_stand_there_several_times_none_has_moved() -> None:
    old = "* * *\nOne two three four.\nFour five six seven.\n* * *\nEight nine ten."
    new = "One two three four.\nFour five six seven.\n* * *\nEight nine ten.\n* * *"
    assert of(old, new) == ["removed: [-* * *-]", "added: {+* * *+}"]


def test_added_paragraphs_that_call_themselves_corrections_come_first() -> None:
    old = a_document("Head\nIt was 14.\nThe end of it all.")
    new = a_document("Head\nIt was 40.\nThe end of it all.\nCorrection: It was 40, not 14.")
    comparison = compared(old, new)
    assert [each.correction for each in comparison.corrections] == ["correction"]
    assert [each.correction for each in compared(new, new).corrections] == []
    assert [each.kind for each in compared(new, old).differences] == ["replaced", "removed"]
    assert compared(new, old).corrections == ()


def test_a_cell_is_compared_with_the_cell_at_its_place(table: Document, other: Document) -> None:
    assert written(compared(table, other)) == ["changed: [-14-]{+40+}"]


@pytest.fixture
def table() -> Document:
    return _table("14")


@pytest.fixture
def other() -> Document:
    return _table("40")


def _table(deaths: str) -> Document:
    from reader.model import Block, Cell, Table

    cells = ["Place", "Dead", "Sumenep", deaths, "Pamekasan", "3"]
    return Document(
        (
            Block("heading", "Head", level=1),
            *(
                Block("paragraph", text, containers=(Table(1), Cell(10 + n, n // 2, n % 2)))
                for n, text in enumerate(cells)
            ),
        )
    )


def test_a_picture_is_the_same_whatever_size_a_site_asks_for() -> None:
    from reader.model import Picture, Span

    def with_picture(src: str) -> Document:
        document = a_document("Head\nText.")
        picture = replace(
            document.blocks[1], kind="picture", text="\ufffc", spans=(Span(0, 1, Picture(src)),)
        )
        return replace(document, blocks=(*document.blocks, picture))

    small, large = (with_picture(f"https://example.org/a.jpg?w={w}") for w in (640, 1280))
    assert compared(small, large).is_the_same
    assert [each.kind for each in compared(small, with_picture("b.jpg")).differences] == [
        "removed",
        "added",
    ]


@pytest.mark.parametrize("letters", SCRIPTS)
def test_a_long_text_with_nothing_in_common_ends(letters: str) -> None:
    one = a_document("\n".join(["H", *(letters[:7] * 20 for _line in range(60))]))
    other = a_document("\n".join(["H", *(letters[7:] * 20 for _line in range(60))]))
    assert not compared(one, other).is_the_same
