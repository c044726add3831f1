"""Passages to paste with their source."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export.bylines import name_of
from reader.export.citing import NOTHING, STYLES, CiteStyle, bare, cited, cited_words
from reader.export.quote import credit_of, marks_of, quoted, spelled_date
from reader.model import PICTURE, Article, Document, Item, Link, List, Passage, Span
from tests.reader import strategies
from tests.reader.export.cases import ARTICLE, REVISION, block, document, passage
from tests.tools.markdown.renderers import python_markdown

OF = document(
    block("Sekjen NATO “Jens” Stoltenberg & co. mundur.", [Span(7, 11, "emphasis")]),
    "Lalu ia pergi.",
)
WORDS = passage(OF, "NATO", until="mundur.")
BARE = replace(ARTICLE, bylines=(), site=None, url=None, canonical=None, published=None, lang=None)
AGENCY = replace(
    ARTICLE,
    title="What {now}? 50% [sic] | more",
    bylines=("Reuters",),
    site="Reuters",
    lang="en",
    published="2024-10",
)


def plain(style: CiteStyle, article: Article, of: Document = OF, words: Passage = WORDS) -> str:
    return cited(style, article, REVISION, of, words).plain


# --- every style, one awkward article after the other --------------------------------------------

QUOTE = "“NATO ‘Jens’ Stoltenberg & co. mundur.”"
ADDRESS = "https://thedesignweb.co.id/nato"
FRAGMENT = f"{ADDRESS}#:~:text=NATO%20%E2%80%9CJens%E2%80%9D%20Stoltenberg%20%26%20co.%20mundur."


@pytest.mark.parametrize(
    ("style", "written"),
    [
        (
            "plain",
            f"{QUOTE} — A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024. {ADDRESS}",
        ),
        (
            "attribution",
            "“NATO ‘Jens’ Stoltenberg & co. mundur”, A. Wartawan and B. Penulis wrote in "
            "thedesignweb.co.id on 1 October 2024.",
        ),
        (
            "markdown",
            "> *NATO* “Jens” Stoltenberg & co. mundur.\n>\n"
            "> — A. Wartawan, B. Penulis, thedesignweb.co.id, 1 October 2024 · "
            f"[¶]({FRAGMENT})",
        ),
        ("link", FRAGMENT),
        (
            "apa",
            f"{QUOTE}\nWartawan, A., & Penulis, B. (2024, October 1). Jens Stoltenberg mundur. "
            f"thedesignweb.co.id. {ADDRESS}",
        ),
        (
            "chicago",
            f"{QUOTE}\nA. Wartawan and B. Penulis, “Jens Stoltenberg mundur,” "
            f"thedesignweb.co.id, October 1, 2024, {ADDRESS}.",
        ),
        (
            "harvard",
            f"{QUOTE}\nWartawan, A. and Penulis, B. (2024) ‘Jens Stoltenberg mundur’, "
            f"thedesignweb.co.id, 1 October. Available at: {ADDRESS} (Accessed: 2 October 2024).",
        ),
        (
            "mla",
            f"{QUOTE}\nWartawan, A., and B. Penulis. “Jens Stoltenberg mundur.” "
            f"thedesignweb.co.id, 1 Oct. 2024, {ADDRESS}. Accessed 2 Oct. 2024.",
        ),
        (
            "wikipedia",
            "{{cite web |last1=Wartawan |first1=A. |last2=Penulis |first2=B. "
            "|date=1 October 2024 |title=Jens Stoltenberg mundur |website=thedesignweb.co.id "
            "|language=id |quote=NATO “Jens” Stoltenberg & co. mundur. "
            f"|url={ADDRESS} |access-date=2 October 2024}}}}",
        ),
        (
            "bibtex",
            "@online{thedesignweb2024jens,\n"
            "  author = {Wartawan, A. and Penulis, B.},\n"
            "  title = {{Jens Stoltenberg mundur}},\n"
            "  organization = {thedesignweb.co.id},\n"
            "  date = {2024-10-01},\n"
            f"  url = {{{ADDRESS}}},\n"
            "  urldate = {2024-10-02},\n"
            "  annotation = {NATO “Jens” Stoltenberg \\& co. mundur.}\n}",
        ),
        ("pandoc", f"{QUOTE} [@thedesignweb2024jens]"),
    ],
)
def test_every_style_names_who_where_and_when(style: CiteStyle, written: str) -> None:
    assert plain(style, ARTICLE) == written


def test_csl_json_is_what_other_programs_read() -> None:
    assert json.loads(plain("csl-json", ARTICLE)) == [
        {
            "id": "thedesignweb2024jens",
            "type": "article-newspaper",
            "title": "Jens Stoltenberg mundur",
            "author": [
                {"family": "Wartawan", "given": "A."},
                {"family": "Penulis", "given": "B."},
            ],
            "container-title": "thedesignweb.co.id",
            "issued": {"date-parts": [[2024, 10, 1]]},
            "accessed": {"date-parts": [[2024, 10, 2]]},
            "URL": ADDRESS,
            "language": "id",
            "annote": "NATO “Jens” Stoltenberg & co. mundur.",
        }
    ]


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("plain", QUOTE),
        ("attribution", QUOTE),
        ("markdown", "> *NATO* “Jens” Stoltenberg & co. mundur."),
        ("link", ""),
        ("apa", f"{QUOTE}\nJens Stoltenberg mundur."),
        ("chicago", f"{QUOTE}\n“Jens Stoltenberg mundur”."),
        ("harvard", f"{QUOTE}\n‘Jens Stoltenberg mundur’."),
        ("mla", f"{QUOTE}\n“Jens Stoltenberg mundur.”"),
        (
            "wikipedia",
            "{{cite news |title=Jens Stoltenberg mundur "
            "|quote=NATO “Jens” Stoltenberg & co. mundur.}}",
        ),
        (
            "bibtex",
            "@online{a01j9zk3,\n  title = {{Jens Stoltenberg mundur}},\n"
            "  annotation = {NATO “Jens” Stoltenberg \\& co. mundur.}\n}",
        ),
        ("pandoc", f"{QUOTE} [@a01j9zk3]"),
    ],
)
def test_what_is_not_known_leaves_no_trace(style: CiteStyle, written: str) -> None:
    assert plain(style, BARE) == written


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("plain", f"{QUOTE} — Reuters, October 2024. {ADDRESS}"),
        (
            "attribution",
            "“NATO ‘Jens’ Stoltenberg & co. mundur,” Reuters wrote in October 2024.",
        ),
        ("apa", f"{QUOTE}\nReuters (2024, October). What {{now}}? 50% [sic] | more. {ADDRESS}"),
        (
            "chicago",
            f"{QUOTE}\nReuters, “What {{now}}? 50% [sic] | more,” October 2024, {ADDRESS}.",
        ),
        (
            "wikipedia",
            "{{cite web |author1=Reuters |date=October 2024 "
            "|title=What &#123;now&#125;? 50% &#91;sic&#93; &#124; more "
            "|quote=NATO “Jens” Stoltenberg & co. mundur. "
            f"|url={ADDRESS} |access-date=2 October 2024}}}}",
        ),
        (
            "bibtex",
            "@online{reuters2024what,\n  author = {{Reuters}},\n"
            "  title = {{What \\textbraceleft{}now\\textbraceright{}? 50\\% [sic] | more}},\n"
            f"  date = {{2024-10}},\n  url = {{{ADDRESS}}},\n  urldate = {{2024-10-02}},\n"
            "  annotation = {NATO “Jens” Stoltenberg \\& co. mundur.}\n}",
        ),
    ],
)
def test_an_agency_is_whole_and_said_once(style: CiteStyle, written: str) -> None:
    assert plain(style, AGENCY) == written


def test_the_guides_set_the_site_apart_in_rich_text() -> None:
    apa = cited("apa", ARTICLE, REVISION, OF, WORDS)
    assert "mundur. *thedesignweb.co.id*. <https://thedesignweb.co.id/nato>" in apa.markdown
    assert "mundur. <em>thedesignweb.co.id</em>. <a href=" in apa.html


def test_a_question_keeps_its_sign_before_the_one_who_asks() -> None:
    asks = document("Why now?", "Because.")
    why, because = passage(asks, "Why now?"), passage(asks, "Because.")
    english = replace(ARTICLE, lang="en", site=None, published=None, bylines=("Jane Doe",))
    assert plain("attribution", english, asks, why) == "“Why now?” Jane Doe wrote."
    assert plain("attribution", english, asks, because) == "“Because,” Jane Doe wrote."


def test_no_address_of_this_machine_goes_out() -> None:
    local = replace(ARTICLE, url="file:///home/jane/secret.html", canonical=None)
    assert not any("secret" in plain(style, local) for style in STYLES)
    assert cited("link", local, REVISION, OF, WORDS) == NOTHING


def test_words_that_are_gone_from_the_text_are_cited_without_their_place() -> None:
    gone = cited_words("markdown", ARTICLE, REVISION, "*x*\n# y")
    assert gone.plain == (
        "> \\*x\\*\n>\n> \\# y\n>\n> — A. Wartawan, B. Penulis, thedesignweb.co.id, "
        "1 October 2024 · [¶](https://thedesignweb.co.id/nato)"
    )
    assert cited_words("link", ARTICLE, REVISION, "x").plain == ADDRESS


# --- the parts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "result"),
    [
        ("en", "He said “no”.", "“He said ‘no’.”"),
        ("id", "Ia berkata “tidak”.", "“Ia berkata ‘tidak’.”"),
        ("nl", "Hij zei “nee”.", "“Hij zei ‘nee’.”"),
        ("pt-BR", "Ele disse “não”.", "“Ele disse ‘não’.”"),
        ("pt-PT", "Ele disse «não».", "«Ele disse “não”.»"),
        ("de-CH", "Er sagte „nein“.", "„Er sagte ‚nein‘.“"),
        ("fr", "Il dit «\xa0non\xa0».", "«\xa0Il dit “non”.\xa0»"),
        ("fr", "« Il dit “non” »", "«\xa0“Il dit «\xa0non\xa0»”\xa0»"),
        ("es", "Dijo «no».", "«Dijo “no”.»"),
        ("sv", "Hon sa ”nej”.", "”Hon sa ’nej’.”"),
        ("zh-Hans", "他说「你好」", "「他说『你好』」"),
        ("ja", "「はい」と", "「『はい』と」"),
        ("ja", "「彼は『はい』と」", "「『彼は「はい」と』」"),
        ("ar", "قال «نعم»", "«قال “نعم”»"),
        ("en", "a ” alone", "“a ” alone”"),
        (None, "قال «نعم»", "“قال «نعم»”"),
        ("en", "a \ufffc b", "“a  b”"),
    ],
)
def test_quotation_marks_follow_the_language(lang: str | None, words: str, result: str) -> None:
    assert quoted(words, lang) == result


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("2024-10-01T08:00:00+07:00", "1 October 2024"),
        ("2024-10", "October 2024"),
        ("2024", "2024"),
        ("2024-99-01", "2024"),
        ("2023-02-29", "February 2023"),
        ("kemarin", ""),
        (None, ""),
    ],
)
def test_a_date_is_as_precise_as_it_was_given(given: str | None, spelled: str) -> None:
    assert spelled_date(given) == spelled


@pytest.mark.parametrize(
    ("byline", "inverted"),
    [
        ("Jane Doe", "Doe, J."),
        ("Doe, Jane", "Doe, J."),
        ("Jean-Paul Sartre", "Sartre, J.-P."),
        ("Ursula von der Leyen", "von der Leyen, U."),
        ("Vincent van Gogh", "van Gogh, V."),
        ("Martin Luther King, Jr.", "King, M. L., Jr."),
        ("A. Wartawan", "Wartawan, A."),
        ("Šárka Nováková", "Nováková, Š."),
        ("Sukarno", "Sukarno"),
        ("Reuters", "Reuters"),
        ("Associated Press", "Associated Press"),
        ("CNN Indonesia", "CNN Indonesia"),
        ("The Jakarta Globe", "The Jakarta Globe"),
        ("Tim Redaksi", "Tim Redaksi"),
        ("Jane Doe and Richard Roe", "Jane Doe and Richard Roe"),
        ("Dr. Jane Doe", "Dr. Jane Doe"),
        ("Тарас Шевченко", "Тарас Шевченко"),
        ("نجيب محفوظ", "نجيب محفوظ"),
        ("村上 春樹", "村上 春樹"),
        ("Doe, Jane, Roe, Richard", "Doe, Jane, Roe, Richard"),
        ("  Jane \n Doe ", "Doe, J."),
    ],
)
def test_a_name_is_split_only_where_it_is_sure(byline: str, inverted: str) -> None:
    assert name_of(byline).with_initials == inverted


def test_a_name_stays_whole_where_the_family_comes_first() -> None:
    assert name_of("Nagy Imre", lang="hu").inverted == "Nagy Imre"
    assert name_of("Jalan Pagi", site="Jalan Pagi").inverted == "Jalan Pagi"


def test_a_credit_names_a_site_once() -> None:
    assert credit_of(AGENCY) == "Reuters, October 2024"


# --- rich text -----------------------------------------------------------------------------------


def test_a_passage_as_html_holds_its_emphasis_its_web_links_and_its_lists() -> None:
    of = document(
        block("a <b> & c", [Span(2, 5, "strong"), Span(6, 7, Link("javascript:alert(1)"))]),
        block("one", (), List(1, True, 3), Item(2, 3)),
        block("two", [Span(0, 3, Link('https://a.b/"c"'))], List(1, True, 3), Item(3, 4)),
    )
    copied = bare(of, Passage(of.starts[1], len(of.text)))
    assert copied.plain == "a <b> & c\none\ntwo"
    assert copied.html == (
        "<p>a <strong>&lt;b&gt;</strong> &amp; c</p>"
        '<ol start="3"><li>one</li><li><a href="https://a.b/%22c%22">two</a></li></ol>'
    )


# --- laws ----------------------------------------------------------------------------------------


@st.composite
def citations(draw: st.DrawFn) -> tuple[CiteStyle, Article, Document, Passage]:
    of = draw(strategies.documents())
    return (
        draw(st.sampled_from(STYLES)),
        draw(strategies.articles()),
        of,
        draw(strategies.passages(of.text)),
    )


@settings(max_examples=60)
@given(citations())
def test_any_article_and_any_passage_can_be_cited(
    case: tuple[CiteStyle, Article, Document, Passage],
) -> None:
    style, article, of, words = case
    copied = cited(style, article, REVISION, of, words)
    everything = f"{copied.plain}{copied.markdown}{copied.html}"
    given = " ".join(filter(None, (of.text, article.title, article.site, *article.bylines)))
    assert not any(word in everything and word not in given for word in ("None", "unknown"))
    assert lines_of(style, copied.plain, words.of(of.text))
    assert style != "csl-json" or json.loads(copied.plain)
    assert style != "bibtex" or balanced(copied.plain, "{}")
    assert style != "wikipedia" or re.fullmatch(r"\{\{[^{}]*\}\}", copied.plain)


def lines_of(style: CiteStyle, written: str, words: str) -> bool:
    """Whether there are no more lines than the words have and the style wants."""
    if style in ("markdown", "bibtex", "csl-json"):
        return True
    more = 0 if style in ("link", "wikipedia") else words.replace(PICTURE, "").strip().count("\n")
    return written.count("\n") <= more + (style in ("apa", "chicago", "harvard", "mla"))


def balanced(written: str, pair: str) -> bool:
    depth = 0
    for char in written:
        depth += (char == pair[0]) - (char == pair[1])
        if depth < 0:
            return False
    return depth == 0


@given(
    st.sampled_from(["en", "de", "fr", "es", "pt-PT", "nl", "id", "ar", "ja", "zh"]),
    st.sampled_from(["plain", "attribution", "apa", "chicago", "harvard", "mla", "pandoc"]),
    st.text("ab c.?!\n", min_size=1).filter(str.strip),
    st.sampled_from(["", "outer", "inner"]),
)
def test_quotation_marks_stand_in_pairs(
    lang: str, style: CiteStyle, words: str, within: str
) -> None:
    marks = marks_of(lang)
    pair = {"": ("", ""), "outer": marks[:2], "inner": marks[2:]}[within]
    article = replace(ARTICLE, lang=lang)
    written = cited_words(style, article, REVISION, f"x {pair[0]}{words.strip()}{pair[1]} y").plain
    for opening, closing in (("“", "”"), ("‘", "’"), ("„", "“"), ("«", "»"), ("「", "」")):
        if marks.open == "„" and opening in "“‘":
            continue  # these close here
        if marks.open != "„" and opening == "„":
            continue
        counted = (written.count(opening), written.count(closing))
        assert counted[0] == counted[1] or (marks.open == "„" and counted[1] >= counted[0])


@settings(max_examples=60)
@given(st.data())
def test_a_quotation_in_markdown_shows_exactly_the_words(data: st.DataObject) -> None:
    of = data.draw(strategies.documents())
    words = data.draw(strategies.passages(of.text))
    copied = cited("markdown", BARE, REVISION, of, words)
    shown = BeautifulSoup(python_markdown(copied.markdown), "html.parser").get_text()
    assert squeezed(shown) == squeezed(words.of(of.text))
    rich = BeautifulSoup(copied.html, "html.parser").get_text()
    assert squeezed(rich) == squeezed(words.of(of.text))


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words.replace(PICTURE, ""))
