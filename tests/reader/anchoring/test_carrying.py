"""A passage of a text that is kept goes where its words went, and nowhere else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.anchoring import SURE, Found, carry_over
from reader.model import Passage
from tests.reader.anchoring.strategies import noise, paragraphs
from tests.reader.strategies import passages

LEAD = "Xq zw."
"""Words of none of the texts."""


def carried(old: str, new: str, passage: Passage) -> Found:
    found = carry_over(old, new, [passage])[0]
    assert found is not None
    return found


def place(text: str, words: str) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words))


# --- laws ----------------------------------------------------------------------------------------


@given(noise(), st.data())
def test_in_the_same_text_everything_stays(text: str, data: st.DataObject) -> None:
    passage = data.draw(passages(text))
    assert carry_over(text, text, [passage]) == [Found(passage, "exact", 1.0)]


@given(paragraphs(), st.data())
def test_what_is_put_before_and_after_moves_a_passage_along(
    parts: list[str], data: st.DataObject
) -> None:
    old = "\n".join(parts)
    passage = data.draw(passages(old))
    found = carried(old, f"{LEAD}\n{old}\n{LEAD}", passage)
    by = len(LEAD) + 1
    assert found.passage == Passage(passage.start + by, passage.end + by)
    assert found.how == "exact"


@given(paragraphs(), st.data())
def test_a_word_put_into_a_passage_is_in_it(parts: list[str], data: st.DataObject) -> None:
    old = "\n".join(parts)
    sentence = data.draw(st.sampled_from(parts))
    passage = place(old, sentence)
    spaces = [at for at in range(passage.start, passage.end) if old[at] == " "]
    at = data.draw(st.sampled_from(spaces))
    found = carried(old, f"{old[:at]} Xq{old[at:]}", passage)
    assert found.passage == Passage(passage.start, passage.end + 3)
    assert found.how == "changed"


@given(paragraphs(), st.data())
def test_words_put_into_a_sentence_are_in_a_passage_of_it_up_to_as_many_as_it_has(
    parts: list[str], data: st.DataObject
) -> None:
    sentence = data.draw(st.sampled_from(parts))
    words = sentence.split(" ")
    first = data.draw(st.integers(1, len(words) - 3))
    last = data.draw(st.integers(first + 2, len(words) - 1))
    at = data.draw(st.integers(first + 1, last - 1))
    put_in = ["Xq" + "z" * (len(word) - 2) for word in words[first:last]]
    new = " ".join([*words[:at], *put_in, *words[at:]])
    old = "\n".join(parts)
    found = carried(old, old.replace(sentence, new), place(old, " ".join(words[first:last])))
    now = " ".join([*words[first:at], *put_in, *words[at:last]])
    assert found.passage.of(old.replace(sentence, new)) == now


@given(paragraphs(), st.data())
def test_a_word_that_another_took_the_place_of_is_in_it(
    parts: list[str], data: st.DataObject
) -> None:
    old = "\n".join(parts)
    sentence = data.draw(st.sampled_from(parts))
    words = sentence.split(" ")
    index = data.draw(st.integers(0, len(words) - 2))
    words[index] = "Xqzwx"
    found = carried(old, old.replace(sentence, " ".join(words)), place(old, sentence))
    assert found.passage == Passage(old.index(sentence), old.index(sentence) + len(" ".join(words)))
    assert found.how == "changed"


@given(paragraphs(least=4), st.data())
def test_a_paragraph_that_moved_is_found_at_its_new_place(
    parts: list[str], data: st.DataObject
) -> None:
    old = "\n".join(parts)
    index = data.draw(st.integers(0, len(parts) - 1))
    others = parts[:index] + parts[index + 1 :]
    to = data.draw(st.integers(0, len(others)))
    new = "\n".join([*others[:to], parts[index], *others[to:]])
    found = carried(old, new, place(old, parts[index]))
    assert found.passage == place(new, parts[index])
    assert found.how in ("exact", "moved")


@given(paragraphs(), st.data())
def test_a_paragraph_that_is_gone_leaves_orphans(parts: list[str], data: st.DataObject) -> None:
    old = "\n".join(parts)
    index = data.draw(st.integers(0, len(parts) - 1))
    gone = place(old, parts[index])
    inside = data.draw(passages(parts[index]))
    passage = Passage(gone.start + inside.start, gone.start + inside.end)
    new = "\n".join(parts[:index] + parts[index + 1 :])
    if any(letter.isalnum() for letter in passage.of(old)):
        assert carry_over(old, new, [passage, gone]) == [None, None]


@given(paragraphs(), st.lists(st.integers(0, 10_000), min_size=1, max_size=4), st.data())
def test_over_several_revisions_is_as_over_one(
    parts: list[str], places: list[int], data: st.DataObject
) -> None:
    first = "\n".join(parts)
    revisions = [first]
    for number, at in enumerate(places):
        lines = revisions[-1].split("\n")
        lines.insert(at % (len(lines) + 1), f"Xq{number} zw{number}.")
        revisions.append("\n".join(lines))
    passage = place(first, data.draw(st.sampled_from(parts)))
    step_by_step = passage
    for old, new in pairwise(revisions):
        step_by_step = carried(old, new, step_by_step).passage
    assert step_by_step == carried(first, revisions[-1], passage).passage


@given(noise(), noise(), st.data())
def test_no_passage_is_empty_or_outside_or_begins_or_ends_with_white_space(
    old: str, new: str, data: st.DataObject
) -> None:
    wanted = data.draw(st.lists(passages(old), max_size=5))
    for found in carry_over(old, new, wanted):
        if found is not None:
            words = found.passage.of(new)
            assert len(words) == len(found.passage) > 0
            assert words == words.strip()
            assert 0 <= found.score <= 1
            assert (found.how == "unsure") == (found.score < SURE)


@given(noise(), noise(), st.data())
def test_many_at_once_are_as_one_by_one(old: str, new: str, data: st.DataObject) -> None:
    wanted = data.draw(st.lists(passages(old), max_size=5))
    assert carry_over(old, new, wanted) == [carry_over(old, new, [each])[0] for each in wanted]


# --- what a journalist would say -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "marked", "now", "how"),
    [
        ("Police said 14 people died.", "Police said 40 people died.", "said 14", "said 40",
         "changed"),
        ("It was 19.12.2008 in Rome, they say.", "It was 18.7.2014 in Rome, they say.",
         "19.12.2008", "18.7.2014", "changed"),
        ("He did not say where he was.\nShe did.", "He did not say where he was. She did.",
         "where he was.\nShe", "where he was. She", "exact"),
        ("They call it \"peace\" in public.", "They call it “peace” in public.",
         'it "peace" in', "it “peace” in", "exact"),
        ("The minster spoke on Monday to us.", "The minister spoke on Monday to us.",
         "The minster spoke", "The minister spoke", "changed"),
        ("Harga beras naik tajam pekan ini.", "Harga beras dinaikkan tajam pekan ini.",
         "beras naik tajam", "beras dinaikkan tajam", "changed"),
        ("警方说有十四人死亡，三人受伤。", "警方说有四十人死亡，三人受伤。", "有十四人", "有四十人",
         "changed"),
        ("Rates are for desktop (1200m) and mobile (400m), in euros.",
         "Rates are for desktop1200m and mobile400m, in euros.",
         "mobile (400m)", "mobile400m", "changed"),
        ("Today we are proud of the fair price of rice, she said.",
         "Today we are proud of the fair price of the very good but also very dear rice, she said.",
         "we are proud of the fair price of rice",
         "we are proud of the fair price of the very good but also very dear rice", "changed"),
        ("门票在这里。\n门票可以通过三种方式购买：\n网上买票，车站买票。",
         "门票在这里。\n门票有三种购买方式：\n或网上买票，车站买票。",
         "门票可以通过三种方式购买：", "门票有三种购买方式：", "unsure"),
        ("They spoke of it.\nHe had left on Sunday morning by ship.\nNobody saw, she wrote to us.",
         "They spoke of it.\nHe had left on Sunday morning by boat.\nNo one did, she wrote to us.",
         "left on Sunday morning by ship.", "left on Sunday morning by boat.", "changed"),
    ],
)  # fmt: skip
def test_what_changed_is_told(old: str, new: str, marked: str, now: str, how: str) -> None:
    found = carry_over(old, new, [place(old, marked)])[0]
    assert found is not None
    assert found.passage.of(new) == now
    assert found.how == how


def test_an_insertion_is_taken_to_begin_where_a_sentence_does() -> None:
    old = "The cat came. The dog left."
    new = "The cat came. The cat went. The dog left."
    assert carried(old, new, place(old, "The cat came.")).passage == Passage(0, 13)


def test_of_two_paragraphs_that_were_parted_the_longer_one_is_followed() -> None:
    short, long = "Short one here.", "A much longer paragraph follows it, with many more words."
    between = "Then there are other things of which nobody had spoken at all before today."
    old = f"{short}\n{long}\n{between}"
    new = f"{long}\n{between}\n{short}"
    found = carried(old, new, Passage(0, len(short) + 1 + len(long)))
    assert found.passage.of(new) == long


def test_a_word_that_stands_elsewhere_too_is_not_put_there() -> None:
    old = "The mayor denied it. Nobody asked the council about the river."
    new = "The mayor denied it. The council was asked by somebody else."
    assert carry_over(old, new, [place(old, "the river")]) == [None]


def test_a_passage_of_white_space_or_beyond_the_text_has_no_place() -> None:
    assert carry_over("a b", "a c", [Passage(1, 2), Passage(2, 9)]) == [None, None]
    assert carry_over("a b", "a b", [Passage(1, 2), Passage(5, 9)]) == [None, None]


# --- hostile texts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("word " * 20_000, "word " * 15_000 + "x " + "word " * 4_000),
        ("ab" * 20_000, "ba" * 20_000 + "c"),
        ("中" * 20_000, "中" * 12_000 + "国" + "中" * 9_000),
        ("the same line\n" * 3_000, "the same line\n" * 1_500 + "another\n" * 1_500),
        (" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 40_000)))),
        (" ".join(map(str, range(20_000))), " ".join(map(str, reversed(range(20_000))))),
    ],
    ids=["one word", "two letters", "one character", "one line", "nothing in common", "reversed"],
)
def test_hostile_texts_come_to_an_end(old: str, new: str) -> None:
    found = carry_over(old, new, [Passage(0, 5), Passage(len(old) // 2, len(old) // 2 + 1)])
    assert len(found) == 2
