"""What the parts of a Word file beside its text say: styles, numbers of lists, comments, facts.

Styles and lists may lead to each other in circles; each way is followed a few steps only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from reader.errors import NotAnArticle
from reader.intake.html import Element
from reader.intake.packed import Package, local, parse_xml, resolved
from reader.messages import _
from reader.model import BlockKind, Style
from reader.values import dataclass

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"

_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
)
"""The same names in the files that Word calls "Strict Open XML"."""

MOST_STEPS = 20


def value(element: Element | None, name: str) -> str | None:
    """What a property of that name is set to (`w:val`); None if it is not there."""
    found = element.find(W + name) if element is not None else None
    return None if found is None else found.get(W + "val") or ""


def is_on(element: Element | None, name: str) -> bool | None:
    """Whether a property that is on or off is on; None if nothing is said."""
    said = value(element, name)
    return None if said is None else said not in ("0", "false", "off", "none")


def number(given: str | None, otherwise: int = 0) -> int:
    """A whole number as Word writes it (`120`, `120.0`), no larger than fits anywhere."""
    found = re.match(r"-?\d{1,9}", given or "")
    return int(found[0]) if found else otherwise


# --- the file ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part leads to: a name in the package, or an address outside of it."""

    kind: str
    target: str
    outside: bool


class WordFile:
    """The parts of a Word file; NotAnArticle if it has no text."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content)
        whole = self._relations("")
        main = next((each for each in whole.values() if each.kind == "officeDocument"), None)
        self._main = main.target if main else "word/document.xml"
        self._by_id = {"document": self._relations(self._main)}
        document = self._xml(self._main)
        body = document.find(W + "body") if document is not None else None
        if body is None:
            raise NotAnArticle(
                _("There is no text in this Word file that could be read."),
                _("Open it in Word or LibreOffice, and save it once more as .docx."),
            )
        self.body = body
        core = next((each for each in whole.values() if each.kind == "core-properties"), None)
        self.core = self._xml(core.target) if core else None

    def part(self, kind: str) -> Element | None:
        """The root of the part of that kind (`styles`, `comments`); None without one."""
        for each in self._by_id["document"].values():
            if each.kind == kind and not each.outside:
                self._by_id.setdefault(kind, self._relations(each.target))
                return self._xml(each.target)
        return None

    def relation(self, id: str | None, of: str = "document") -> Relation | None:
        """Where an id leads to from one part, the text if not said otherwise."""
        return self._by_id.get(of, {}).get(id or "")

    def _xml(self, name: str) -> Element | None:
        content = self.package.read(name)
        if content is None:
            return None
        for strict, common in _STRICT:
            content = content.replace(strict, common)
        return parse_xml(content)

    def _relations(self, of: str) -> dict[str, Relation]:
        folder, _slash, name = of.rpartition("/")
        root = self.package.xml(f"{folder}/_rels/{name}.rels".lstrip("/"))
        found: dict[str, Relation] = {}
        for each in root.iter("{*}Relationship") if root is not None else ():
            outside = each.get("TargetMode") == "External"
            given = each.get("Target") or ""
            target = given if outside else resolved(of, given)
            kind = (each.get("Type") or "").rpartition("/")[2]
            found[each.get("Id") or ""] = Relation(kind, target, outside)
        return found


# --- styles --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style makes of a paragraph. `role` is what it is called for (`title`, `quote`)."""

    id: str = ""
    kind: BlockKind = "paragraph"
    level: int = 0
    role: str = ""
    list: str | None = None
    list_level: int = 0
    indent: int = 0
    run: Mapping[str, bool] | None = None


_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s?([1-9])")
_CODE = re.compile(r"(?:source code|code|code block|html preformatted|preformatted text)")
_QUOTE = re.compile(r"(?:quote|intense quote|block text|quotations?|block quotation)")
_CAPTION = re.compile(r"(?:image |table |figure )?caption|illustration")
_CONTENTS = re.compile(r"toc (?:\d|heading)|contents (?:\d|heading)|table of figures")
_ROLES = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "date": "date",
}
_RUN_STYLES: Mapping[str, Style] = {"b": "strong", "i": "emphasis", "strike": "deleted"}


