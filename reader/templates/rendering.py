"""Rendering itself: Jinja in its sandbox, and what goes wrong said in words.

This runs in the far end of `reader.templates.child` and nowhere else: the sandbox keeps a template
from what it must not see, and neither from running for ever nor from filling the memory.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reader.errors import BadTemplate
from reader.messages import _
from reader.templates.filters import FILTERS, Filter
from reader.values import dataclass

MOST_BYTES = 5_000_000
"""What a template may write."""
_MOST_BITS = 4096
"""Of a number that is a power: it would take seconds to spell."""
_NAME = "<file>"
"""What the template of the file's name is called among the others."""
_GLOBALS = ("range", "dict", "namespace", "joiner", "cycler")
_WITHOUT = ("random", "pprint")
"""Filters that would make other bytes each time, or show what is no business of a template."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A template to render: its name, its source, and the others that it may include.

    `file` is the template of the file's name and the line in which it stands.
    """

    name: str
    source: str
    file: tuple[str, int] | None
    beside: Mapping[str, str]


def render(
    asked: Asked, values: Mapping[str, Any], filters: Mapping[str, Filter]
) -> tuple[str, str | None]:
    """The text, with LF and one newline at its end, and the file's name without ending.

    The name is None where the template says none. Raises BadTemplate, with the place as far as it
    is known, and RecursionError and MemoryError for what `explained` explains.
    """
    environment = _Environment({**asked.beside, asked.name: asked.source}, filters)
    text = _limited(environment.get_template(asked.name).generate(values))
    name = None
    if asked.file is not None:
        name = _limited(environment.from_string(asked.file[0]).generate(values))
    return text.strip("\n") + "\n", name


class TooLong(Exception):
    """The template writes more than `MOST_BYTES`."""


