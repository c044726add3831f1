"""The pure parts of reading a PDF: from values to values."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.intake.pdf import comments, dated, leftward, png
from reader.intake.pdf.facts import bylines
from reader.intake.pdf.lines import lines
from reader.intake.pdf.paper import Face, Letters, Word

HEBREW = st.text(st.sampled_from("אבגדהוזחטילמנסעפצקרשת"), min_size=1, max_size=7)
LATIN = st.text(st.sampled_from("abcdeXYZ"), min_size=1, max_size=6)
NUMBER = st.integers(1, 99999).map(str)


def shown(words: Sequence[str], *, runs_left: bool) -> list[str]:
    """The words as they stand on a line, from the left: what the Unicode algorithm makes of
    Hebrew, Latin words and numbers."""
    kinds = ["left" if word.isascii() and not word.isdigit() else "right" for word in words]
    turned = [word if word.isascii() else word[::-1] for word in words]
    own = "left" if runs_left else "right"
    stretches: list[list[str]] = []
    before = ""
    for word, kind in zip(turned, kinds, strict=True):
        if kind == own == before:
            stretches[-1].append(word)
        else:
            stretches.append([word])
        before = kind
    if runs_left:
        return [word for stretch in reversed(stretches) for word in stretch]
    return [word for stretch in stretches for word in reversed(stretch)]


def on_a_line(words: Sequence[str]) -> tuple[list[Word], Letters]:
    """The words from the left, written in that order, each letter half an em wide."""
    placed: list[Word] = []
    lefts: list[float] = []
    x = 50.0
    for word in words:
        at = range(len(lefts), len(lefts) + len(word))
        lefts += [x + 5 * place for place in range(len(word))]
        placed.append(Word(word, at, x, x + 5 * len(word), 100.0, 10.0, Face()))
        x += 5 * len(word) + 3
        lefts.append(x - 3)  # the space
    return placed, Letters(1, lefts, [left + 5 for left in lefts], [100.0] * len(lefts))


def text_of(words: Sequence[str], *, runs_left: bool) -> str:
    placed, letters = on_a_line(words)
    (line,) = lines(placed, letters, runs_left=runs_left)
    return line.text


@settings(max_examples=200)
@given(st.lists(HEBREW | NUMBER, min_size=1, max_size=9), st.lists(LATIN, max_size=3))
def test_a_line_from_right_to_left_is_read_in_the_order_of_its_words(
    words: list[str], latin: list[str]
) -> None:
    # Hebrew at both ends and in the majority; a number beside Latin is shown as one with it.
    middle = max(len(words) // 2, 1)
    said = [*words[:middle], "לפני", *latin, "אחרי", *words[middle:], "שלוםשלוםשלוםשלוםשלום"]
    assert text_of(shown(said, runs_left=True), runs_left=True) == " ".join(said)


@settings(max_examples=200)
@given(st.lists(LATIN, min_size=4, max_size=9), st.lists(HEBREW, min_size=1, max_size=3))
def test_a_few_words_from_right_to_left_stand_in_order_in_a_line_from_the_left(
    latin: list[str], hebrew: list[str]
) -> None:
    said = [*latin[:2], *hebrew, *latin[2:], "abcdeabcdeabcdeabcdeabcde"]
    assert text_of(shown(said, runs_left=False), runs_left=False) == " ".join(said)


@pytest.mark.parametrize("written", ["ועד )סוף סוף( אמר", "ועד (סוף סוף) אמר"])
def test_brackets_open_before_they_close(written: str) -> None:
    assert leftward.with_brackets(written) == "ועד (סוף סוף) אמר"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("D:20241001142955+02'00'", "2024-10-01T14:29:55+02:00"),
        ("D:20241001142955+02'00", "2024-10-01T14:29:55+02:00"),
        ("D:20241001142955-0530", "2024-10-01T14:29:55-05:30"),
        ("D:20241001142955Z", "2024-10-01T14:29:55Z"),
        ("D:20241001142955", "2024-10-01T14:29:55"),
        ("D:202410", "2024-10"),
        ("D:2024", "2024"),
        ("D:20249901", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_keep_their_zone_and_their_precision(written: str, iso: str | None) -> None:
    assert dated.iso(written) == iso


@given(st.text(st.sampled_from("D:0123456789+-Z' x"), max_size=24))
def test_whatever_is_written_as_a_date_is_one_or_none(written: str) -> None:
    found = dated.iso(written)
    assert found is None or found[:4].isdigit()


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Marit Okafor", ("Marit Okafor",)),
        ("Marit Okafor; Jan de Wit", ("Marit Okafor", "Jan de Wit")),
        ("Marit Okafor, Jan de Wit and Li Na", ("Marit Okafor", "Jan de Wit", "Li Na")),
        ("Marit Okafor, Jan de Wit", ("Marit Okafor", "Jan de Wit")),
        ("Okafor, Marit", ("Okafor, Marit",)),
        ("mokafor", ()),
        ("Administrator", ()),
        ("press@example.org", ()),
    ],
)
def test_authors_are_people(said: str, names: tuple[str, ...]) -> None:
    assert bylines(said) == names


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((255, 255, 0), "yellow"),
        ((255, 212, 0), "yellow"),
        ((255, 0, 0), "red"),
        ((95, 178, 54), "green"),
        ((46, 168, 229), "blue"),
        ((0, 160, 150), "teal"),
        ((241, 152, 55), "orange"),
        ((229, 110, 238), "pink"),
        ((255, 190, 200), "pink"),
        ((170, 170, 170), "grey"),
    ],
)
def test_a_colour_has_the_nearest_of_our_names(rgb: tuple[int, int, int], name: str) -> None:
    assert comments.nearest(*rgb) == name


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["L", "BGR", "BGRx", "BGRA"]))
def test_a_png_holds_its_pixels(width: int, height: int, channels: png.Channels) -> None:
    wide = len(channels)
    row = bytes(range(width * wide))
    made = png.encode((row + b"pad") * height, width, height, len(row) + 3, channels)
    pixels = zlib.decompress(made[41:-16])
    kept = {"L": (0,), "BGR": (2, 1, 0), "BGRx": (2, 1, 0), "BGRA": (2, 1, 0, 3)}[channels]
    expected = bytes(row[wide * x + part] for x in range(width) for part in kept)
    assert pixels == (b"\0" + expected) * height
