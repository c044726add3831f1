from hypothesis import given, settings
from hypothesis import strategies as st

from reader import intake
from reader.intake import front_matter
from reader.model import Footnote, Link
from tests.reader.intake.sources import markdown

EXPORT = """---
title: "What the \\"river\\" left"
author: ["Ana Pinto", "Joost de Wit"]
published: 2024-10-01
site: "The Lowland Post"
url: "https://lowlandpost.example/silt?utm_source=x"
canonical: "https://lowlandpost.example/silt"
captured: 2024-10-02T14:29:55Z
lang: en
tags: [flood, water/2024]
galley-format: 1
galley-id: a01j9zk3
galley-revision: 3
---

My own words above.

<!-- galley:article id=a01j9zk3 -->

# What the "river" left

The water went, and ==the **silt** stayed==[^k7f3q9]: 1 &#61;&#61; 1.

-   one
-   two

<!-- /galley:article -->

## My draft

[^k7f3q9]: **Claim** (blue) · #flood · 2024-10-02T14:31:07Z

    Check it.
"""


def test_an_export_of_our_own_comes_in_without_its_marks() -> None:
    captured = intake.to_article(markdown(EXPORT))
    texts = [block.text for block in captured.document.blocks]
    assert texts == [
        'What the "river" left',
        "The water went, and the silt stayed: 1 == 1.",
        "one",
        "two",
    ]
    assert captured.bylines == ("Ana Pinto", "Joost de Wit")
    assert captured.tags == ("flood", "water/2024")
    assert (captured.site, captured.published) == ("The Lowland Post", "2024-10-01")
    assert captured.canonical == "https://lowlandpost.example/silt"
    assert captured.url == "https://lowlandpost.example/silt?utm_source=x"


def test_the_first_heading_is_the_headline() -> None:
    captured = intake.to_article(markdown("# Pump\n\nA *first* line.\n\n## Why\n\nSo."))
    assert captured.document.text == "Pump\nA first line.\nWhy\nSo."
    assert [block.level for block in captured.document.blocks] == [1, 0, 2, 0]


def test_a_text_that_opens_without_heading_is_called_by_its_first_sentence() -> None:
    captured = intake.to_article(markdown("Only one line. And more.\n\n# Later\n\nwords"))
    assert captured.title == "Only one line."


def test_raw_html_in_markdown_is_read_and_never_run() -> None:
    words = "# T\n\n<script>alert(1)</script>\n\nSome <b onclick='x()'>bold</b> words."
    captured = intake.to_article(markdown(words))
    assert captured.document.text == "T\nSome bold words."


def test_a_link_to_a_script_is_dropped_to_its_words() -> None:
    captured = intake.to_article(markdown("# T\n\n[a](javascript:x) [b](https://b.example/)"))
    styles = [span.style for block in captured.document.blocks for span in block.spans]
    assert styles == [Link("https://b.example/")]


def test_footnotes_tables_code_and_strikes_are_read() -> None:
    words = (
        "# T\n\nA ~~bad~~ word[^1].\n\n```\nx = 1\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n[^1]: The note."
    )
    blocks = intake.to_article(markdown(words)).document.blocks
    assert "deleted" in [span.style for span in blocks[1].spans]
    assert ("code", "x = 1") in [(block.kind, block.text) for block in blocks]
    assert [block.text for block in blocks if len(block.containers) == 2] == ["a", "b", "1", "2"]
    notes = [block for block in blocks if any(isinstance(c, Footnote) for c in block.containers)]
    assert [note.text for note in notes] == ["The note."]


def test_quotes_nested_without_end_are_read_as_plain_text() -> None:
    captured = intake.to_article(markdown("# T\n\n" + "> " * 5000 + "words"))
    assert captured.document.text.endswith("words")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("a# \n>-*_`[]()!|:=~<&\\1.é语"), max_size=120))
def test_any_markdown_with_a_word_comes_in(words: str) -> None:
    assert intake.to_article(markdown("# Word\n\n" + words)).title


@settings(max_examples=100)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=30)))
def test_front_matter_written_as_json_strings_is_read_back(values: dict[str, str]) -> None:
    import json

    lines = [f"{key}: {json.dumps(value)}" for key, value in values.items()]
    read, rest = front_matter.split("\n".join(["---", *lines, "---", "words"]))
    assert rest == "words"
    assert dict(read) == {key: (value,) if value else () for key, value in values.items()}


def test_lists_in_front_matter_are_read_both_ways() -> None:
    read, _rest = front_matter.split("---\ntags: [a, 'b, c', \"d\"]\nauthor:\n  - X\n  - Y\n---\n")
    assert dict(read) == {"tags": ("a", "b, c", "d"), "author": ("X", "Y")}
