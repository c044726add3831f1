"""Two revisions as one document: all words of both, each found again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Cell, Document, Item, List, Passage, Span, Table, leaf
from reader.revisions import compared
from reader.revisions.interleaved import Interleaved, interleaved, struck
from reader.revisions.tables import place_of
from tests.reader.moves import a_document
from tests.reader.revisions.test_compared import pairs

OLD = a_document("Head\nAt least 14 people died.\nThis one goes away.\nThis stays as it is.")
NEW = a_document("Head\nAt least 40 people died.\nThis stays as it is.\nThis one is new here.")


def woven(old: Document = OLD, new: Document = NEW) -> Interleaved:
    return interleaved(compared(old, new), small=True)


def shown(page: Interleaved, passage: Passage | None) -> str:
    assert passage is not None
    return passage.of(page.document.text)


@given(pairs())
@settings(max_examples=50)
def test_it_holds_every_character_of_both_in_order(both: tuple[Document, Document]) -> None:
    page = woven(*both)
    text = page.document.text
    for side, document in (("old", both[0]), ("new", both[1])):
        found = sorted(
            (each.old if side == "old" else each.new, each)
            for each in page.segments
            if (each.old if side == "old" else each.new) is not None
        )
        bare = "".join(text[each.start : each.end] for _at, each in found)
        assert "".join(bare.split()) == "".join(document.text.split())
    assert page.document.text.count("\ufffc") >= both[1].text.count("\ufffc")


@given(pairs(), st.data())
@settings(max_examples=50)
def test_a_passage_of_one_paragraph_is_found_with_all_its_words(
    both: tuple[Document, Document], data: st.DataObject
) -> None:
    page, new = woven(*both), both[1]
    index = data.draw(st.integers(0, len(new.blocks) - 1))
    start, length = new.starts[index], len(new.blocks[index].text)
    end = data.draw(st.integers(start + 1, start + length))
    begin = data.draw(st.integers(start, end - 1))
    found = page.passage("new", Passage(begin, end))
    assert found is not None
    words = page.words("new", found)
    assert "".join(new.text[begin:end].split()) in "".join(words.split())


@given(pairs())
@settings(max_examples=50)
def test_the_whole_as_one_side_has_it_is_that_text(both: tuple[Document, Document]) -> None:
    page = woven(*both)
    whole = Passage(0, len(page.document.text))
    assert page.words("new", whole).split() == both[1].text.split()


def test_removed_words_stand_before_what_took_their_place() -> None:
    page = woven()
    assert page.document.text.split("\n") == [
        "Head",
        "At least 14\u200940 people died.",
        "This one goes away.",
        "This stays as it is.",
        "This one is new here.",
    ]
    only_old = [each.of(page.document.text) for each in page.only("old")]
    only_new = [each.of(page.document.text) for each in page.only("new")]
    assert (only_old, only_new) == (["14", "This one goes away."], ["40", "This one is new here."])
    struck = [span for block in page.document.blocks for span in block.spans]
    assert [span.style for span in struck] == ["deleted", "deleted"]


def test_a_difference_is_found_with_both_its_words() -> None:
    page = woven()
    found = [page.difference(each) for each in page.comparison.differences]
    assert [shown(page, each) for each in found] == [
        "14\u200940",
        "This one goes away.",
        "This one is new here.",
    ]


def test_a_passage_is_copied_as_the_side_has_it() -> None:
    page = woven()
    whole = Passage(0, len(page.document.text))
    assert page.words("old", whole) == OLD.text
    assert page.words("new", whole) == NEW.text


def test_a_passage_whose_words_moved_apart_is_where_most_of_it_is() -> None:
    lines = ["One two three four five.", "Six seven eight nine ten.", "Eleven twelve thirteen."]
    old, new = (
        a_document("\n".join(["H", *lines])),
        a_document("\n".join(["H", lines[2], *lines[:2]])),
    )
    page = woven(old, new)
    start = old.text.index("nine")
    found = page.passage("old", Passage(start, len(old.text)))
    assert shown(page, found) == "Eleven twelve thirteen."


def test_styles_and_lists_of_both_stay() -> None:
    def listed(*items: str) -> Document:
        blocks = [leaf("heading", "Head", level=1)]
        for n, item in enumerate(items):
            inside = (List(1, ordered=True), Item(10 + n, n + 1))
            blocks.append(leaf("paragraph", item, [Span(0, 3, "strong")], containers=inside))
        return Document(tuple(block for block in blocks if block is not None))

    page = woven(listed("One is first.", "Two is second."), listed("One was first."))
    changed, gone = page.document.blocks[1:]
    assert changed.text == "One is\u2009was first."
    assert Span(0, 3, "strong") in changed.spans
    assert gone.containers[0] == changed.containers[0]
    assert gone.containers[1] != changed.containers[1]
    assert {span.style for span in gone.spans} == {"strong", "deleted"}


def test_of_small_things_only_the_new_ones_are_shown_unless_asked_for() -> None:
    comparison = compared(a_document('Head\nHe said: "no".'), a_document("Head\nHe said: “no”."))
    assert interleaved(comparison).document.text == "Head\nHe said: “no”."
    assert len(interleaved(comparison).only("new", small=True)) == 2
    assert interleaved(comparison, small=True).document.text == 'Head\nHe said: "\u2009“no"\u2009”.'


def test_the_old_document_can_be_struck_where_words_are_gone() -> None:
    document = struck(compared(OLD, NEW))
    assert document.text == OLD.text
    assert [block.spans for block in document.blocks] == [
        (),
        (Span(9, 11, "deleted"),),
        (Span(0, 19, "deleted"),),
        (),
    ]


def _table(*rows: tuple[str, str], tall: bool = False) -> Document:
    """A table of two columns; a tall one begins with a cell that reaches over two rows."""
    headline = leaf("heading", "Head", level=1)
    assert headline is not None
    blocks = [headline]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            high = 2 if tall and row == column == 0 else 1
            inside = (Table(1), Cell(10 * row + column + 2, row, column, rows=high))
            block = leaf("paragraph", text, containers=inside)
            assert block is not None
            blocks.append(block)
    return Document(tuple(blocks))


def grid(document: Document) -> list[tuple[int, int, str]]:
    """Table, row and text of each cell."""
    found = ((place_of(block), block.text) for block in document.blocks)
    return [(place.table, place.row, text) for place, text in found if place is not None]


def test_a_row_that_is_gone_stands_in_its_table_where_it_stood() -> None:
    old = _table(("North", "412"), ("South", "201"), ("Harbour", "90"))
    new = _table(("North", "412"), ("Harbour", "91"))
    assert grid(woven(old, new).document) == [
        (1, 0, "North"),
        (1, 0, "412"),
        (1, 1, "South"),
        (1, 1, "201"),
        (1, 2, "Harbour"),
        (1, 2, "90\u200991"),
    ]


def test_a_table_with_cells_over_several_rows_is_not_parted() -> None:
    old = _table(("North", "412"), ("South", "201"), ("Harbour", "90"))
    new = _table(("North", "412"), ("Harbour", "90"), tall=True)
    found = grid(woven(old, new).document)
    assert [text for _table, _row, text in found] == [
        "North", "412", "Harbour", "90", "South", "201",
    ]  # fmt: skip
    assert found[-1][0] != found[0][0]
    assert {row for table, row, _text in found if table == found[-1][0]} == {0}
