"""What must not take the place of an article: walls and errors, and never a rewrite."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.notices import Notice, notices
from reader.suspicion import MUCH_SHORTER, SHORTER, Capture, surviving, why_set_aside
from tests.reader.moves import SENTENCES
from tests.reader.walls import WALLS, Wall
from tests.shared import shared

STORY = "\n".join(
    [
        "The river that moved a border",
        "When the spring flood receded, eleven families found that they lived in another country.",
        "The mayor said that 14 people were hurt when the dike at Zandpolder gave way on Tuesday.",
        "He had asked for a pump in March, in two letters that the ministry says it never saw.",
        "The water stands two metres high in the lower streets, and the school is closed.",
        "“Nobody told us,” said a neighbour, “and nobody asks us now.” The ministry is silent.",
    ]
)

texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=30).map("\n".join)
captures = st.builds(
    Capture,
    texts,
    status=st.sampled_from([None, 200, 403, 404, 500]),
    refused=st.booleans(),
    away=st.booleans(),
    asks_password=st.booleans(),
)


@given(captures)
def test_what_is_the_same_as_before_is_never_set_aside(new: Capture) -> None:
    assert why_set_aside(new.text, new) is None


@given(texts, texts)
def test_without_a_notice_only_a_much_shorter_text_is_set_aside(old: str, new: str) -> None:
    is_shorter = new != old and len(new) < MUCH_SHORTER * len(old)
    assert why_set_aside(old, Capture(new)) == (SHORTER if is_shorter else None)


@given(texts, captures)
def test_an_answer_that_is_no_page_is_set_aside_whatever_it_says(old: str, new: Capture) -> None:
    if new.text != old and (new.status or 0) >= 400:
        reason = why_set_aside(old, new)
        assert reason is not None
        assert str(new.status) in reason


@given(texts, texts)
def test_the_share_that_survives_is_a_share(old: str, new: str) -> None:
    assert 0 <= surviving(old, new) <= 1
    assert surviving(old, f"{new}\n{old}") == 1


def test_every_language_and_kind_has_its_walls() -> None:
    there = {(wall.lang, wall.kind) for wall in WALLS}
    languages = ("en", "id", "de", "fr", "es", "nl", "pt", "ar", "ja", "zh")
    assert there == {(lang, kind) for lang in languages for kind in get_args(Notice)}


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: f"{wall.lang}-{wall.kind}")
def test_a_wall_is_known_in_each_language(wall: Wall) -> None:
    assert wall.kind in notices(wall.text)
    reason = why_set_aside(STORY, Capture(wall.text))
    assert reason not in (None, SHORTER)
    # It is known without being much shorter than the article, too.
    assert why_set_aside(STORY[: len(wall.text)], Capture(wall.text)) == reason


@pytest.mark.parametrize("wall", [wall for wall in WALLS if wall.kind == "paywall"])
def test_a_beginning_that_ends_in_an_offer_is_set_aside(wall: Wall) -> None:
    beginning = STORY[: int(0.7 * len(STORY))].rpartition("\n")[0]
    assert why_set_aside(STORY, Capture("\n".join([beginning, *wall.lines]))) is not None
    assert why_set_aside(STORY, Capture(beginning)) is None
    assert why_set_aside("\n".join([STORY, *wall.lines]), Capture(beginning)) is None


@pytest.mark.parametrize("wall", WALLS)
def test_an_article_that_has_gained_a_notice_is_taken(wall: Wall) -> None:
    assert why_set_aside(STORY, Capture("\n".join([STORY, *wall.lines]))) is None


def test_a_report_about_a_wall_is_no_wall() -> None:
    report = STORY + (
        "\nWhoever opens the page of the ministry reads that it could not be found. Readers of the"
        " Lowland Post are asked for their password twice, and for cookies three times."
    )
    assert why_set_aside(STORY, Capture(report)) is None
    assert not notices(report)


def test_another_article_at_the_same_address_is_taken_and_one_elsewhere_is_not() -> None:
    other = "\n".join(SENTENCES)
    assert why_set_aside(STORY, Capture(other)) is None
    assert "another page" in (why_set_aside(STORY, Capture(other, away=True)) or "")
    assert why_set_aside(STORY, Capture(STORY.replace("14", "40"), away=True)) is None


def test_a_page_with_a_field_for_a_password_and_little_else_asks_to_log_in() -> None:
    page = "Lowland Post\nYour name\nYour secret\nGo on to what you wanted to see"
    before = STORY[: len(page)]
    assert why_set_aside(before, Capture(page)) is None
    assert "log in" in (why_set_aside(before, Capture(page, asks_password=True)) or "")
    long = STORY.replace("14", "40")
    assert why_set_aside(STORY, Capture(long, asks_password=True)) is None


def test_a_page_in_which_no_article_was_found_says_just_that() -> None:
    reason = why_set_aside(STORY, Capture("Lowland Post\nOffers", refused=True))
    assert reason == "No article was found on the page that came."


def test_no_real_revision_is_set_aside_unless_it_is_much_shorter() -> None:
    cases = shared("anchoring/dev.jsonl").read_text("utf-8").splitlines()
    pairs = [(case["old"], case["new"]) for case in map(json.loads, cases)]
    wrong = [
        (old[:60], why)
        for one, other in pairs[::3]
        for old, new in ((one, other), (other, one))
        if (why := why_set_aside(old, Capture(new))) is not None
        and len(new) >= MUCH_SHORTER * len(old)
    ]
    assert wrong == []
    assert len(pairs) > 100
