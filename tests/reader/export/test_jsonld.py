"""Annotations as the W3C describes them: nothing is lost, and every word is the vocabulary's."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.export import jsonld
from reader.model import Exported, Passage
from tests.reader import strategies
from tests.reader.export import cases
from tests.reader.export.cases import annotation, document, passage
from tests.reader.export.test_annotated import GOLDEN, rich

VOCABULARY: dict[str, Any] = json.loads(
    (Path(__file__).with_name("anno.jsonld")).read_text(encoding="utf-8")
)
"""The part of the context http://www.w3.org/ns/anno.jsonld that we use, and our reading of the
recommendation: which types a term may stand in, and how often."""


@st.composite
def exports(draw: st.DrawFn) -> Exported:
    """Annotations of any state on a text of any script."""
    of = draw(strategies.documents())
    labels = {label.id: label for label in draw(st.lists(strategies.labels(), min_size=1))}
    marks = []
    for number, made in enumerate(draw(st.lists(strategies.annotations(), max_size=4))):
        mark = replace(
            made,
            id=type(made.id)(f"k{number:05}"),
            label=draw(st.sampled_from([*labels])),
            private=False,
            trashed=None,
        )
        place = draw(strategies.places())
        where = draw(strategies.maybe(strategies.passages(of.text)))
        marks.append((mark, replace(place, annotation=mark.id, passage=where)))
    return replace(cases.exported(of), marks=tuple(marks), labels=labels)


@settings(max_examples=150)
@given(exports())
def test_every_annotation_comes_back_as_it_was(case: Exported) -> None:
    read = jsonld.read(jsonld.write(case))
    assert tuple((each.annotation, each.place) for each in read) == case.marks
    assert [each.label for each in read] == [case.labels[mark.label] for mark, _place in case.marks]


@settings(max_examples=60)
@given(exports())
def test_a_position_and_a_quote_say_the_same(case: Exported) -> None:
    whole = json.loads(jsonld.write(case))
    for item, (_mark, place) in zip(whole["first"]["items"], case.marks, strict=True):
        quote, *position = item["target"]["selector"]
        if place.passage is None:
            assert position == []
            continue
        where = Passage(position[0]["start"], position[0]["end"])
        assert where == place.passage
        assert quote["exact"] == where.of(case.document.text)
        text = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text in case.document.text


@settings(max_examples=60)
@given(exports())
def test_every_word_is_one_of_the_vocabulary_or_marked_as_ours(case: Exported) -> None:
    assert not list(strange(json.loads(jsonld.write(case))))


def strange(node: dict[str, Any], within: str = "") -> Iterator[str]:
    """What the context does not define, or what may not stand where it stands."""
    kind = node.get("type", within)
    for term, value in node.items():
        if term in ("@context", "id", "type") or term.startswith("galley:"):
            continue
        known = VOCABULARY["terms"].get(term)
        if known is None or kind not in known["in"]:
            yield f"{term} in {kind}"
            continue
        values = value if isinstance(value, list) else [value]
        for each in values:
            if isinstance(each, dict):
                yield from strange(each)
            elif not _fits(each, known):
                yield f"{each!r} as {term}"


def _fits(value: Any, known: dict[str, Any]) -> bool:
    match known["type"]:
        case "number":
            return type(value) is int and value >= 0
        case "time":
            return str(value).endswith("Z")
    return "values" not in known or value in known["values"]


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        ({"type": "Annotation", "wrong": 1}, "wrong in Annotation"),
        ({"type": "Annotation", "motivation": "shouting"}, "'shouting' as motivation"),
        ({"type": "TextPositionSelector", "start": -1}, "-1 as start"),
    ],
)
def test_a_breach_of_the_vocabulary_is_seen(node: dict[str, Any], problem: str) -> None:
    assert list(strange(node)) == [problem]


def test_what_an_annotation_is_for_follows_from_what_it_has() -> None:
    of = document("one")
    mark, place = annotation("k00001", passage(of, "one"))

    def motivation(**fields: Any) -> Any:
        marked = cases.exported(of, [(replace(mark, **fields), place)])
        return json.loads(jsonld.write(marked))["first"]["items"][0]["motivation"]

    assert motivation() == "highlighting"
    assert motivation(note="Why?") == "commenting"
    assert motivation(tags=("nato",)) == ["highlighting", "tagging"]
    assert motivation(note="x", checked="holds") == ["commenting", "assessing"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"first": {"items": [{}]}}', "null", "[" * 9999, '{"first": 1}']
)
def test_what_galley_did_not_write_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(jsonld.NotAnnotations):
        jsonld.read(text)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("urn:galley:a01j9zk3:k7f3q9", "urn:galley:a01j9zk3:zzz!"),
        ('"value": "holds"', '"value": "maybe"'),
        ('"galley:state": "exact"', '"galley:state": "fine"'),
        ('"galley:colour": "blue"', '"galley:colour": "mauve"'),
        ('"start": 80', '"start": "80"'),
    ],
)
def test_a_value_that_cannot_be_is_refused(was: str, becomes: str) -> None:
    written = jsonld.write(rich())
    assert was in written
    with pytest.raises(jsonld.NotAnnotations):
        jsonld.read(written.replace(was, becomes))


def test_several_articles_are_a_list_that_reads_back_too() -> None:
    assert len(jsonld.read(jsonld.write(rich(), rich()))) == 2 * len(rich().marks)


def test_a_rich_article_is_written_as_it_was() -> None:
    written = jsonld.write(rich())
    golden = GOLDEN / "rich.jsonld"
    if "GALLEY_GOLDEN" in os.environ:
        golden.write_bytes(written.encode())
    assert written == golden.read_bytes().decode()
