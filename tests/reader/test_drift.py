"""What happened to each mark between two revisions, word by word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.drift import AROUND, Piece, compared, drift, told
from reader.library import Library
from reader.model import Change, Edit, Passage, Place
from tests.reader.moves import AT, SENTENCES, added, marked, revised

STORY = "The dike\nThe mayor said 14 people were hurt when it gave way on Tuesday.\nIt is closed."
WORDS = "said 14 people were hurt"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def put(library: Library, place: Place) -> None:
    """Has a mark stand there, however it was found."""
    known = library.place(place.annotation, place.revision)
    if known != place:
        library.apply(Change("carry-over", (Edit(known, place),)), at=AT, by="capture")


def test_said_14_became_said_40(library: Library) -> None:
    id = added(library, STORY)
    mark = marked(library, id, WORDS)
    text = STORY.replace("14", "40")
    number = revised(library, id, text)
    start = text.index("said 40")
    there = Place(mark, number, Passage(start, start + len(WORDS)), "changed", 0.8, 1)
    put(library, there)
    [found] = drift(library, id)
    assert (found.annotation.id, found.state, found.score) == (mark, "changed", 0.8)
    assert (found.old.revision, found.new.revision) == (1, 2)
    assert found.pieces == (
        Piece("same", "said "),
        Piece("gone", "14"),
        Piece("new", "40"),
        Piece("same", " people were hurt"),
    )
    assert told(found.pieces) == "said [-14-]{+40+} people were hurt"
    assert (found.new.before, found.new.after) == ("The mayor ", " when it gave way on Tuesday.")
    assert found.new.passage == there.passage
    assert found.is_changed


def test_a_mark_that_moved_says_from_where(library: Library) -> None:
    id = added(library, STORY)
    mark = marked(library, id, WORDS)
    number = revised(library, id, STORY.replace("The mayor", "On Monday night, the mayor"))
    [found] = drift(library, id, 1, number)
    assert found.annotation.id == mark
    assert found.old.passage is not None
    assert found.new.passage is not None
    assert found.new.passage.start - found.old.passage.start == len("On Monday night, ")
    assert found.pieces == (Piece("same", WORDS),)
    assert not found.is_changed


def test_an_orphan_keeps_its_words_and_comes_last(library: Library) -> None:
    id = added(library, STORY)
    gone, stays = marked(library, id, "The mayor said 14"), marked(library, id, "It is closed.")
    text = STORY.partition("\n")[0] + "\nNothing is left.\nIt is closed."
    number = revised(library, id, text)
    start = text.index("It is closed.")
    put(library, Place(gone, number, None, "orphan", 0.0, 1))
    put(library, Place(stays, number, Passage(start, len(text)), "exact", 1.0, 1))
    found = drift(library, id)
    assert [each.annotation.id for each in found] == [stays, gone]
    assert found[1].state == "orphan"
    assert found[1].new.passage is None
    assert found[1].old.words == "The mayor said 14"
    assert found[1].pieces == (Piece("gone", "The mayor said 14"),)


def test_a_mark_without_a_place_in_the_old_text_keeps_the_words_that_were_marked(
    library: Library,
) -> None:
    id = added(library, STORY)
    number = revised(library, id, STORY + "\nAnd a last line.")
    marked(library, id, "And a last line.")
    [found] = drift(library, id, 1, number)
    assert found.old.passage is None
    assert found.old.words == "And a last line."
    assert not found.is_changed


def test_around_a_passage_stand_a_few_words_of_its_block(library: Library) -> None:
    words = [f"w{number}" for number in range(40)]
    id = added(library, f"Title\n{' '.join(words)}\nAnother line")
    marked(library, id, "w20 w21")
    [found] = drift(library, id)
    assert found.new.before == " ".join(words[20 - AROUND : 20]) + " "
    assert found.new.after == " " + " ".join(words[22 : 22 + AROUND])


# --- laws ----------------------------------------------------------------------------------------

passages = st.lists(
    st.sampled_from([word for sentence in SENTENCES for word in sentence.split()]), max_size=12
).map(" ".join)


_SHAPES = str.maketrans("“”—", '""-')


def bare(text: str) -> str:
    """Without what counts as the same: white space, the shape of quotes and dashes."""
    return "".join(text.translate(_SHAPES).split())


@given(passages, passages)
def test_same_and_new_are_the_new_words_same_and_gone_the_old_ones(old: str, new: str) -> None:
    pieces = list(compared(old, new))
    assert "".join(piece.words for piece in pieces if piece.kind != "gone") == new
    assert bare("".join(piece.words for piece in pieces if piece.kind != "new")) == bare(old)
    assert all(piece.words for piece in pieces)


@given(passages)
def test_what_is_the_same_is_all_the_same(text: str) -> None:
    assert list(compared(text, text)) == ([Piece("same", text)] if text else [])
