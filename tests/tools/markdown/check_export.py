"""Does an annotated export come out of real renderers as the text it was made of?

    python -m tests.tools.markdown.check_export EXPORT.md EXPECT.json [--renderers pymd,mdit,pandoc]

EXPECT.json is `{"text", "annotations": [{"id", "start", "end", "note", "label", "tags"}]}`, with
code point offsets, end exclusive. For each renderer: the rendered text of the article region is
the canonical text, whatever the notes say; the marked ranges are the annotated ones, id by id;
each footnote holds its note. In the source: each id has one definition with its label, tags and
note.

What an export must be like
 A1  the article lies between `<!-- galley:article ... -->` and `<!-- /galley:article -->`
 A2  a marked segment is `==...==` or `<mark>...</mark>` within one block, in no other mark
 A3  its references `[^id]` follow at once, one for each annotation; a segment without one runs
     to the end of its block and is continued at the start of the next one. White space may be
     on either side of a mark's edge
 A4  the footnote label is the annotation's id
 A5  a code block is not marked; its annotations are referenced after it. In a raw HTML table a
     mark names its annotations in `data-galley`; they are referenced after the table
 A6  blocks are newlines apart (how many does not matter), a hard break is a newline, a picture
     is U+FFFC, everything else is as it is

Exit status: 0 all pass, 1 a check failed, 2 a renderer is missing.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from tests.tools.markdown.rendered import Rendered, footnotes, normal
from tests.tools.markdown.renderers import RENDERERS, Missing, Renderer

ALL = ("pymd", "mdit", "pandoc")

_BEGIN = r"^<!-- galley:article\b.*-->[ \t]*$"
_BEGIN_OF = r"^<!-- galley:article id={id}\b.*-->[ \t]*$"
_END = re.compile(r"^<!-- /galley:article -->[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n(?:---|\.\.\.)[ \t]*\r?\n", re.DOTALL)
_DEFINITION = re.compile(r"^\[\^([A-Za-z0-9_-]+)\]:[ \t]*(.*)$")
_HEAD = re.compile(
    r"^\*\*(?P<label>(?:\\.|[^*\\])+)\*\*(?: \((?P<colour>[^()]*)\))?(?P<rest>(?: · .*)?)$"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PLACES = r"(?:[ \t]*(?:[>*+:~-]|(?:\d{1,9}|\(\d{1,9}(?=\))|\(?[A-Za-z#]{1,9})[.)](?=\s)))*[ \t]*"
_GUARDED = re.compile(
    rf"^({_PLACES}(?=\\*\[\^[^\]\s]+\]:)|{_PLACES}\(?@[\w-]*(?=\\+[.)](?:\s|$)))\\", re.MULTILINE
)


_REFERENCE = re.compile(r"\[\^[\w-]+\]")
_CLOSED = re.compile(r"\n[^\n]*\n<!-- galley:fence -->\Z")


@dataclass(frozen=True)
class Expected:
    """One annotation as the export should show it."""

    id: str
    start: int
    end: int
    label: str
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class Findings:
    """What is wrong, by renderer (`source` is the file itself); `missing` ones checked nothing."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not any(self.problems.values()) and not self.missing


def check(
    text: str,
    canonical: str,
    expected: Sequence[Expected],
    renderers: Sequence[str] = ALL,
    *,
    article: str | None = None,
) -> Findings:
    """What is wrong with an export of `canonical` with these annotations.

    Of a file of several articles `article` says which one is looked at.
    """
    text = text.replace("\r\n", "\n")
    findings = Findings()
    try:
        begin, end = _markers(text, article)
    except ValueError as problem:
        findings.problems["source"] = [str(problem)]
        return findings
    definitions = list(_definitions(text))
    words = text[begin.end() : end.start()]
    findings.problems["source"] = [*_wrong_definitions(definitions, expected)]
    labels = [label for label, _raw in definitions]
    # Code of the article may look like a definition; a note is one that somebody wrote.
    ids = {each.id for each in expected}
    notes = [(label, raw) for label, raw in definitions if label in ids]
    for name in renderers:
        try:
            findings.problems[name] = [
                *_wrong_article(RENDERERS[name], words, labels, canonical, expected),
                *_wrong_whole(RENDERERS[name], text, article, notes, canonical),
            ]
        except Missing as reason:
            findings.missing[name] = str(reason)
    return findings


# --- in the source --------------------------------------------------------------------------------


