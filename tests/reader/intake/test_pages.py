"""Whole pages of our own making against what should come out of them."""

import pytest

from reader import intake
from reader.errors import NotAnArticle
from tests.reader.intake.described import described
from tests.reader.intake.sources import PAGES, PROSE, html, page_file

NAMES = ["structure", "baca-juga", "arabic", "two-breaks", "cut-by-ads"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_comes_in_as_its_golden_file_says(name: str) -> None:
    golden = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    assert described(intake.to_article(page_file(name))) == golden


def test_a_page_that_asks_for_a_log_in_is_no_article_and_says_what_to_do() -> None:
    with pytest.raises(NotAnArticle, match="no article") as caught:
        intake.to_article(page_file("log-in"))
    assert "log-in" in caught.value.advice


def test_a_page_that_shows_less_than_it_carries_apart_gives_what_it_carries() -> None:
    first = "The whole story, which a script would have shown, begins with this long sentence."
    second = "It goes on for a second paragraph, with commas, with a point, and with an end."
    page = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle",'
        f'"headline": "Told apart", "articleBody": "{first}\\n\\n{second}"}}</script></head>'
        "<body><p>Please wait, the page is loading.</p></body></html>"
    )
    captured = intake.to_article(html(page))
    assert captured.document.text == f"Told apart\n{first}\n{second}"


def test_what_a_page_hides_stays_out() -> None:
    hidden = "<p style='display: none'>Hidden words that nobody was meant to read, ever.</p>"
    captured = intake.to_article(html(f"<article>{PROSE}{hidden}</article>"))
    assert "Hidden" not in captured.document.text


def test_the_headline_stands_in_the_text_once() -> None:
    page = f"<title>A pump</title><article><h1>A  pump</h1>{PROSE}</article>"
    blocks = intake.to_article(html(page)).document.blocks
    assert [block.text for block in blocks if "A pump" in block.text] == ["A pump"]
    assert blocks[0].level == 1


def test_equal_paragraphs_are_all_kept() -> None:
    refrain = "<p>And the band played on, and on, and on, until the lights went out at last.</p>"
    captured = intake.to_article(html(f"<article>{PROSE}{refrain * 3}</article>"))
    assert captured.document.text.count("And the band played on") == 3


def test_words_deeper_than_any_parser_likes_are_all_there() -> None:
    page = f"<html><body><article>{'<div>' * 5000}{PROSE}{'</div>' * 5000}</article></body></html>"
    assert "The pump is to be replaced" in intake.to_article(html(page)).document.text


def test_a_page_without_title_is_called_by_its_first_sentence() -> None:
    captured = intake.to_article(html(f"<body>{PROSE}</body>"))
    assert captured.title.startswith("The board met on Tuesday")
    assert len(captured.title) <= 100


@pytest.mark.parametrize(
    "line",
    [
        "Read also: <a href='/x'>The other story</a>",
        "Baca juga: <a href='/x'>Cerita lain</a>",
        "Lire aussi : <a href='/x'>L’autre histoire</a>",
        "Lesen Sie auch: <a href='/x'>Die andere Geschichte</a>",
        "Читайте также: <a href='/x'>Другая история</a>",
        "اقرأ أيضا: <a href='/x'>قصة أخرى</a>",
        "קראו גם: <a href='/x'>סיפור אחר</a>",
        "यह भी पढ़ें: <a href='/x'>दूसरी कहानी</a>",
        "相关阅读：<a href='/x'>另一个故事</a>",
        "あわせて読みたい：<a href='/x'>別の話</a>",
        "Xem thêm: <a href='/x'>Chuyện khác</a>",
    ],
)
def test_read_also_lines_stay_out_in_many_languages(line: str) -> None:
    captured = intake.to_article(html(f"<article>{PROSE}<p>{line}</p>{PROSE}</article>"))
    assert len(captured.document.blocks) == 5
    assert not any(block.text.startswith(line[:6]) for block in captured.document.blocks)


@pytest.mark.parametrize(
    "line",
    [
        "Read the minutes, the mayor said, and you will see that nobody voted against it.",
        "Además: el ministro no fue a la reunión del martes, y nadie lo echó en falta.",
        "“Follow us,” she said, and they did.",
        "2",
    ],
)
def test_a_line_that_only_looks_like_furniture_stays(line: str) -> None:
    captured = intake.to_article(html(f"<article>{PROSE}<p>{line}</p>{PROSE}</article>"))
    assert captured.document.blocks[3].text == line
