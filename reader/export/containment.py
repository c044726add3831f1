"""What keeps a person's note within its place in a file, whatever she wrote in it.

Notes are Markdown and go out as they are, but for two things that an importer can undo: a line
that would define a footnote or end a section has one backslash more, and what a note leaves open
is closed in a line of its own, with `<!-- galley:fence -->` below it.
"""

from __future__ import annotations

import re

_CLOSED = "<!-- galley:fence -->"
_BEFORE = r"^((?:[ \t]*(?:[>*+-]|\d{1,9}[.)]))*[ \t]*)"
"""A footnote can be defined in a quotation or a list too."""
_DEFINITION = re.compile(_BEFORE + r"(\\*(?:<!-- galley:fence|\[\^[^\]\s]+\]:))", re.MULTILINE)
_MARKER = re.compile(_BEFORE + r"(\\*(?:<!-- /?galley:|\[\^[^\]\s]+\]:))", re.MULTILINE)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>"
    r"|<(?P<raw>script|style|pre|textarea)(?=\s|$)|<!--.*?-->",
    re.DOTALL | re.IGNORECASE,
)
_OPEN_ENDED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr")
)
_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")


def in_definition(note: str) -> str:
    """The note as it stands in a footnote: it defines no other and leaves nothing open."""
    return _closed(_DEFINITION.sub(r"\1\\\2", note))


def in_section(note: str) -> str:
    """The note as it stands between markers: no line of it is one, and nothing is left open."""
    return _closed(_MARKER.sub(r"\1\\\2", note))


def out_of_definition(written: str) -> str:
    """The note that `in_definition` wrote so."""
    return _unguarded(_DEFINITION, _opened(written))


def out_of_section(written: str) -> str:
    """The note that `in_section` wrote so."""
    return _unguarded(_MARKER, _opened(written))


def _unguarded(guarded: re.Pattern[str], written: str) -> str:
    """The note with one backslash less where one was added."""
    return guarded.sub(lambda line: line[1] + line[2].removeprefix("\\"), written)


def _opened(written: str) -> str:
    """The note without the line that closes it and the comment that says so."""
    note, _newline, last = written.rpartition("\n")
    return note.rpartition("\n")[0] if last == _CLOSED else written


def _closed(note: str) -> str:
    """A note that ends the fence or the HTML it leaves open, so that nothing after it is lost."""
    closing = _open_fence(note) or _open_html(note)
    return f"{note}\n{closing}\n{_CLOSED}" if closing else note


def _open_fence(note: str) -> str:
    fence = ""
    for line in note.split("\n"):
        found = _FENCE.match(line)
        if not found:
            continue
        run = found[1]
        if not fence:
            fence = run
        elif run.startswith(fence) and not line.strip(f" {fence[0]}"):
            fence = ""
    return fence


def _open_html(note: str) -> str:
    words = _CODE.sub("", note)
    open_tags: list[str] = []
    for tag in _TAG.finditer(words):
        name = (tag["name"] or tag["raw"] or "").lower()
        if tag["end"] and name in open_tags:
            del open_tags[len(open_tags) - 1 - open_tags[::-1].index(name) :]
        elif name and not tag["end"] and name not in _VOID:
            open_tags.append(name)
    endings = [end for begin, end in _OPEN_ENDED if words.rfind(begin) > words.rfind(end)]
    return "".join(endings) + "".join(f"</{name}>" for name in reversed(open_tags))
