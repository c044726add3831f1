"""What a template can do to a value: pure functions of plain values.

Each takes what it is given for what it says: a number or None where words belong is written as
words, so that a template does not fail over a missing byline.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from reader.export import blocks, escape, links, names
from reader.export.fragment import in_markdown
from reader.export.front_matter import quoted
from reader.patterns import pattern
from reader.templates.spelled import spelled

_WORD = pattern(r"[^\W_]+")


def md(words: object, where: str = "line") -> str:
    """The words as Markdown that every parser shows as those words again.

    They can stand anywhere on a line, in a heading and in a cell; lines become hard breaks. Where
    something of the template stands before them on the line, `md("inline")` escapes less.
    """
    before = "· " if where == "inline" else ""
    return "  \n".join(_line_of_md(line, before) for line in _words(words).split("\n"))


def _line_of_md(line: str, before: str) -> str:
    whole = before + line
    frames = [escape.escaped(whole, (len(before), len(whole)), frame=each) for each in _FRAMES]
    written = [max(each, key=len) for each in zip(*frames, strict=True)]
    return "".join(_NEVER.get(each, each) for each in written[len(before) :])


_NEVER = {each: escape.reference(each[-1]) for each in ("$", "~", "\\`")}
"""They would pair with one elsewhere on the line; a backslash does not keep code from ending."""
_FRAMES: tuple[escape.Frame, ...] = ("line", "heading", "cell")


def quote_lines(markdown: object) -> str:
    """Every line behind `> `, empty ones too, so that none leaves the quotation."""
    return blocks.quoted(_words(markdown))


def yaml(value: object) -> str:
    """A value for the front matter: words in quotes, a list in brackets, nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(yaml(each) or 'null' for each in value)}]"
        case _:
            return quoted(_words(value))


def slug(words: object) -> str:
    """Its letters and digits in lower case, words joined by `-`, in any script."""
    folded = unicodedata.normalize("NFKC", _words(words)).casefold()
    return "-".join(_WORD.findall(folded))


def filename(words: object) -> str:
    """A name without ending that every system takes for a file."""
    return names.cleaned(_words(words))


def date(given: object, how: str = "%-d %B %Y", lang: object = None) -> str:
    """A date in words, as far as it is known; see `spelled`."""
    return spelled(_words(given), how, _words(lang) or "en")


def address(given: object) -> str:
    """An address as it stands in the parentheses of a link; empty where nobody should go."""
    href = _words(given)
    return in_markdown(href) if links.is_shown(href) else ""


def _words(value: object) -> str:
    return "" if value is None else str(value)


Filter = Callable[..., str]

FILTERS: Mapping[str, Filter] = {
    "md": md,
    "quote_lines": quote_lines,
    "yaml": yaml,
    "slug": slug,
    "filename": filename,
    "date": date,
    "address": address,
}