def _markers(text: str, article: str | None) -> tuple[re.Match[str], re.Match[str]]:
    """Where the article begins and ends; the first one if none is named."""
    front = _FRONT_MATTER.match(text)
    after = front.end() if front else 0
    beginning = _BEGIN_OF.format(id=article) if article else _BEGIN
    begin = re.compile(beginning, re.MULTILINE).search(text, after)
    end = _END.search(text, begin.end() if begin else after)
    if not begin or not end:
        raise ValueError("A1: article markers missing or out of order")
    return begin, end


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Label and Markdown of each definition, without its indent."""
    label, lines = "", [""]
    for line in [*text.split("\n"), "[^]:"]:
        begins = _DEFINITION.match(line)
        if begins or (line.strip() and not line.startswith("    ")):
            if label:
                yield label, "\n".join(lines).rstrip("\n")
            label, lines = (begins[1], [begins[2]]) if begins else ("", [""])
        elif label:
            lines.append(line[4:])


def _wrong_definitions(
    definitions: Sequence[tuple[str, str]], expected: Sequence[Expected]
) -> Iterator[str]:
    found = dict(definitions)
    if len(found) < len(definitions):
        yield "a footnote is defined twice"
    for annotation in expected:
        if annotation.id not in found:
            yield f"annotation {annotation.id} has no footnote"
            continue
        head, _, rest = found[annotation.id].partition("\n")
        read = _HEAD.match(head)
        if not read:
            yield f"footnote {annotation.id}: head line not understood: {head[:80]!r}"
            continue
        label = html.unescape(_ESCAPED.sub(r"\1", read["label"]))
        tags = [
            tag[1:]
            for part in read["rest"].split(" · ")
            if part.startswith("#")
            for tag in part.split(" ")
        ]
        got = (label, tags, _GUARDED.sub(r"\1", _CLOSED.sub("", rest.strip("\n"))))
        want = (annotation.label, [*annotation.tags], annotation.note.strip("\n"))
        if got != want:
            yield f"footnote {annotation.id}: {got!r}, expected {want!r}"


# --- as rendered ----------------------------------------------------------------------------------


def _wrong_article(
    render: Renderer,
    article: str,
    labels: Sequence[str],
    canonical: str,
    expected: Sequence[Expected],
) -> Iterator[str]:
    """The article between sentinel paragraphs, each definition only its label."""
    definitions = "\n".join(f"[^{label}]: galleynote-{label}-\n" for label in labels)
    soup = BeautifulSoup(render(f"{_between_sentinels(article)}{definitions}"), "html.parser")
    try:
        rendered, offset, end = _shown(soup)
    except ValueError as problem:
        yield str(problem)
        return
    got_text, landing = normal(rendered.text[offset:end].rstrip("\n"))
    want_text, wanted = normal(canonical)
    if got_text != want_text:
        yield _difference(got_text, want_text)
        return
    yield from rendered.problems

    def at(raw: int) -> int:
        return landing[min(max(raw - offset, 0), len(landing) - 1)]

    names = _labels_by_target(soup, {each.target for each in rendered.references})
    stretches = [
        (at(each.start), at(each.end), each.ids or [names[target] for target in each.references])
        for each in rendered.marks
        if offset <= each.start < end
    ]
    got = _marked(got_text, _continued(got_text, stretches))
    unmarkable = {x for low, high in rendered.code for x in range(at(low), at(high))}
    referenced = set(names.values())
    yield from (
        f"mark without a reference: {got_text[low:high][:60]!r}"
        for low, high, ids in _continued(got_text, stretches)
        if not ids
    )
    for annotation in expected:
        want = {
            x
            for x in range(wanted[annotation.start], wanted[annotation.end])
            if x < len(want_text) and not want_text[x].isspace()
        } - unmarkable
        have = {x for x in got.pop(annotation.id, set()) if not got_text[x].isspace()} - unmarkable
        if annotation.id not in referenced:
            yield f"{annotation.id}: no reference in the text"
        elif have != want:
            extra, lost = _words_at(got_text, have - want), _words_at(got_text, want - have)
            yield f"{annotation.id}: marked range differs: extra {extra!r} missing {lost!r}"
    for id, places in got.items():
        yield f"unexpected annotation {id} on {_words_at(got_text, places)!r}"


def _labels_by_target(soup: BeautifulSoup, targets: set[str]) -> Mapping[str, str]:
    names = {target: f"?{target}" for target in targets}
    for element in soup.find_all(id=True):
        found = re.search(r"galleynote-(.+?)-(?:\s|$|\W)", element.get_text())
        if element["id"] in targets and found:
            names[str(element["id"])] = found[1]
    return names


_Stretches = list[tuple[int, int, list[str]]]


def _continued(text: str, stretches: _Stretches) -> _Stretches:
    """A stretch without references that touches the next one across a block's end has its ids."""
    done: _Stretches = []
    for start, end, ids in reversed(stretches):
        following = done[-1] if done else None
        if not ids and following and end < following[0] and set(text[end : following[0]]) == {"\n"}:
            ids = following[2]
        done.append((start, end, ids))
    return done[::-1]