class Styles:
    """The styles of a file, each asked for by its id."""

    def __init__(self, root: Element | None) -> None:
        found = root.iterfind(W + "style") if root is not None else ()
        self._by_id = {each.get(W + "styleId") or "": each for each in found}
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._runs: dict[str, Mapping[str, bool]] = {}
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        languages = defaults.find(W + "lang") if defaults is not None else None
        self.lang = languages.get(W + "val") if languages is not None else None

    def paragraph(self, id: str) -> ParagraphStyle:
        """The style of a paragraph; an unknown one changes nothing."""
        if id not in self._paragraphs:
            self._paragraphs[id] = self._read(id)
        return self._paragraphs[id]

    def run(self, id: str) -> Mapping[str, bool]:
        """What a style turns on and off in the characters under it, `code` among it."""
        if id not in self._runs:
            said: dict[str, bool] = {}
            for style in reversed(list(self._chain(id))):
                said |= run_properties(style.find(W + "rPr"))
                name = (value(style, "name") or "").casefold()
                if re.search(r"\b(?:code|verbatim char|source text|html typewriter)\b", name):
                    said["code"] = True
            self._runs[id] = said
        return self._runs[id]

    def _chain(self, id: str) -> Iterator[Element]:
        """A style, the one it is based on, and so on."""
        style = self._by_id.get(id)
        for _step in range(MOST_STEPS):
            if style is None:
                return
            yield style
            style = self._by_id.get(value(style, "basedOn") or "")

    def _read(self, id: str) -> ParagraphStyle:
        kind: BlockKind | None = None
        level, role, list_id, list_level, indent, outline = 0, "", None, 0, None, None
        for style in self._chain(id):
            properties = style.find(W + "pPr")
            if kind is None and not role:
                kind, level, role = kind_by_name((value(style, "name") or "").casefold())
            numbered = properties.find(W + "numPr") if properties is not None else None
            if list_id is None and numbered is not None:
                list_id = value(numbered, "numId")
                list_level = number(value(numbered, "ilvl"))
            indent = indent_of(properties) if indent is None else indent
            outline = value(properties, "outlineLvl") if outline is None else outline
        if kind is None and outline is not None and number(outline, 9) < 9:
            kind, level = "heading", min(number(outline) + 2, 6)
        known = kind or "paragraph"
        plain = known == "paragraph"
        return ParagraphStyle(
            id, known, level, role, list_id, list_level, indent or 0, self.run(id) if plain else {}
        )


def kind_by_name(name: str) -> tuple[BlockKind | None, int, str]:
    """Kind, level and role by the name that a style has in every language of Word."""
    if (found := _HEADING.fullmatch(name)) is not None:
        return "heading", min(int(found[1]) + 1, 6), ""
    if _CAPTION.fullmatch(name):
        return "caption", 0, ""
    if _CODE.fullmatch(name):
        return "code", 0, ""
    if _QUOTE.fullmatch(name):
        return None, 0, "quote"
    if _CONTENTS.fullmatch(name):
        return None, 0, "contents"
    return None, 0, _ROLES.get(name, "")


def run_properties(properties: Element | None) -> dict[str, bool]:
    """What is turned on or off for some characters."""
    if properties is None:
        return {}
    said = {name: on for name in _RUN_STYLES if (on := is_on(properties, name)) is not None}
    if is_on(properties, "dstrike"):
        said["strike"] = True
    if (hidden := is_on(properties, "vanish")) is not None:
        said["vanish"] = hidden
    if (raised := value(properties, "vertAlign")) is not None:
        said |= {"sub": raised == "subscript", "sup": raised == "superscript"}
    return said


def styles_of(said: Mapping[str, bool]) -> list[Style]:
    """The styles that are on."""
    made = [style for name, style in _RUN_STYLES.items() if said.get(name)]
    if said.get("code"):
        made.append("code")
    if said.get("sub"):
        made.append("sub")
    if said.get("sup"):
        made.append("sup")
    return made


def indent_of(properties: Element | None) -> int | None:
    """How far in a paragraph stands, in twentieths of a point; None if it is not said."""
    said = properties.find(W + "ind") if properties is not None else None
    if said is None:
        return None
    given = said.get(W + "left") or said.get(W + "start")
    return number(given) if given is not None else None


# --- facts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says about itself, empty where it says nothing."""

    title: str = ""
    author: str = ""
    created: str = ""
    modified: str = ""
    language: str = ""
    identifier: str = ""
    keywords: str = ""


_NO_TITLE = re.compile(
    r"microsoft word\b.*|untitled.*|document\s?\d*|dokument\s?\d*|title|word document"
    r"|powerpoint presentation|.*\.(?:docx?|dotx?|rtf|odt|pages)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"microsoft(?: office)?(?: user)?|office user|windows user|user|admin(?:istrator)?|owner"
    r"|author|unknown|anonymous|python-docx|apache poi|openxml.*|un-?named",
    re.IGNORECASE,
)


def facts(core: Element | None) -> Facts:
    """The core properties; what programs put there by themselves is left out."""
    said: dict[str, str] = {}
    for each in core if core is not None else ():
        said.setdefault(local(each), " ".join((each.text or "").split())[:1000])
    title, author = said.get("title", ""), said.get("creator", "")
    return Facts(
        title="" if _NO_TITLE.fullmatch(title) else title,
        author="" if _NO_AUTHOR.fullmatch(author) else author,
        created=said.get("created", ""),
        modified=said.get("modified", ""),
        language=said.get("language", ""),
        identifier=said.get("identifier", ""),
        keywords=said.get("keywords", ""),
    )


def moment(written: str | None) -> datetime | None:
    """A time as office programs write it, in UTC; None if it is none."""
    try:
        read = datetime.fromisoformat((written or "").strip()[:40])
    except ValueError:
        return None
    try:
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
