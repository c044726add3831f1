"""An export with CriticMarkup read again, whoever has worked in it since.

Its signs become what an annotated export has: marks, references and definitions. A comment that
names no annotation is a footnote of the user's. So is what someone suggests in the article with
`{++ ++}`, `{-- --}` or `{~~ ~> ~~}`, and the words it is about stay as they are. The time it takes
grows with the length of the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from reader.export.align import Alignment
from reader.export.blocks import fenced
from reader.export.critic import PARAGRAPH, on_one_line, paragraphs
from reader.export.parse import Body, said
from reader.export.parsed import Definition, HeadLine, Parsed
from reader.export.read_blocks import read_blocks
from reader.export.read_inline import decoded
from reader.export.read_notes import ranges
from reader.export.sections import Sections
from reader.messages import _
from reader.model import Annotation, Passage, sha256
from reader.patterns import pattern
from reader.values import dataclass

_CLOSING = {"++": "++}", "--": "--}", "==": "==}", ">>": "<<}", "~~": "~~}"}
_OPENING = pattern(r"\{(\+\+|--|==|>>|~~)")
_NAMED = pattern(
    r"(?:(?P<said>.*) )?\((?P<id>k[0-9a-hjkmnp-tv-z]{5})(?:, chars (?P<chars>[0-9–, -]+))?\)"
)
_SAID = pattern(
    r"(?P<label>(?:\\.|[^\\:#]|:(?! |\Z))+?)(?P<tags>(?: #[^\s#:]+)*)(?:: (?P<note>.*)|:)?"
)
_ESCAPED = pattern(r"\\(.)")
_BEGINS = r"(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+|#{1,6}[ \t]+|\|)"
_BLOCK_EDGE = pattern(rf"\n(?:[ \t>]*\n)+[ \t>]*{_BEGINS}?|\n[ \t>]*{_BEGINS}")
_FENCE = pattern(r"([ \t>]*)(`{3,}(?!.*`)|~{3,})")
_HTML_CODE = pattern(r"([ \t>]*)<pre><code>(.*)</code></pre>[ \t]*")
_WORD = pattern(r"\S+")
_LONGEST_WORD = 200
_DEEPEST = 3
"""How many signs within signs are read; more are text."""


def read(lines: Sequence[str], where: Sections) -> Parsed:
    """What an article with CriticMarkup says; raises Detached as `said` does."""
    reading = _Reading()
    written = [*reading.lines(where.article.inside(lines))]
    return said(lines, where, Body(*read_blocks(written)), where.footnotes, reading.definitions)


def forgetting(file: str, ids: Collection[str]) -> str:
    """The file without the comments on these annotations."""
    kept, at = [], 0
    for sign in _signs(file):
        named = _NAMED.fullmatch(_on_one_line(sign.inside)) if sign.kind == ">>" else None
        if named and named["id"] in ids:
            kept.append(file[at : sign.start])
            at = sign.end
    return "".join([*kept, file[at:]])


@dataclass(frozen=True, slots=True)
class _Sign:
    """What stands `inside` a pair of signs of a kind, from `start` to `end`."""

    kind: str
    start: int
    end: int
    inside: str

    @property
    def old(self) -> str:
        """The words of the article in it."""
        return self.inside.partition("~>")[0] if self.kind == "~~" else self.inside


def _signs(markdown: str) -> Iterator[_Sign]:
    """The signs in order; each pair ends with the first sign that closes its kind."""
    at = 0
    never_closed: set[str] = set()
    while opening := _OPENING.search(markdown, at):
        kind, at = opening[1], opening.end()
        end = -1 if kind in never_closed else _end(markdown, kind, at)
        if end < 0:
            never_closed.add(kind)
        else:
            yield _Sign(kind, opening.start(), end + 3, markdown[at:end])
            at = end + 3


def _end(markdown: str, kind: str, at: int) -> int:
    """Where the first sign stands that closes this kind; below 0 if none does."""
    middle = markdown.find("~>", at) if kind == "~~" else at
    return markdown.find(_CLOSING[kind], middle) if middle >= 0 else -1


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


# --- words and code ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Code:
    """A block of code between two lines of its fence; without those it is a line of HTML.

    `before` is what stands before each of its lines, in a quotation or a list.
    """

    before: str
    fence: tuple[str, str] | None
    inside: str

    def read(self, words: str) -> str:
        """A part of what is inside, as code."""
        return words if self.fence else decoded(words)

    def lines(self, code: str) -> Iterator[str]:
        """The lines of the block, with this code in it."""
        first, last = self.fence or ("", "")
        written = [first, *code.split("\n"), last] if self.fence else fenced(code).split("\n")
        return (self.before + line for line in written)


def _chunks(lines: Sequence[str]) -> Iterator[Sequence[str] | _Code]:
    """Blocks of code, and the lines between them."""
    at = begun = 0
    while at < len(lines):
        fence, html = _FENCE.match(lines[at]), _HTML_CODE.fullmatch(lines[at])
        if not fence and not html:
            at += 1
            continue
        yield lines[begun:at]
        if html:
            yield _Code(html[1], None, html[2])
            at += 1
        elif fence:
            end = _end_of_fence(lines, at + 1, fence[2])
            first, *inside = (_without(fence[1], line) for line in lines[at:end])
            last = inside.pop() if inside else ""
            yield _Code(fence[1], (first, last), "\n".join(inside))
            at = end
        begun = at
    yield lines[begun:]


def _without(before: str, line: str) -> str:
    """The line without what stands before each line of its block; an empty one may lack it."""
    return line.removeprefix(before if line.startswith(before) else before.rstrip())


def _end_of_fence(lines: Sequence[str], at: int, run: str) -> int:
    while at < len(lines):
        inside = lines[at].lstrip(" \t>")
        at += 1
        if inside.startswith(run) and not inside.strip(f"{run[0]} "):
            break
    return at


class _Reading:
    """Reads one article from top to bottom and gathers its definitions."""

    def __init__(self) -> None:
        self.definitions: dict[str, Definition] = {}
        self._labels: Counter[str] = Counter()

    def lines(self, lines: Sequence[str]) -> Iterator[str]:
        """The lines of an article with marks and references in the place of signs."""
        for chunk in _chunks(lines):
            if isinstance(chunk, _Code):
                yield from self._code(chunk)
            else:
                yield from self._words("\n".join(chunk)).split("\n") if chunk else ()

    def _code(self, block: _Code) -> Iterator[str]:
        """Code as it was before somebody made signs in it, and the references that stand below."""
        code = references = ""
        at = 0
        for sign in _signs(block.inside):
            code += block.read(block.inside[at : sign.start])
            kept = block.read("" if sign.kind in ("++", ">>") else sign.old)
            chars = Passage(len(code), len(code) + len(kept)) if kept else _last_word(code)
            references += self._below(sign, chars)
            code, at = code + kept, sign.end
        yield from block.lines(code + block.read(block.inside[at:]))
        yield from (block.before.rstrip(), block.before + references) if references else ()

    def _below(self, sign: _Sign, chars: Passage) -> str:
        """The reference below code to what is said of these characters of it."""
        if _is_named(sign):
            return self._reference(sign.inside, "")
        note = _typed(sign.inside) if sign.kind in (">>", "==") else _suggestion(sign)
        head = HeadLine(label="", colour="", chars=(chars,))
        return self._footnote(sign.kind + sign.inside, "" if sign.kind == "==" else note, head)

    def _words(self, markdown: str, depth: int = 0) -> str:
        """Everything else with its signs read, and those that stand within them."""
        written, at = [], 0
        for sign, comments in _with_comments(markdown):
            written += [markdown[at : sign.start], self._said(sign, comments, depth)]
            at = sign.end
            if comments:
                # A space before the first comment stays between the mark and what follows.
                written.append(markdown[sign.end : comments[0].start])
                at = comments[-1].end
        return "".join([*written, markdown[at:]])

    def _said(self, sign: _Sign, comments: Sequence[_Sign], depth: int) -> str:
        """A mark with its references, or a reference alone."""
        if sign.kind == ">>":
            return self._reference(sign.inside, "")
        inside = self._words(sign.old, depth + 1) if depth < _DEEPEST else sign.old
        if sign.kind == "==":
            references = "".join(self._reference(each.inside, sign.inside) for each in comments)
            return self._marked(inside, references)
        named = [each for each in comments if _is_named(each)]
        typed = [_typed(each.inside) for each in comments if each not in named]
        references = "".join(self._reference(each.inside, "") for each in named)
        references += self._suggested(sign, "\n\n".join(filter(None, typed)))
        return references if sign.kind == "++" else self._marked(inside, references)

    def _marked(self, words: str, references: str) -> str:
        """The words marked, in every block that they reach into."""
        edges = [*_BLOCK_EDGE.finditer(words)]
        if edges and not references:
            references = self._footnote(words, "")
        written, at = [], 0
        for edge in edges:
            written += [_mark(words[at : edge.start()], references), edge[0]]
            at = edge.end()
        return "".join([*written, _mark(words[at:], references)])

    # --- comments

    def _reference(self, comment: str, marked: str) -> str:
        """The reference that a comment behind these words stands for, and its definition."""
        named = _NAMED.fullmatch(_on_one_line(comment))
        if not named:
            typed = _typed(comment)
            return self._footnote(marked or typed, typed) if typed or marked else ""
        id, reference = named["id"], f"[^{named['id']}]"
        if not named["said"]:
            return reference
        definition = _definition(named["said"], named["chars"] or "")
        if self.definitions.setdefault(id, definition) != definition:
            # Two comments of one annotation say two things: the second one is somebody's own.
            reference += self._footnote(named["said"], definition.note)
        return reference

    def _suggested(self, sign: _Sign, comment: str) -> str:
        note = "\n\n".join(filter(None, (_suggestion(sign), comment)))
        return self._footnote(sign.kind + sign.inside, note)

    def _footnote(self, about: str, note: str, head: HeadLine | None = None) -> str:
        """The reference to a footnote that is called the same at every reading."""
        name = f"critic-{sha256(about.encode('utf-8', 'replace'))[:8]}"
        self._labels[name] += 1
        label = f"{name}-{self._labels[name]}"
        if note or head:
            self.definitions[label] = Definition(head, note)
        return f"[^{label}]"


def _with_comments(markdown: str) -> Iterator[tuple[_Sign, list[_Sign]]]:
    """Every sign, with the comments that stand right behind it; a comment alone has none."""
    group: list[_Sign] = []
    for sign in _signs(markdown):
        between = markdown[group[-1].end : sign.start] if group else ""
        is_behind = sign.kind == ">>" and not between.strip() and between.count("\n") < 2
        if group and group[0].kind != ">>" and is_behind:
            group.append(sign)
            continue
        if group:
            yield group[0], group[1:]
        group = [sign]
    if group:
        yield group[0], group[1:]


def _last_word(code: str) -> Passage:
    """The last word of it, if that is not far; else its first character."""
    before = len(code) - len(code[-_LONGEST_WORD:])
    words = [*_WORD.finditer(code, before)]
    return Passage(*words[-1].span()) if words else Passage(0, 1)


def _mark(words: str, references: str) -> str:
    return f"<mark>{words}</mark>{references}" if words.strip() else words + references


def _is_named(comment: _Sign) -> bool:
    return _NAMED.fullmatch(_on_one_line(comment.inside)) is not None


def _definition(words: str, chars: str) -> Definition:
    """What a comment says of an annotation: label, tags and note, or a note alone."""
    found = _SAID.fullmatch(words)
    if not found:
        return Definition(None, _typed(words))
    head = HeadLine(
        label=_ESCAPED.sub(r"\1", found["label"]).strip(),
        colour="",
        tags=tuple(tag.removeprefix("#") for tag in found["tags"].split()),
        chars=tuple(ranges(chars)),
    )
    return Definition(head, _typed(found["note"] or ""))


def _typed(comment: str) -> str:
    """A comment as a note: it has paragraphs where there is a `¶`."""
    return _on_one_line(comment).replace(PARAGRAPH, "\n\n").strip()


def _suggestion(sign: _Sign) -> str:
    """What somebody wants there, as a note says it."""
    words = sign.inside.partition("~>")[2] if sign.kind == "~~" else sign.inside
    if sign.kind == "--":
        return _("suggests: delete this")
    if "\n" in words.strip():
        head = _("suggests: this instead") if sign.kind == "~~" else _("suggests: add this")
        return f"{head}\n\n{words.strip()}"
    if sign.kind == "~~":
        return _("suggests: “{words}” instead").format(words=words.strip())
    return _("suggests: add “{words}”").format(words=words.strip())


# --- against what the library knows --------------------------------------------------------------


def completed(
    base: Parsed | None, file: Parsed, kept: Iterable[Annotation], names: Collection[str]
) -> tuple[Parsed | None, Parsed]:
    """Both states of a file with what comments cannot hold, so that only edits are differences.

    `kept` are the annotations as they were when the base was in step, and as they are; `names`
    those of the labels. A mark of which only the comment was deleted is still that annotation's.
    """
    known: dict[str, list[Annotation]] = {}
    for mark in kept:
        known.setdefault(mark.id, []).append(mark)
    said_before = base and _completed(base, known, names)
    said_now = _completed(file, known, names)
    return said_before, _still_marked(said_before, said_now) if said_before else said_now


def _completed(
    parsed: Parsed, known: Mapping[str, Sequence[Annotation]], names: Collection[str]
) -> Parsed:
    definitions = {
        label: _of_the_mark(each, known.get(label, ()), names)
        for label, each in parsed.definitions.items()
    }
    return replace(parsed, definitions=definitions)


def _of_the_mark(
    definition: Definition, states: Sequence[Annotation], names: Collection[str]
) -> Definition:
    """The definition with what an annotation had in the first of these states."""
    if not states:
        return definition
    if _is_all_note(definition, states[0], names):
        definition = Definition(None, definition.head.label if definition.head else "")
    head = definition.head
    if head is not None:
        head = replace(head, checked=states[0].checked, checked_at=states[0].checked_at)
    return Definition(head, _unfolded(definition.note, [mark.note for mark in states]))


def _is_all_note(definition: Definition, mark: Annotation, names: Collection[str]) -> bool:
    """Whether somebody wrote a note over label and note: it is the name of no label."""
    head = definition.head
    if not head or definition.note or head.tags or " ".join(head.label.split()) in names:
        return False
    return " " in head.label or bool(mark.note)


def _unfolded(typed: str, notes: Sequence[str]) -> str:
    """A note from a comment, with those paragraphs as they were in which nothing was changed."""
    line = on_one_line(typed)
    same = next((note for note in notes if on_one_line(note) == line), None)
    if same is not None:
        return same
    known = {on_one_line(each): each for note in reversed(notes) for each in paragraphs(note)}
    return "\n\n".join(known.get(on_one_line(each), each) for each in paragraphs(typed))


def _still_marked(base: Parsed, file: Parsed) -> Parsed:
    """The file with the marks of which only the comment is gone where they stood."""
    said_here = {*file.places, *file.definitions, *file.loose}
    silent = [id for id in base.places if id not in said_here]
    if not silent or not file.unnamed:
        return file
    alignment = Alignment(base.text, file.text)
    places, unnamed = {**file.places}, [*file.unnamed]
    for id in silent:
        stood = [found for each in base.places[id] if (found := alignment.place(each))]
        inside = [each for each in unnamed if any(_holds(it, each) for it in stood)]
        if inside:
            places[id] = tuple(stood)
            unnamed = [each for each in unnamed if each not in inside]
    return replace(file, places=places, unnamed=tuple(unnamed))


def _holds(one: Passage, other: Passage) -> bool:
    return one.start <= other.start and other.end <= one.end