def _marked(text: str, stretches: _Stretches) -> dict[str, set[int]]:
    got: dict[str, set[int]] = {}
    for start, end, ids in stretches:
        for id in ids:
            got.setdefault(id, set()).update(range(start, end))
    return got


def _between_sentinels(article: str) -> str:
    return f"GALLEYBEGIN\n\n{article.strip(chr(10))}\n\nGALLEYEND\n\n"


def _shown(soup: BeautifulSoup) -> tuple[Rendered, int, int]:
    """A rendering, and where the article begins and ends in its text."""
    rendered = Rendered(soup)
    begin, end = rendered.text.find("GALLEYBEGIN"), rendered.text.rfind("GALLEYEND")
    if begin < 0 or end < 0:
        raise ValueError("article region not found (a construct swallowed the marker)")
    return rendered, begin + len("GALLEYBEGIN\n"), end


def _wrong_whole(
    render: Renderer,
    text: str,
    of: str | None,
    definitions: Sequence[tuple[str, str]],
    canonical: str,
) -> Iterator[str]:
    """The whole file: the article is as it was under these notes, and each note is there."""
    begin, end = _markers(text, of)
    front = _FRONT_MATTER.match(text)
    article = _between_sentinels(text[begin.end() : end.start()])
    before = text[front.end() if front else 0 : begin.start()]
    html = render(f"{before}\n{article}{text[end.end() :]}")
    try:
        rendered, start, stop = _shown(BeautifulSoup(html, "html.parser"))
    except ValueError as problem:
        yield str(problem)
        return
    got, want = (normal(each)[0] for each in (rendered.text[start:stop].rstrip("\n"), canonical))
    if got != want:
        yield "under its notes the " + _difference(got, want)
    yield from _wrong_notes(render, html, definitions)


def _wrong_notes(
    render: Renderer, html: str, definitions: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """What a reader sees in the footnotes holds each note's own words."""
    noted = [(label, raw.partition("\n")[2].strip("\n")) for label, raw in definitions]
    # A note may hold <p><div></p></div>: lxml closes it as browsers do.
    soup = BeautifulSoup(html, "lxml")
    shown = ["".join(words.split()) for words in footnotes(soup)]
    for label, note in noted:
        if not note:
            continue
        alone = BeautifulSoup(render(f"head\n\n{note}"), "lxml")
        words = "".join(alone.get_text().split()).removeprefix("head")
        parts = _REFERENCE.split(words)
        if not any(all(part in footnote for part in parts) for footnote in shown):
            yield f"{label}: the rendered footnote does not hold the note {words[:50]!r}"


def _difference(got: str, want: str) -> str:
    pairs = enumerate(zip(got, want, strict=False))
    at = next((x for x, (a, b) in pairs if a != b), min(len(got), len(want)))
    around = slice(max(0, at - 15), at + 25)
    return f"text differs at {at}: rendered {got[around]!r}, canonical {want[around]!r}"


def _words_at(text: str, places: set[int]) -> str:
    return "".join(text[x] for x in sorted(places))[:40]


# --- the command ----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("expect", type=Path)
    parser.add_argument("--renderers", default=",".join(ALL))
    asked = parser.parse_args(arguments)
    expect = json.loads(asked.expect.read_text("utf-8"))
    findings = check(
        asked.export.read_bytes().decode(),
        expect["text"],
        [_expected(annotation) for annotation in expect["annotations"]],
        asked.renderers.split(","),
    )
    print("PASS" if findings.ok else "FAIL", asked.export)
    for name, problems in findings.problems.items():
        for problem in problems:
            print(f"  {name}: {problem}")
    for name, reason in findings.missing.items():
        print(f"  {name}: {reason}")
    return 0 if findings.ok else 2 if findings.missing else 1


def _expected(annotation: Mapping[str, Any]) -> Expected:
    return Expected(
        id=annotation["id"],
        start=annotation["start"],
        end=annotation["end"],
        label=annotation["label"],
        note=annotation.get("note") or "",
        tags=tuple(annotation.get("tags") or ()),
    )


if __name__ == "__main__":
    sys.exit(main())
