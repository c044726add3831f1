"""A template says in its first comment what it makes, and shows by its source what it can do."""

from __future__ import annotations

import pytest

from reader.templates import Template, keeps_round_trip

HEAD = "{#\nabout: Quotes: all of them\nfile: {{ article.title }} (quotes)\nelse: no\n#}\nx"


def test_the_first_comment_says_what_it_makes_and_how_the_file_is_called() -> None:
    template = Template("Quotes", HEAD)
    assert template.about == "Quotes: all of them"
    assert template.file == ("{{ article.title }} (quotes)", 3)


@pytest.mark.parametrize("source", ["", "x {# about: y #}", "{# nothing #}", "{#\nabout:\n#}"])
def test_a_template_need_not_say_anything(source: str) -> None:
    template = Template("Quotes", source)
    assert template.about == ""
    assert template.file is None


@pytest.mark.parametrize(
    ("source", "keeps"),
    [
        ("{{ region }}\n{{ footnotes }}", True),
        ("{{region}}{{- footnotes -}}", True),
        ("{{ region }}", False),
        ("{{ footnotes }}", False),
        ("{{ regional }}{{ footnotes }}", False),
        ("{# {{ region }} #}{{ footnotes }}", False),
        ("region footnotes", False),
    ],
)
def test_both_ready_parts_are_needed_to_come_home(source: str, keeps: bool) -> None:
    assert keeps_round_trip(Template("x", source)) is keeps