def _limited(pieces: Iterable[str]) -> str:
    written, size = [], 0
    for piece in pieces:
        size += len(piece.encode("utf-8", "replace"))
        if size > MOST_BYTES:
            raise TooLong
        written.append(piece)
    return "".join(written)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, with our filters and with a watch on what grows out of a few characters."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, sources: Mapping[str, str], filters: Mapping[str, Filter]) -> None:
        super().__init__(
            loader=jinja2.FunctionLoader(lambda name: _loaded(sources, name)),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # it is Markdown: `md` and `yaml` escape for their places
            finalize=lambda value: "" if value is None else value,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters.update({**FILTERS, **filters})
        for name in _WITHOUT:
            del self.filters[name]
        self.globals = {name: self.globals[name] for name in _GLOBALS}

    def call_binop(
        self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any
    ) -> Any:
        if _grows_too_large(operator, left, right):
            raise MemoryError
        return super().call_binop(context, operator, left, right)


def _loaded(sources: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    """The source, and its name as the file that tracebacks name."""
    return (sources[name], name, None) if name in sources else None


def _grows_too_large(operator: str, left: Any, right: Any) -> bool:
    if operator == "**":
        whole = isinstance(left, int) and isinstance(right, int)
        return whole and left.bit_length() * right > _MOST_BITS
    for many, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(many, str | list | tuple):
            return len(many) * times > MOST_BYTES
    return False


# --- what went wrong -----------------------------------------------------------------------------

_SAID = tuple(
    (re.compile(said, re.DOTALL), words)
    for said, words in (
        (r"unexpected char '(?P<word>.*)' at (?P<at>\d+)", _("“{word}” cannot stand here.")),
        (r"No (?:filter|test) named '(?P<word>.*?)'", _("There is no filter “{word}”.")),
        (
            r"Encountered unknown tag '(?P<word>\w+)'.*innermost .* is '(?P<open>\w+)'",
            _("“{word}” cannot stand here: “{open}” is still open."),
        ),
        (r"Encountered unknown tag '(?P<word>\w+)'", _("There is no tag “{word}”.")),
        (
            r"Unexpected end of template.*innermost .* is '(?P<open>\w+)'",
            _("“{open}” is never closed."),
        ),
        (
            r"Missing end of (?P<open>comment|raw)",
            _("“{open}” is never closed."),
        ),
        (r"expected token .*, got '(?P<word>.*)'", _("“{word}” cannot stand here.")),
        (r"unexpected end of template", _("The template ends too early.")),
        (r"unexpected '(?P<word>.*)'", _("“{word}” cannot stand here.")),
        (r"access to attribute '(?P<word>.*?)'", _("A template may not look at “{word}”.")),
        (r"'(?P<word>[^']*)' is undefined", _("There is nothing called “{word}”.")),
        (
            r"has no (?:attribute|element) '?(?P<word>[^']*)'?",
            _("There is nothing called “{word}” in it."),
        ),
        (r"Range too big", _("It counts further than a template may: to 100,000.")),
    )
)


_TOKENS = {
    "end of print statement": "}}",
    "begin of print statement": "{{",
    "end of statement block": "%}",
    "begin of statement block": "{%",
    "end of comment": "#}",
}
"""What Jinja calls some of its signs."""


def explained(error: Exception, asked: Asked) -> BadTemplate | None:
    """What a template did wrong, in words; None if it is a fault of ours."""
    template, line = _place(error, asked)
    sentence, word, column = _in_words(error)
    if sentence is None:
        return None
    source = {**asked.beside, asked.name: asked.source}.get(template)
    if column is None and source is not None and line is not None and word:
        column = _column(source, line, word)
    elsewhere = template if template != asked.name else None
    return BadTemplate(
        _with_place(sentence, elsewhere, line, column),
        _("Mend the template, or begin again with a copy of one that Galley brings."),
        line=line,
        column=column,
        template=elsewhere,
    )


def _with_place(sentence: str, template: str | None, line: int | None, column: int | None) -> str:
    if line is None:
        return sentence
    place = _("Line {line}").format(line=line)
    if column is not None:
        place = _("Line {line}, column {column}").format(line=line, column=column)
    if template is not None:
        place = _("{place} of “{template}”").format(place=place, template=template)
    return f"{place}: {sentence}"


def _place(error: Exception, asked: Asked) -> tuple[str, int | None]:
    """The template and the line in which it went wrong."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        if error.name is None and asked.file is not None:
            return asked.name, asked.file[1]
        return error.name or asked.name, error.lineno
    known = {asked.name, *asked.beside}
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename in known:
            return frame.filename, frame.lineno
        if frame.filename == "<template>" and asked.file is not None:
            return asked.name, asked.file[1]
    return asked.name, None


def _in_words(error: Exception) -> tuple[str | None, str, int | None]:
    """A sentence (None for a fault of ours), the word that it is about, and its column."""
    match error:
        case TooLong():
            return _("It writes more than 5 MB."), "", None
        case MemoryError():
            return _("It needs more memory than a template may use."), "", None
        case RecursionError():
            return _("It is nested too deeply, or calls or includes itself without end."), "", None
        case jinja2.TemplateNotFound(name=str(name)):
            return _("There is no template “{name}”.").format(name=name), name, None
        case jinja2.TemplateError() | SecurityError() | OverflowError():
            return _translated(str(error.message if hasattr(error, "message") else error))
        case TypeError() | ValueError() | ArithmeticError() | LookupError() | AttributeError():
            return _goes_wrong(str(error)), "", None
    return None, "", None


def _translated(message: str) -> tuple[str, str, int | None]:
    for said, words in _SAID:
        found = said.search(message)
        if found:
            named = {name: _TOKENS.get(word, word) for name, word in found.groupdict("").items()}
            return words.format(**named), named.get("word", ""), None
    return _goes_wrong(message), "", None


def _goes_wrong(message: str) -> str:
    return _("This goes wrong: {message}.").format(message=" ".join(message.split()).rstrip("."))


def _column(source: str, line: int, word: str) -> int | None:
    """Where on its line a word stands, from 1; None if it stands there twice or not at all."""
    lines = source.split("\n")
    if not 0 < line <= len(lines):
        return None
    edge = r"(?!\w)" if word[-1].isalnum() else ""
    before = r"(?<!\w)" if word[0].isalnum() else ""
    found = [
        match.start() for match in re.finditer(before + re.escape(word) + edge, lines[line - 1])
    ]
    return found[0] + 1 if len(found) == 1 else None
