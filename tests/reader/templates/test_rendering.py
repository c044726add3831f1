"""What a template can see and do, and that it can do no harm."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from reader.errors import BadTemplate
from reader.model import Passage
from reader.templates import Child, Template, data, render
from reader.templates.filters import FILTERS
from reader.templates.of_marks import filters_for
from tests.reader.export import cases
from tests.reader.templates.filled import AT, filled, small


def wrong(source: str, **beside: str) -> BadTemplate:
    """What is said of a template; the next one is rendered all the same."""
    with pytest.raises(BadTemplate) as caught:
        filled(source, **beside)
    assert filled("{{ article.id }}").text == "a01j9zk3\n"
    error = caught.value
    assert error.sentence.endswith((".", "…"))
    assert "\n" not in error.sentence
    assert "Traceback" not in error.sentence
    return error


# --- what there is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ article.title }} by {{ article.byline }}", "Jens Stoltenberg mundur by A. Wartawan, "),
        ("{{ article.published|date }}", "1 October 2024"),
        ("{{ article.note }}{{ article.modified }}", "All of it."),
        ("{{ annotations|map(attribute='id')|join(' ') }}", "k00001 k00002 k00003"),
        ("{% for one in annotations %}{{ one.index }}{{ one.label.key }} {% endfor %}", "1claim 2"),
        ("{{ annotations[1].quote }}, {{ annotations[1].quote_md }}", "Second paragraph here, Sec"),
        ("{{ annotations[0].note_html }}", "<p>Check with <em>AP</em>.</p>"),
        ("{{ annotations[2].orphan }}{{ annotations[2].block.kind }}", "True"),
        (
            "{% for g in groups.label %}{{ g.name }} {{ g.annotations|length }}, {% endfor %}",
            "Clai",
        ),
        ("{% for l in labels %}{{ l.name }} {{ l.count }}, {% endfor %}", "Claim 2, Doubt 1, "),
        ("{{ article.path }}", "2024-10-01 Jens Stoltenberg mundur.md"),
        ("{{ now|date('%Y-%m-%d') }} {{ app.name }}", "2026-03-01 Galley"),
        ("{{ annotations[0]|fragment }}", "First"),
        (
            '{{ annotations[0]|cite("apa", "plain") }}',
            "“First”\nWartawan, A., & Penulis, B. (2024, ",
        ),
        ("{{ annotations[2]|cite }}", "“gone words” — A. Wartawan, B. Penulis, thedesignweb.co.id"),
        ('{{ article|cite("pandoc") }}', "[@thedesignweb2024"),
        ("{{ annotations[0].link }}", "https://thedesignweb.co.id/nato#:~:text=First"),
        ("{{ annotations[0].app_link }}", "galley://a01j9zk3/k00001"),
        ("{{ article.word_count }} {{ article.dir }} {{ article.lang }}", "8 ltr id"),
        ("{{ region }}", "<!-- galley:article id=a01j9zk3 -->"),
        ("{{ footnotes }}", "[^k00001]: **Claim** (blue)"),
        ("\n\n{# nothing #}\n\nx\n\n\n", "x\n"),
    ],
)
def test_a_template_is_filled_in(source: str, text: str) -> None:
    assert filled(source).text.startswith(text)


def test_the_document_names_every_value_and_every_filter() -> None:
    document = (Path(__file__).resolve().parents[3] / "docs/templates.md").read_text("utf-8")
    named = {*re.findall(r"[\w.]+", " ".join(re.findall(r"`([^`\n]+)`", document)))}
    values = data.with_hour(data.values(small()), AT, "1")
    inside = [values["article"], *values["annotations"], *values["labels"], values]
    for key in {key for each in inside for key in each} | {*FILTERS, *filters_for(small())}:
        dotted = f".{key}"
        assert any(word == key or word.endswith(dotted) for word in named) or any(
            word.startswith(f"{key}.") for word in named
        ), key


def test_headings_are_named_above_what_stands_under_them() -> None:
    of = cases.document(
        cases.block("One", kind="heading", level=2),
        cases.block("Deep", kind="heading", level=3),
        "words",
        cases.block("Two", kind="heading", level=2),
        "more",
    )
    marks = [
        cases.annotation(f"k0000{n}", cases.passage(of, words))
        for n, words in enumerate(("words", "more"))
    ]
    case = cases.exported(of, marks)
    source = "{% for g in groups.heading %}{{ g.name }}; {% endfor %}"
    assert filled(source, case).text == "One › Deep; Two; \n"


def test_a_file_is_called_as_the_template_says_and_legally() -> None:
    made = filled('{#\nfile: {{ article.site }}/{{ article.title }}: "x"\n#}\nx')
    assert made.name == "thedesignweb.co.id Jens Stoltenberg mundur - x"


def test_others_beside_it_can_be_included_and_extended() -> None:
    beside = {"part": "({{ article.id }})", "whole": "<{% block x %}{% endblock %}>"}
    source = '{% extends "whole.md" %}{% block x %}{% include "part.md" %}{% endblock %}'
    assert filled(source, **beside).text == "<(a01j9zk3)>\n"


def test_the_same_article_and_hour_give_the_same_bytes() -> None:
    source = "{{ article }}{{ annotations }}{{ labels }}{{ groups }}{{ now }}"
    once = render(Template("x", source), small(), at=AT)
    again = render(Template("x", source), small(), at=AT)
    assert once == again
    assert "None" in once.text  # as a list shows it; on its own it is nothing


def test_the_article_may_be_another_one_each_time() -> None:
    other = cases.exported(cases.document("Other words."))
    assert filled("{{ annotations|length }}").text == "3\n"
    assert filled("{{ annotations|length }}", other).text == "0\n"


# --- coming home ---------------------------------------------------------------------------------


def test_what_shows_both_parts_can_come_home_with_all_it_needs() -> None:
    made = filled("---\nmood: good\n---\nMine.\n\n{{ region }}\n\nMore.\n\n{{ footnotes }}")
    assert made.comes_home
    assert made.text.startswith("---\n")
    for needed in ("mood: good", "galley-id: a01j9zk3", "galley-hash: sha256-", "\nMine.\n"):
        assert needed in made.text


@pytest.mark.parametrize(
    "source",
    [
        "{% if false %}{{ region }}{% endif %}{{ footnotes }}",
        "{{ region|indent(4, true) }}{{ footnotes }}",
        "{{ region }}\n\n{{ region }}\n\n{{ footnotes }}",
        "{{ region }}",
    ],
)
def test_what_does_not_show_them_whole_cannot(source: str) -> None:
    assert not filled(source).comes_home


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said", "line", "column"),
    [
        ("x\n{{ artcle.title }}", "nothing called “artcle”", 2, 4),
        ("{{ article.titel }}", "nothing called “titel”", 1, 12),
        ("{{ article.title|shout }}", "no filter “shout”", 1, 18),
        ("{% shout %}", "no tag “shout”", 1, 4),
        ("{% for a in b %}\n{% endif %}", "“for” is still open", 2, 4),
        ("{% for a in annotations %}", "“for” is never closed", 1, None),
        ("a\n\n{{ article.title }", "“}” cannot stand here", 3, 18),
        ("{{ 1 + }}", "“}}” cannot stand here", 1, 8),
        ("{# open", "“comment” is never closed", 1, None),
        ("{{ 1 / 0 }}", "division by zero", 1, None),
        ("{{ now|date('%q') }}", "no part “%q”", 1, None),
        ("{{ article|cite('nix') }}", "no style “nix”", 1, None),
        ("{{ article|cite('mla', 'nix') }}", "no form “nix”", 1, None),
        ('{% include "no.md" %}', "no template “no.md”", 1, 13),
        ("{#\nabout: x\nfile: {{ nix }}\n#}\nx", "nothing called “nix”", 3, 10),
    ],
)
def test_a_mistake_is_said_in_a_sentence_with_its_place(
    source: str, said: str, line: int, column: int | None
) -> None:
    error = wrong(source)
    assert said in error.sentence
    assert (error.line, error.column) == (line, column)
    assert error.sentence.startswith(f"Line {line}")
    assert error.advice


def test_a_mistake_in_another_template_is_said_to_be_there() -> None:
    error = wrong('{% include "part.md" %}', part="\n{{ nix }}")
    assert error.template == "part.md"
    assert "Line 2, column 4 of “part.md”" in error.sentence


# --- harm ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ 'x'|attr('__class__') }}",
        "{{ '{0.__class__.__mro__}'.format(1) }}",
        "{{ article.update(id='x') }}",
        "{{ annotations.append(1) }}",
        "{{ annotations.pop() }}",
        "{{ self.__init__ }}",
        "{{ lipsum() }}",
        '{% include "../secret.md" %}',
        '{% include "/etc/passwd" %}',
        '{% import "os" as os %}',
    ],
)
def test_a_template_sees_and_changes_nothing_but_its_values(source: str) -> None:
    assert wrong(source).sentence


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ 'x' * 10**9 }}",
        "{{ 10**9 * [0] }}",
        "{{ 9 ** (9 ** 9) }}",
        "{% for i in range(99999) %}{{ article.text }}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        '{% include "mine.md" %}',
        "{% extends 'mine.md' %}",
        "{{" + "(" * 3000 + "1" + ")" * 3000 + "}}",
        "{{ '%999999999999d'|format(1) }}",
        "{{ 'x'|center(10**11) }}",
        "x" * 1_000_001,
    ],
)
def test_a_template_that_wants_too_much_is_refused(source: str) -> None:
    assert wrong(source).sentence


def test_a_template_that_does_not_end_is_ended_and_the_next_one_is_rendered() -> None:
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with Child(seconds=0.3) as child:
        with pytest.raises(BadTemplate, match="two seconds"):
            child.render(Template("x", endless), small(), at=AT)
        made = child.render(Template("x", "{{ annotations|length }}"), small(), at=AT)
    assert made.text == "3\n"


def test_templates_that_include_each_other_are_refused() -> None:
    beside = {"one": '{% include "two.md" %}', "two": '{% include "one.md" %}'}
    assert "without end" in wrong('{% include "one.md" %}', **beside).sentence


def test_a_closed_child_leaves_no_process_and_may_be_closed_twice() -> None:
    child = Child()
    child.render(Template("x", "x"), small(), at=AT + timedelta(hours=1))
    process = child._far.process
    assert process is not None
    child.close()
    child.close()
    assert process.returncode is not None


def test_the_frozen_program_starts_the_same_far_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with Child() as child:
        arguments = (["-m", "reader"], ["--child", child._far._name])
        command = [sys.executable, *arguments[0], *arguments[1]]
        monkeypatch.setattr(child._far, "_command", lambda: command)
        made = child.render(Template("x", "{{ article.id }}"), small(), at=AT)
    assert made.text == "a01j9zk3\n"


def test_a_mark_in_code_is_quoted_as_code() -> None:
    of = cases.document(cases.block("a = 1\nb = 2", kind="code"))
    case = cases.exported(of, [cases.annotation("k00001", Passage(9, 20))])
    assert filled("{{ annotations[0].quote_md }}", case).text == "```\na = 1\nb = 2\n```\n"
