"""Notes rendered: Markdown as it is meant, and nothing that could do harm."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export.rendered import html, is_safe, paragraphs
from tests.reader.export.adversarial import HOSTILE_NOTES, SPECIALS
from tests.reader.strategies import texts

notes = st.one_of(
    texts(),
    st.sampled_from(HOSTILE_NOTES),
    st.lists(st.sampled_from((*SPECIALS, "\n", "\n\n", "    ", "a")), max_size=12).map("".join),
)


@settings(max_examples=200)
@given(notes)
def test_only_the_tags_of_a_note_come_out_each_shut_again(note: str) -> None:
    written = html(note)
    open_tags: list[str] = []
    for end, name, rest in re.findall(r"<(/?)([a-z0-9]*)([^>]*)>", written):
        assert f" {name} " in " p em strong code a pre ul ol li blockquote br hr "
        assert not rest or (name == "a" and rest.startswith(' href="'))
        if end:
            assert open_tags.pop() == name
        elif name not in ("br", "hr"):
            open_tags.append(name)
    assert not open_tags


@settings(max_examples=100)
@given(notes)
def test_both_renderings_have_the_same_words(note: str) -> None:
    as_html = "".join(BeautifulSoup(html(note), "html.parser").text.split())
    as_words = "".join(run.text for each in paragraphs(note) for run in each.runs)
    assert "".join(as_words.split()) == as_html


@given(st.text(st.sampled_from("> \n*-[](){}#`_1.")))
def test_no_note_is_too_deep(note: str) -> None:
    assert isinstance(html(note * 9), str)


def test_quotations_within_a_thousand_others_are_shown_as_typed() -> None:
    assert html(">" * 1000 + "x")


@pytest.mark.parametrize(
    ("href", "safe"),
    [
        ("https://a.org/x?y=1#z", True),
        ("mailto:a@b.org", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//a.org", False),
        ("/a", False),
        ("#a", False),
        ("https://", False),
        ("http://[b", False),
        ("http://a:99999999/", False),
        ("mailto:x", False),
    ],
)
def test_links_lead_to_the_web_or_to_a_mailbox(href: str, safe: bool) -> None:
    assert is_safe(href) is safe


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>"),
        ("a:\n- b\n- c", "<p>a:</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"),
        ("# Head", "<p><strong>Head</strong></p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("![words](https://e.org/x.png)", "<p>words</p>"),
        ("[a](javascript:x)", "<p>a</p>"),
        (
            "see https://a.org/x_y_z.",
            '<p>see <a href="https://a.org/x_y_z" rel="noopener noreferrer">'
            "https://a.org/x_y_z</a>.</p>",
        ),
    ],
)
def test_a_note_by_example(note: str, written: str) -> None:
    assert html(note) == written


def test_lists_are_words_before_their_paragraphs() -> None:
    found = paragraphs("1. one\n2. two\n    - deep\n\n> said")
    assert [(each.before, each.depth, each.runs[0].text) for each in found] == [
        ("1.", 1, "one"),
        ("2.", 1, "two"),
        ("•", 2, "deep"),
        ("", 1, "said"),
    ]
