"""What keeps a person's note within its place in a file, whatever she wrote in it.

Notes are Markdown and go out as they are, but for two things that an importer can undo: a line
that would define a footnote, number one of pandoc's examples or end a section has one backslash
more, and what a note leaves open is closed in a line of its own, with `<!-- galley:fence -->`
below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLOSED = "<!-- galley:fence -->"
_NUMBER = r"\d{1,9}[.)]|\(\d{1,9}\)(?=[ \t])|\(?[A-Za-z#]{1,9}[.)](?=[ \t])"
_BEFORE = rf"(?:[ \t]*(?:[>*+:~-]|{_NUMBER}))*[ \t]*"
"""A footnote can be defined in a quotation or a list too; pandoc numbers with letters as well."""
_DEFINITION = re.compile(rf"^({_BEFORE})(\\*(?:<!-- galley:fence|\[\^[^\]\s]+\]:))", re.MULTILINE)
_MARKER = re.compile(rf"^({_BEFORE})(\\*(?:<!-- /?galley:|\[\^[^\]\s]+\]:))", re.MULTILINE)
_EXAMPLE = re.compile(rf"^({_BEFORE}\(?@[\w-]*)(\\*[.)](?=\s|$))", re.MULTILINE)
"""`(@name)` where a line begins: pandoc writes its number for every @name in the whole file."""
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
_ODD_FENCE = re.compile(r"^( {0,3})(\\*)((?:`{3,}(?!.*`)|~{3,})(?![ \t]*[\w#.+-]*[ \t]*$))")
"""A fence that is one to CommonMark, while Python-Markdown takes only a word behind it."""


def in_definition(note: str) -> str:
    """The note as it stands in a footnote: it defines no other and leaves nothing open."""
    return _closed(_guarded(_DEFINITION, note))


def in_section(note: str) -> str:
    """The note as it stands between markers: no line of it is one, and nothing is left open."""
    return _closed(_without_odd_fences(_guarded(_MARKER, note)))


def out_of_definition(written: str) -> str:
    """The note that `in_definition` wrote so."""
    return _unguarded(_DEFINITION, _opened(written))


def out_of_section(written: str) -> str:
    """The note that `in_section` wrote so."""
    return _unguarded(_MARKER, _with_odd_fences(_opened(written)))


def _guarded(lines: re.Pattern[str], note: str) -> str:
    """The note with one backslash more in these lines, and before what ends an example's name."""
    for each in (lines, _EXAMPLE):
        note = each.sub(r"\1\\\2", note)
    return note


def _unguarded(lines: re.Pattern[str], written: str) -> str:
    """The note with one backslash less where one was added."""
    for each in (lines, _EXAMPLE):
        written = each.sub(lambda line: line[1] + line[2].removeprefix("\\"), written)
    return written


def _without_odd_fences(note: str) -> str:
    """The note with a backslash before an odd fence that it leaves open, and one more where there
    is one: closed, such a fence would open one to Python-Markdown, down to the end of the file."""
    guarded = [_one_more(line) if _is_escaped(line) else line for line in note.split("\n")]
    while (at := _open_at(guarded)) is not None and _ODD_FENCE.match(guarded[at]):
        guarded[at] = _one_more(guarded[at])
    return "\n".join(guarded)


def _with_odd_fences(written: str) -> str:
    return "\n".join(
        _ODD_FENCE.sub(lambda line: line[1] + line[2][1:] + line[3], each)
        for each in written.split("\n")
    )


def _is_escaped(line: str) -> bool:
    found = _ODD_FENCE.match(line)
    return found is not None and bool(found[2])


def _one_more(line: str) -> str:
    return _ODD_FENCE.sub(r"\1\\\2\3", line)


def _opened(written: str) -> str:
    """The note without the line that closes it and the comment that says so.

    A formatter may have set the two apart.
    """
    note, _newline, last = written.rstrip("\n").rpartition("\n")
    return note.rstrip("\n").rpartition("\n")[0] if last == _CLOSED else written


def _closed(note: str) -> str:
    """A note that ends the fence or the HTML it leaves open, so that nothing after it is lost."""
    closing = _open_fence(note) or _open_html(note)
    return f"{note}\n{closing}\n{_CLOSED}" if closing else note


def _open_fence(note: str) -> str:
    """What closes the fence that a note leaves open; empty if it leaves none."""
    lines = note.split("\n")
    at = _open_at(lines)
    found = None if at is None else _FENCE.match(lines[at])
    return found[1] if found else ""


def _open_at(lines: Sequence[str]) -> int | None:
    """The line that begins a fence which none of these ends."""
    at, fence = None, ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if not found:
            continue
        run = found[1]
        if not fence:
            at, fence = number, run
        elif run.startswith(fence) and not line.strip(f" {fence[0]}"):
            at, fence = None, ""
    return at


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
