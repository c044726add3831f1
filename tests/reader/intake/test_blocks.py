import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.intake import blocks, html
from reader.model import Block, Cell, Item, Link, Picture, Quote, Span

BASE = "https://lowlandpost.example/2024/"


def read(markup: str, *, is_page: bool = True) -> list[Block]:
    body = html.parse(f"<html><body>{markup}</body></html>").find("body")
    assert body is not None
    return blocks.read([body], base=BASE, is_page=is_page)


def texts(markup: str) -> list[str]:
    return [block.text for block in read(markup)]


PIECES = st.recursive(
    st.sampled_from(
        ["words, ", "语言。", "קצת ", "<br>", "<img src='p.jpg'>", "e\u0301", "&amp;", "\u200b"]
    ),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(
            ["p", "div", "b", "em", "a href='x'", "ul", "li", "ol", "blockquote", "h3", "table",
             "tr", "td", "figure", "figcaption", "pre", "code", "sup", "q", "span", "section"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=5).map("".join))
def test_blocks_are_sound_whatever_the_markup(markup: str) -> None:
    for block in read(markup, is_page=False):
        assert block.text.strip("\n")
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)
        assert block.kind != "heading" or 2 <= block.level <= 6
        for span in block.spans:
            if isinstance(span.style, Picture):
                assert block.text[span.start : span.end] == "\ufffc"


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=5).map("".join))
def test_numbers_of_containers_are_unique(markup: str) -> None:
    named = {one.n: one for block in read(markup) for one in block.containers}
    for block in read(markup):
        assert all(named[one.n] == one for one in block.containers)


def test_two_breaks_split_a_paragraph_and_one_is_kept() -> None:
    assert texts("one<br>two<br> <br>three") == ["one\ntwo", "three"]


def test_styles_go_on_over_block_borders() -> None:
    first, second = read("<a href='x'>one<div>two</div></a>")
    assert first.spans == second.spans == (Span(0, 3, Link(BASE + "x")),)


def test_only_links_that_may_be_followed_are_kept() -> None:
    (block,) = read(
        "<p><a href='../a'>a</a> <a href='mailto:b@c.d'>b</a> <a href='javascript:x()'>c</a>"
        " <a href='file:///etc/passwd'>d</a> <a href='data:text/html,x'>e</a> <a>f</a></p>"
    )
    links = [span.style.href for span in block.spans if isinstance(span.style, Link)]
    assert links == ["https://lowlandpost.example/a", "mailto:b@c.d"]
    assert block.text == "a b c d e f"


def test_items_know_their_ordinal() -> None:
    found = read("<ol start='4'><li>a</li><li value='9'>b<ul><li>c</li></ul></li></ol>")
    items = [block.containers[-1] for block in found]
    assert [one.ordinal for one in items if isinstance(one, Item)] == [4, 9, 1]
    assert len(found[2].containers) == 4


def test_a_picture_within_words_stays_there_and_at_their_end_stands_alone() -> None:
    (within,) = read("<p>one <img src='a.png' alt='A'> two</p>")
    assert within.text == "one \ufffc two"
    words, alone = read("<p>one <img src='b.png'></p>")
    assert (words.text, alone.kind) == ("one", "picture")


def test_a_late_picture_is_found_behind_its_placeholder() -> None:
    markup = "<img src='data:image/gif;base64,R0lGOD' data-src='/real.jpg'>"
    (block,) = read(markup)
    assert block.spans[0].style == Picture("https://lowlandpost.example/real.jpg", "")
    (widest,) = read("<img srcset='/s.jpg 300w, /l.jpg 1200w'>")
    assert widest.spans[0].style == Picture("https://lowlandpost.example/l.jpg", "")


def test_a_tracking_dot_is_no_picture() -> None:
    assert read("<p>words</p><img src='/dot.gif' width='1' height='1'>") == read("<p>words</p>")


def test_a_file_picture_is_never_asked_for() -> None:
    assert not read("<img src='file:///etc/passwd'>")
    assert not read("<img src='javascript:alert(1)'>")


def test_code_keeps_its_lines_and_tabs() -> None:
    (block,) = read("<pre>\nif a:\n\tb()\n</pre>")
    assert (block.kind, block.text) == ("code", "if a:\n\tb()")


def test_spanning_cells_move_their_neighbours() -> None:
    found = read("<table><tr><th rowspan=2>a</th><th>b</th></tr><tr><td>c</td></tr></table>")
    cells = [block.containers[1] for block in found]
    assert [(one.row, one.column) for one in cells if isinstance(one, Cell)] == [
        (0, 0),
        (0, 1),
        (1, 1),
    ]


def test_a_table_for_layout_is_no_table() -> None:
    found = read("<table><tr><td><p>words</p></td></tr></table>")
    assert [block.containers for block in found] == [()]


def test_a_quote_and_its_source_stay_together() -> None:
    found = read("<blockquote><p>Words.</p><p>— She</p></blockquote>")
    assert [one.containers for one in found] == [(Quote(1),), (Quote(1),)]


def test_headings_begin_at_level_two() -> None:
    assert [one.level for one in read("<h4>a</h4><p>x</p><h5>b</h5>")][::2] == [2, 3]
    assert read("<h1>a</h1>")[0].level == 2


