from hypothesis import given, settings
from hypothesis import strategies as st

from reader.intake import html

MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class='a>b'>", "</div>", "<b>", "</b>", "<script>", "</script>", "a ",
         "<!--", "-->", "<", ">", '"', "'", "=", "<a href=\"x\">", "</", "é", "語", "\0", "<br/>"]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=200)
@given(MARKUP)
def test_capping_leaves_tame_markup_alone_but_for_its_scripts(markup: str) -> None:
    if "<script" not in markup:
        assert html.cap(markup) == markup


@settings(max_examples=100)
@given(MARKUP)
def test_any_markup_with_words_gives_a_tree(markup: str) -> None:
    assert html.parse("words " + markup).tag == "html"


def test_a_tag_keeps_its_first_attributes_only() -> None:
    many = " ".join(f'a{n}="{n}"' for n in range(5000))
    capped = html.cap(f"<p {many}>words</p>")
    assert capped.count("=") < html.MOST_ATTRIBUTES
    assert capped.endswith(">words</p>")


def test_tags_deeper_than_the_cap_go_and_their_words_stay() -> None:
    deep = "<div>" * 3000 + "words" + "</div>" * 3000
    capped = html.cap(deep)
    assert capped.count("<div>") == html.MOST_DEPTH == capped.count("</div>")
    assert "words" in capped


def test_a_drawing_does_not_swallow_the_page() -> None:
    page = "<body><svg><symbol id='a'/><path d='M0 0'/></svg><p>words</p></body>"
    root = html.parse(page)
    assert [one.tag for one in html.find_all(root, "//body/*")] == ["svg", "p"]
