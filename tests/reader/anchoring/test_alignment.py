"""Two texts side by side: every character in one piece, and the same words as such."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reader.anchoring import align
from reader.anchoring.alignment import Alignment
from reader.anchoring.words import same_words, words_of
from tests.reader.anchoring.strategies import noise, paragraphs


def drawn(alignment: Alignment) -> list[tuple[str, str, str]]:
    return [
        (piece.op, piece.old.of(alignment.old), piece.new.of(alignment.new))
        for piece in alignment.pieces
    ]


@given(noise(), noise())
def test_every_character_of_the_new_text_is_in_one_piece_in_order(old: str, new: str) -> None:
    pieces = [piece for piece in align(old, new).pieces if len(piece.new)]
    assert "".join(piece.new.of(new) for piece in pieces) == new


@given(noise(), noise())
def test_every_character_of_the_old_text_is_in_one_piece(old: str, new: str) -> None:
    pieces = sorted(align(old, new).pieces, key=lambda piece: (piece.old.start, piece.old.end))
    assert "".join(piece.old.of(old) for piece in pieces if len(piece.old)) == old


@given(noise(), noise())
def test_without_what_moved_the_old_text_is_in_order_too(old: str, new: str) -> None:
    kept = [piece for piece in align(old, new).pieces if piece.op in ("equal", "replaced")]
    assert all(one.old.end <= other.old.start for one, other in pairwise(kept))


@given(noise(), noise())
def test_equal_and_moved_pieces_have_the_same_words(old: str, new: str) -> None:
    for op, before, after in drawn(align(old, new)):
        if op == "equal":
            assert before == after
        elif op == "moved":
            assert words_of(before).keys == words_of(after).keys
        elif op == "deleted":
            assert before
            assert not after
        elif op == "inserted":
            assert after
            assert not before
        else:
            assert before != after


@given(noise(), noise())
def test_no_two_matches_overlap(old: str, new: str) -> None:
    matches = align(old, new).matches
    by_new = sorted(matches, key=lambda match: match.new)
    assert all(match.old < match.old_end and match.new < match.new_end for match in matches)
    assert all(one.old_end <= other.old for one, other in pairwise(matches))
    assert all(one.new_end <= other.new for one, other in pairwise(by_new))
    in_order = [match for match in matches if not match.moved]
    assert in_order == [match for match in by_new if not match.moved]
    assert all(old[m.old : m.old_end] == new[m.new : m.new_end] for m in matches if m.same)


@given(noise())
def test_the_same_text_is_one_equal_piece(text: str) -> None:
    assert drawn(align(text, text)) == [("equal", text, text)]


@given(paragraphs(least=4), st.data())
def test_a_moved_paragraph_is_drawn_as_moved(parts: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(parts) - 1))
    moved = [*parts[:index], *parts[index + 1 :], parts[index]]
    old, new = "\n".join(parts), "\n".join(moved)
    for op, before, after in drawn(align(old, new)):
        assert op in ("equal", "moved") or not (before + after).strip(" .\n")


def test_a_word_diff_reads_as_one_would_write_it() -> None:
    old = "The cat came home. It was 14 degrees, said the mayor.\nThe end."
    new = "The cat came home. It was 40 degrees, the mayor said.\nUpdate: it rains.\nThe end."
    assert drawn(align(old, new)) == [
        ("equal", "The cat came home. It was ", "The cat came home. It was "),
        ("replaced", "14", "40"),
        ("equal", " degrees, ", " degrees, "),
        ("deleted", "said ", ""),
        ("equal", "the mayor", "the mayor"),
        ("inserted", "", " said.\nUpdate: it rains"),
        ("equal", ".\nThe end.", ".\nThe end."),
    ]


def test_white_space_and_the_look_of_quotes_make_no_other_words() -> None:
    assert same_words('He said: "no"', "He said:\n“no”")
    assert not same_words("He said no", "He Said no")


def test_a_mark_belongs_to_its_letter_and_a_character_of_chinese_is_a_word() -> None:
    assert words_of("नमस्ते, e\u0301t 图书").keys == ["नमस्ते", ",", "e\u0301t", "图", "书"]


def test_digits_are_words_apart_from_letters() -> None:
    assert words_of("mobile400x225, ٣كم").keys == [
        "mobile", "400", "x", "225", ",", "٣", "كم"
    ]  # fmt: skip
