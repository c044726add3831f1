"""Lines with Arabic, Hebrew and their kin: from where the letters stand to how they are read.

A PDF says where each sign is painted, and programs write right-to-left text in any order. So the
order is found from the places alone: the inverse of what the Unicode Bidirectional Algorithm
(UAX #9) does to show a line, without its rarer cases.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from reader.intake.pdf.paper import Letters, Word
from reader.values import dataclass

if TYPE_CHECKING:
    from reader.intake.pdf.lines import Run

_SPACE = 0.15
"""Ems between letters with a space between them, whether it is written or not."""
_LAM, _ALEFS = "\u0644", "\u0627\u0622\u0623\u0625\u0671"

_Kind = Literal["right", "left", "number", "none"]


@dataclass(frozen=True, slots=True)
class _Sign:
    """What one painted sign stands for; a space has no word."""

    text: str
    at: tuple[int, ...]
    kind: _Kind
    left: float
    right: float
    word: Word | None


def runs(
    words: Sequence[Word],
    letters: Letters,
    *,
    runs_left: bool,
    run: Callable[[Word, str, Sequence[int]], Run],
    size: float,
) -> list[Run]:
    """The runs of a line in reading order; `run` makes one of part of a word."""
    found = [sign for word in words for sign in _signs(word, letters)]
    signs = _with_spaces(_with_points(found), size)
    ordered = _read_left(signs) if runs_left else _read_right(signs)
    return _joined(ordered, run)


def _signs(word: Word, letters: Letters) -> Iterator[_Sign]:
    """The signs of a word. Several letters of one sign keep the order in which they are read."""
    groups: list[list[int]] = []
    for place, at in enumerate(word.at):
        if groups and _is_one_sign(word, letters, word.at[groups[-1][0]], at, place):
            groups[-1].append(place)
        else:
            groups.append([place])
    backwards = _runs_backwards(word, letters, groups)
    for group in groups:
        places = _in_order(word.text, group, backwards)
        text = "".join(word.text[place] for place in places)
        spots = tuple(word.at[place] for place in places)
        left, right = letters.lefts[spots[0]], letters.rights[spots[0]]
        yield _Sign(text, spots, _kind(text), left, right, word)


def _is_one_sign(word: Word, letters: Letters, first: int, at: int, place: int) -> bool:
    """Whether a letter is painted where another is: a ligature, or a vowel point on its letter."""
    if first == at:
        return True
    if unicodedata.combining(word.text[place]):
        middle = (letters.lefts[at] + letters.rights[at]) / 2
        return letters.lefts[first] - 0.1 < middle < letters.rights[first] + 0.1
    shared = min(letters.rights[first], letters.rights[at]) - max(
        letters.lefts[first], letters.lefts[at]
    )
    narrower = min(
        letters.rights[first] - letters.lefts[first], letters.rights[at] - letters.lefts[at]
    )
    return narrower > 0 and shared > 0.8 * narrower


def _runs_backwards(word: Word, letters: Letters, groups: Sequence[Sequence[int]]) -> bool:
    """Whether the letters of a word were handed over as they stand, from the left."""
    lefts = [letters.lefts[word.at[group[0]]] for group in groups]
    rising = sum(one < other for one, other in pairwise(lefts))
    return rising > (len(lefts) - 1) / 2


def _in_order(text: str, group: list[int], backwards: bool) -> list[int]:
    if backwards and any(_kind(text[place]) == "right" for place in group):
        group = group[::-1]
    signs = [text[place] for place in group]
    if len(group) == 2 and signs[1] == _LAM and signs[0] in _ALEFS:
        group = group[::-1]
    return sorted(group, key=lambda place: unicodedata.combining(text[place]) > 0)


def _kind(text: str) -> _Kind:
    for char in text:
        match unicodedata.bidirectional(char):
            case "R" | "AL":
                return "right"
            case "L":
                return "left"
            case "EN" | "AN":
                return "number"
    return "none"


def _with_points(signs: Sequence[_Sign]) -> list[_Sign]:
    """The signs with vowel points put to the letters that they stand over or under."""
    letters = [sign for sign in signs if not _is_point(sign)]
    if not letters or len(letters) == len(signs):
        return list(signs)
    for point in signs:
        if _is_point(point):
            middle = (point.left + point.right) / 2
            at = min(range(len(letters)), key=lambda each: _away(letters[each], middle))
            bearer = letters[at]
            text, spots = bearer.text + point.text, bearer.at + point.at
            letters[at] = replace(bearer, text=text, at=spots)
    return letters


def _is_point(sign: _Sign) -> bool:
    return all(unicodedata.combining(char) for char in sign.text)


def _away(sign: _Sign, x: float) -> tuple[float, float]:
    """How far a sign is from a place, and its middle."""
    return max(sign.left - x, x - sign.right, 0.0), abs((sign.left + sign.right) / 2 - x)


def _with_spaces(signs: list[_Sign], size: float) -> list[_Sign]:
    """The signs from the left, with the spaces between them."""
    signs.sort(key=lambda sign: (sign.left + sign.right) / 2)
    spaced: list[_Sign] = []
    before: _Sign | None = None
    for sign in signs:
        if before is not None and _is_spaced(before, sign, size):
            spaced.append(_Sign(" ", (-1,), "none", sign.left, sign.left, None))
        spaced.append(sign)
        before = sign
    return spaced


def _is_spaced(one: _Sign, other: _Sign, size: float) -> bool:
    if one.word is other.word:
        return False
    if other.left - one.right > _SPACE * size:
        return True
    assert one.word is not None
    assert other.word is not None
    first, second = sorted((one.word, other.word), key=lambda word: min(word.at))
    is_next = 0 < min(second.at) - max(first.at) <= 3
    if "none" in (one.kind, other.kind):
        # PDFium puts the space on the wrong side of brackets and stops.
        return False
    return is_next and second.spaced and other.left - one.right > -0.1 * size


def _read_left(signs: Sequence[_Sign]) -> list[_Sign]:
    """Signs from the left in the order of a line that is read from the right."""
    ordered: list[_Sign] = []
    for run, is_own in _stretches(signs, "left"):
        ordered[:0] = run if is_own else run[::-1]
    return ordered


def _read_right(signs: Sequence[_Sign]) -> list[_Sign]:
    """The same for a line that is read from the left, with right-to-left words in it."""
    ordered: list[_Sign] = []
    for run, is_own in _stretches(signs, "right"):
        ordered += _read_left(run) if is_own else run
    return ordered


def _stretches(
    signs: Sequence[_Sign], kind: Literal["left", "right"]
) -> Iterator[tuple[list[_Sign], bool]]:
    """The signs cut into stretches of one direction; in each, what is between its words.

    A number belongs to a stretch from the left, and is one of its own between other words.
    """
    at = 0
    while at < len(signs):
        end = _end_of_stretch(signs, at, kind)
        if end > at:
            yield list(signs[at:end]), True
            at = end
        else:
            yield [signs[at]], False
            at += 1


def _end_of_stretch(signs: Sequence[_Sign], start: int, kind: Literal["left", "right"]) -> int:
    """Where a stretch of this direction that begins here ends; `start` if none begins."""
    ends = start
    has_words = False
    for at in range(start, len(signs)):
        this = signs[at].kind
        if this == kind or (kind == "left" and this == "number"):
            # Two numbers are one only without a space between them.
            is_spaced = any(sign.text == " " for sign in signs[ends:at])
            if kind == "left" and ends > start and this == "number" and not has_words and is_spaced:
                return ends
            has_words = has_words or this == kind
            ends = at + 1
        elif this == "none" or (kind == "right" and this == "number"):
            if ends == start:
                return start
        else:
            return ends
    return ends


def _joined(signs: Sequence[_Sign], run: Callable[[Word, str, Sequence[int]], Run]) -> list[Run]:
    """Signs that follow each other in one word as one run."""
    runs: list[Run] = []
    at = 0
    while at < len(signs):
        word = signs[at].word
        end = at + 1
        while end < len(signs) and signs[end].word is word:
            end += 1
        text = "".join(sign.text for sign in signs[at:end])
        spots = tuple(spot for sign in signs[at:end] for spot in sign.at)
        shown = word or signs[at - 1].word
        assert shown is not None  # a line does not begin with a space
        runs.append(run(shown, text, spots))
        at = end
    return runs


# --- brackets ------------------------------------------------------------------------------------

_MIRRORED = str.maketrans("()[]{}«»‹›", ")(][}{»«›‹")


def with_brackets(text: str) -> str:
    """Right-to-left text with its brackets the way they are read: some programs write the signs
    that are seen, others those that are meant."""
    mirrored = text.translate(_MIRRORED)
    return mirrored if _unbalanced(mirrored) < _unbalanced(text) else text


def _unbalanced(text: str) -> int:
    """How many brackets close what is not open, or stay open."""
    open_: list[str] = []
    lost = 0
    for char in text:
        if char in "([{«‹":
            open_.append(char)
        elif char in ")]}»›":
            if open_ and open_[-1].translate(_MIRRORED) == char:
                open_.pop()
            else:
                lost += 1
    return lost + len(open_)
