"""Markdown as a preview shows it: what it means, and nothing that could do anything."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import annotated
from reader.templates import Child
from reader.templates.shown import shown
from tests.reader.export import adversarial
from tests.reader.export.test_annotated import rich

TAG = re.compile(r"<(/?)(\w+)([^<>]*)>")
GIVEN = re.compile(r'(?: (?:href="(?:https?:|mailto:)[^"]*"|(?:col|row)span="\d+"|class="mark"))*')


def test_what_an_export_holds_is_seen() -> None:
    html = shown(annotated.write(rich()))
    for part in (
        "<h1>Jens Stoltenberg",
        '<span class="mark"><b>Jens Stoltenberg</b> menyerahkan',
        '<a href="https://example.org/rutte">Mark Rutte</a>',
        "<th>Tahun</th>",
        '<table class="properties"><tr><td>title</td>',
        "<pre><code>if x == 1:",
        '<img src="attachments/a01j9zk3/01-2d711642.jpg"',
        "<sup>",
    ):
        assert part in html
    assert "galley:article" not in html


@settings(max_examples=60)
@given(
    st.one_of(
        st.text(),
        st.integers(0, 2**32).map(lambda seed: annotated.write(adversarial.exported(Random(seed)))),
    )
)
def test_only_tags_that_show_something_come_out_and_all_are_shut(markdown: str) -> None:
    open_tags: list[str] = []
    for end, name, said in TAG.findall(shown(markdown)):
        if name == "img":
            assert said.startswith(' src="attachments/')
        elif name == "table" and "properties" in said:
            open_tags.append(name)
        elif name in ("br", "hr"):
            assert said == ""
        elif end:
            assert open_tags.pop() == name
        else:
            assert GIVEN.fullmatch(said), said
            open_tags.append(name)
    assert open_tags == []


@pytest.mark.parametrize(
    "markdown",
    [
        '<script>alert("x")</script>',
        "<style>* {}</style>",
        "[x](javascript:alert)",
        '<img src="file:///etc/passwd" onerror="x">',
        "![x](https://example.org/a.png)",
        '<iframe src="https://example.org"></iframe>',
        '<a href="file:///etc">x</a>',
        '<p style="background: url(file:///x)">x</p>',
    ],
)
def test_nothing_is_fetched_run_or_followed(markdown: str) -> None:
    html = shown(markdown)
    for word in ("script", "style", "file:", "src=", "href=", "onerror", "iframe", "{}"):
        assert word not in html


def test_what_takes_too_long_to_read_is_not_shown_and_the_next_is() -> None:
    with Child(seconds=0.3) as child:
        assert child.shown("[" * 190_000) is None
        assert child.shown("*x*") == "<p><i>x</i></p>"
