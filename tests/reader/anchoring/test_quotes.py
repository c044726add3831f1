"""Words that someone typed are found as they stand."""

from reader.anchoring import find_quote
from reader.model import Passage


def test_a_typed_quote_is_found_across_lines_and_spaces() -> None:
    text = "belanja pertahanan\nyang meningkat"
    assert find_quote(text, " pertahanan   yang ") == [Passage(8, 23)]


def test_every_place_of_a_typed_quote_is_given() -> None:
    assert len(find_quote("aaa aa", "aa")) == 3


def test_what_stands_before_and_after_tells_equal_quotes_apart() -> None:
    text = "yes on Monday, yes on Friday"
    assert find_quote(text, "yes", suffix="on Friday") == [Passage(15, 18)]
    assert find_quote(text, "on", prefix="Monday, yes") == [Passage(19, 21)]
