"""Whole pages of our own making against what should come out of them."""

import json

import pytest

from reader import intake
from reader.errors import NotAnArticle
from tests.reader.intake.described import described
from tests.reader.intake.sources import PAGES, PROSE, html, page_file

NAMES = ["as-sites-write-it", "structure", "baca-juga", "arabic", "two-breaks", "cut-by-ads"]


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


def test_the_standfirst_is_known_by_the_description_and_stands_first() -> None:
    told = "Two boards own the same lock, and neither of them has paid for its gates."
    page = (
        f"<meta name=description content='{told}'><main><header><h1>A lock</h1><h2>{told}</h2>"
        f"</header><div class='article-body'>{PROSE * 3}</div></main>"
    )
    captured = intake.to_article(html(page))
    assert [block.text for block in captured.document.blocks[:2]] == ["A lock", told]


def test_what_stands_above_the_headline_stays_out() -> None:
    above = "<ul><li><a href='/'>Home</a></li></ul><p>Water</p>"
    captured = intake.to_article(html(f"<article>{above}<h1>A lock</h1>{PROSE}</article>"))
    assert [block.text[:6] for block in captured.document.blocks] == ["A lock", "The bo", "The pu"]


def test_a_card_for_another_page_stays_out_and_a_section_with_a_link_stays() -> None:
    title = (
        "<h3><a href='{}'>The dam that was promised for 2020</a></h3>"
        "<p>What became of it since, told by those who live below it, and by those above.</p>"
    )
    card, review = (f"<div>{title.format(to)}</div>" for to in ("/dam", "https://shop.example/dam"))
    captured = intake.to_article(html(f"<article>{PROSE}{card}{PROSE}</article>"))
    assert "The dam" not in captured.document.text
    captured = intake.to_article(html(f"<article>{PROSE}{review}{PROSE}</article>"))
    assert "The dam" in captured.document.text


def test_words_of_a_sentence_stay_whatever_they_are_called() -> None:
    line = "<p>I am a <a class='popup share' href='javascript:x()'>rather elderly</a> man.</p>"
    captured = intake.to_article(html(f"<article>{PROSE}{line}{PROSE}</article>"))
    assert "I am a rather elderly man." in captured.document.text


def test_a_list_of_what_the_article_holds_stays() -> None:
    items = "".join(f"<li><a href='#s{number}'>Section {number}</a></li>" for number in range(6))
    captured = intake.to_article(html(f"<article><ul>{items}</ul>{PROSE}</article>"))
    assert "Section 5" in captured.document.text


def test_embedded_posts_stay_in_whatever_box_they_lie() -> None:
    post = "<blockquote class='twitter-tweet'><p>The gate at dawn.</p></blockquote>"
    box = f"<div class='social-media-embed'>{post}</div>"
    captured = intake.to_article(html(f"<article>{PROSE}{box}{PROSE}</article>"))
    assert "The gate at dawn." in captured.document.text


def test_an_article_that_a_script_would_show_is_found_in_the_script() -> None:
    held = json.dumps(f"<div>{PROSE * 2}</div>").replace("<", "\\u003c")
    page = f"<title>A lock</title><div id=app></div><script>push([1,{held}])</script>"
    captured = intake.to_article(html(page))
    assert [block.kind for block in captured.document.blocks] == ["heading", *["paragraph"] * 4]


def test_the_front_of_a_site_is_read_as_a_whole() -> None:
    teaser = "<article><h2><a href='/{0}'>Story {0}</a></h2><p>{1}</p></article>"
    told = "The board met on Tuesday, and its minutes say what the town has argued about."
    stories = "".join(teaser.format(number, told) for number in range(12))
    captured = intake.to_article(html(f"<title>Post</title><main>{stories}</main>"))
    headings = [block.text for block in captured.document.blocks if block.kind == "heading"]
    assert headings == ["Post", *(f"Story {number}" for number in range(12))]


def test_a_box_of_facts_belongs_to_the_article_and_one_of_links_does_not() -> None:
    facts = (
        "<aside><p>The lock was built in 1931, widened in 1962, and flooded in 1953, 1995 and"
        " 2019, each time with its gates open.</p></aside>"
    )
    captured = intake.to_article(html(f"<article>{PROSE * 3}{facts}{PROSE}</article>"))
    assert "built in 1931" in captured.document.text
    linked = facts.replace("<p>", "<p><a href='/x'>").replace("</p>", "</a></p>")
    captured = intake.to_article(html(f"<article>{PROSE * 3}{linked}{PROSE}</article>"))
    assert "built in 1931" not in captured.document.text


def test_a_line_near_the_top_that_only_says_who_and_when_stays_out() -> None:
    head = (
        "<meta name=author content='Ines Tavares'>"
        "<meta property='article:published_time' content='2024-10-01T09:30:00Z'>"
    )
    said = "<p>By Ines Tavares</p><p>Stand: 1 October 2024, 9:30</p><p>2 October 2024</p>"
    captured = intake.to_article(html(f"{head}<article>{said}{PROSE}</article>"))
    assert [block.text for block in captured.document.blocks[1:3]] == [
        "2 October 2024",
        captured.document.blocks[2].text,
    ]
    assert captured.document.blocks[2].text.startswith("The board met")


def test_the_picture_of_an_article_is_the_first_one_it_shows() -> None:
    head = "<meta property='og:image' content='https://lowlandpost.example/for-links.jpg'>"
    picture = "<img src='/gates.jpg'>"
    assert intake.to_article(html(f"{head}<article>{picture}{PROSE}</article>")).picture == (
        "https://lowlandpost.example/gates.jpg"
    )
    assert intake.to_article(html(f"{head}<article>{PROSE}</article>")).picture == (
        "https://lowlandpost.example/for-links.jpg"
    )