def test_an_emoji_drawn_as_picture_is_a_letter_again() -> None:
    assert texts("<p>Good <img class='emoji' alt='😀' src='1f600.svg'></p>") == ["Good 😀"]


def test_breaks_between_whole_sentences_part_paragraphs() -> None:
    first = (
        "The lower gates have been open since spring, and the water behind them is high, we hear."
    )
    second = "Anyone who asks the board is sent to the other board, which stands on the other bank."
    assert texts(f"<p>{first}<br>{second}</p>") == [first, second]
    assert texts(f"{first}<span class='c br'></span>{second}") == [first, second]


def test_sentences_in_spans_of_their_own_do_not_touch() -> None:
    first = "The lower gates have been open since spring, and the water behind them is as high."
    markup = "<p><span>{}</span><span>Nobody asks.</span></p>"
    assert texts(markup.format(first)) == [f"{first} Nobody asks."]
    assert texts(markup.format("U.S.")) == ["U.S.Nobody asks."]


def test_breaks_between_verses_stay_in_their_paragraph() -> None:
    assert texts("<p>The gates stand open,<br>the water is high.</p>") == [
        "The gates stand open,\nthe water is high."
    ]


def test_a_post_of_another_site_is_a_quote_with_its_link() -> None:
    tweet = (
        "<blockquote class='twitter-tweet'><p>The gate at dawn.</p>&mdash; Ines (@it)"
        " <a href='https://twitter.com/it/status/1?ref_src=x'>October 1, 2024</a></blockquote>"
    )
    assert texts(tweet) == ["The gate at dawn.", "— Ines (@it) October 1, 2024"]
    post = "https://www.instagram.com/p/Lock/"
    words, link = read(
        f"<blockquote class='instagram-media' data-instgrm-permalink='{post}'>"
        "<p>The gate.</p></blockquote>"
    )
    assert words.containers == link.containers == (Quote(1),)
    assert link.spans == (Span(0, len(post), Link(post)),)


@pytest.mark.parametrize(
    ("source", "post"),
    [
        ("https://platform.twitter.com/embed/Tweet.html?dnt=1&id=1196501054197649413&lang=en",
         "https://x.com/i/status/1196501054197649413"),
        ("https://www.instagram.com/p/Lock2024/embed/captioned/?cr=1",
         "https://www.instagram.com/p/Lock2024/"),
        ("https://mastodon.example/@ines/109876543210123456/embed",
         "https://mastodon.example/@ines/109876543210123456/"),
    ],
)  # fmt: skip
def test_a_post_in_a_frame_is_a_quote_of_which_the_link_is_known(source: str, post: str) -> None:
    before, link, after = read(f"<p>She wrote:<iframe src='{source}'></iframe>That was it.</p>")
    assert link.spans == (Span(0, len(post), Link(post)),)
    assert isinstance(link.containers[-1], Quote)
    assert (before.text, after.text) == ("She wrote:", "That was it.")


def test_a_frame_with_anything_else_is_left_out() -> None:
    assert read("<p>Words.</p><iframe src='https://ads.example/embed/1'></iframe>") == read(
        "<p>Words.</p>"
    )


def test_bold_words_in_a_heading_stay_bold_and_a_bold_heading_is_a_heading() -> None:
    part, whole = read("<h2>The <b>lock</b></h2><h2><b>The lock</b></h2>")
    assert part.spans == (Span(4, 8, "strong"),)
    assert whole.spans == ()


def test_a_list_of_sections_is_no_list_and_a_numbered_one_keeps_its_numbers() -> None:
    item = "<li><h3>At noon</h3><p>The gates were opened.</p></li>"
    assert [one.kind for one in read(f"<ul>{item}</ul>")] == ["heading", "paragraph"]
    numbered = read(f"<ol start=7>{item}</ol>")
    assert [one.ordinal for one in numbered[0].containers if isinstance(one, Item)] == [7]


def test_a_picture_shown_again_at_once_is_one_and_far_below_it_is_meant() -> None:
    picture = "<img src='p.jpg'>"
    between = "".join(f"<p>Paragraph {number}.</p>" for number in range(9))
    assert sum(one.kind == "picture" for one in read(picture + picture)) == 1
    assert sum(one.kind == "picture" for one in read(picture + between + picture)) == 2


def test_two_pictures_may_have_one_caption_each_in_the_same_words() -> None:
    figure = "<figure><img src='{}.jpg'><figcaption>The gates.</figcaption></figure>"
    found = read(figure.format("a") + figure.format("b"))
    assert [one.kind for one in found] == ["picture", "caption"] * 2


def test_a_figure_that_a_script_would_fill_has_the_picture_it_names() -> None:
    thing = "itemtype='http://schema.org/ImageObject' itemid='https://a.example/p.jpg'"
    found = read(f"<figure {thing}><figcaption>The gates.</figcaption></figure>")
    assert [one.kind for one in found] == ["picture", "caption"]
    assert found[0].spans[0].style == Picture("https://a.example/p.jpg", "")


def test_a_whole_reference_is_not_in_italics_but_the_work_in_it_is() -> None:
    (block,) = read("<p><cite>Kwee, R. <i>The lock</i>, 1931.</cite></p>")
    assert block.spans == (Span(9, 17, "emphasis"),)
