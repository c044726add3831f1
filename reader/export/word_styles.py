"""The look of a Word file: paper, styles, the two kinds of lists, and what is said about it.

Everything begins with the template of python-docx, whose styles Word knows by name: whoever gets
the file can restyle it at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Cm

from reader.export.word_text import HANGING, STEP, element, language, legal
from reader.model import Exported
from reader.values import dataclass

TEXT_WIDTH, TEXT_HEIGHT = Cm(16), Cm(22)
DEEPEST = 8
"""Word's lists have nine levels."""

_BUILT_IN = frozenset(("CommentReference", "CommentText", "Hyperlink"))
"""What Word itself would add on the first comment or link; the other new styles are ours."""

_SERIF, _MONO = "Georgia", "Courier New"
_INK, _FAINT, _LINK = "1F1E1C", "595650", "3F4AAF"
_CODE_PAPER = "F2F0EC"


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; sizes and spaces in points."""

    id: str
    name: str
    size: float = 11
    bold: bool = False
    italic: bool = False
    colour: str = _INK
    before: float = 0
    after: float = 8
    line: float = 1.3
    font: str = _SERIF
    keep_with_next: bool = False
    shaded: bool = False
    outline: int | None = None


_PARAGRAPHS = (
    _Style("Normal", "Normal"),
    _Style("Title", "Title", 22, bold=True, after=6, line=1.15, keep_with_next=True),
    *(
        _Style(
            f"Heading{level}",
            f"heading {level}",
            size,
            bold=level < 3,
            italic=level > 2,
            before=14 if level == 1 else 10,
            after=4,
            line=1.15,
            keep_with_next=True,
            outline=level - 1,
        )
        for level, size in enumerate((15, 12.5, 12, 11, 11), 1)
    ),
    _Style("Quote", "Quote", colour=_FAINT),
    _Style("ListItem", "List Item", after=3),
    _Style("TableText", "Table Text", 10, after=2, line=1.15),
    _Style("Caption", "caption", 9, colour=_FAINT, after=12),
    _Style("Code", "Code", 9, after=10, line=1.15, font=_MONO, shaded=True),
    _Style("Source", "Source", 9, colour=_FAINT, after=12),
    _Style("ArticleFootnote", "Article Footnote", 9, colour=_FAINT, after=4),
    _Style("NotesHeading", "Notes Heading", 13, bold=True, before=18, keep_with_next=True),
    _Style("NoteQuote", "Note Quote", 10.5, after=3, keep_with_next=True),
    _Style("NoteHead", "Note Head", 9, bold=True, colour=_FAINT, after=3),
    _Style("NoteText", "Note Text", 10.5, after=4),
    _Style("Spacer", "Spacer", 5, after=0, line=1),
    _Style("CommentText", "annotation text", 10, after=3, line=1.15),
)


def dress(document: Document, exported: Exported) -> None:
    """Gives an empty document its paper, its styles and its properties."""
    _lay_paper(document)
    _set_styles(document, exported)
    _drop_what_nothing_uses(document)
    _tell(document, exported)


def _lay_paper(document: Document) -> None:
    paper = document.sections[0]
    paper.page_width, paper.page_height = Cm(21), Cm(29.7)
    paper.left_margin = paper.right_margin = Cm(2.5)
    paper.top_margin, paper.bottom_margin = Cm(2.5), Cm(2.5)
    compat = document.settings.element.find(
        f".//{qn('w:compatSetting')}[@{qn('w:name')}='compatibilityMode']"
    )
    if compat is not None:
        # Less than 15 opens in Word's compatibility mode.
        compat.set(qn("w:val"), "15")


# --- styles --------------------------------------------------------------------------------------


def _set_styles(document: Document, exported: Exported) -> None:
    lang = exported.document.lang
    of_all = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    if lang and of_all is not None:
        for right_to_left in (False, True):
            said = language(lang, right_to_left=right_to_left)
            for name, value in said.items() if said is not None else ():
                of_all.set(name, value)
    for look in _PARAGRAPHS:
        _shape(_style(document, look.id, look.name, WD_STYLE_TYPE.PARAGRAPH), look)
    _shape_characters(document)


def _style(document: Document, id: str, name: str, kind: WD_STYLE_TYPE) -> Element:
    """The style of that id, of the template or new."""
    found = document.styles.element.get_by_id(id)
    if found is None:
        added = document.styles.add_style(id, kind, builtin=id in _BUILT_IN)
        found = added.element
        found.name_val = name
    return cast(Element, found)


def _shape(style: Element, look: _Style) -> None:
    for old in style.findall(qn("w:pPr")) + style.findall(qn("w:rPr")):
        style.remove(old)
    style.append(_paragraph_properties(look))
    style.append(_run_properties(look))


def _paragraph_properties(look: _Style) -> Element:
    made = element("pPr")
    if look.keep_with_next:
        made.append(element("keepNext"))
    if look.shaded:
        made.append(element("shd", val="clear", color="auto", fill=_CODE_PAPER))
    made.append(
        element(
            "spacing",
            before=round(20 * look.before),
            after=round(20 * look.after),
            line=round(240 * look.line),
            lineRule="auto",
        )
    )
    if look.outline is not None:
        made.append(element("outlineLvl", val=look.outline))
    return made


def _run_properties(look: _Style) -> Element:
    made = element("rPr")
    cs = "Times New Roman" if look.font == _SERIF else look.font
    made.append(element("rFonts", ascii=look.font, hAnsi=look.font, cs=cs))
    made.extend(element(tag) for tag in ("b", "bCs") if look.bold)
    made.extend(element(tag) for tag in ("i", "iCs") if look.italic)
    if look.shaded:
        made.append(element("noProof"))
    made.append(element("color", val=look.colour))
    made.append(element("sz", val=round(2 * look.size)))
    # Arabic and Hebrew letters are smaller at the same size.
    made.append(element("szCs", val=round(2.3 * look.size)))
    return made


def _shape_characters(document: Document) -> None:
    def give(id: str, name: str, *properties: Element) -> None:
        shaped = element("rPr")
        shaped.extend(properties)
        _style(document, id, name, WD_STYLE_TYPE.CHARACTER).append(shaped)

    paper = element("shd", val="clear", color="auto", fill=_CODE_PAPER)
    fonts = element("rFonts", ascii=_MONO, hAnsi=_MONO, cs=_MONO)
    give("CodeWords", "Code Words", fonts, element("noProof"), paper)
    give("Hyperlink", "Hyperlink", element("color", val=_LINK), element("u", val="single"))
    give("PictureWords", "Picture Words", element("color", val=_FAINT))
    give("Aside", "Aside", element("vertAlign", val="superscript"))
    give("CommentReference", "annotation reference", element("sz", val=16))


# --- lists ---------------------------------------------------------------------------------------


class Lists:
    """The lists of one document: each is numbered for itself."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        taken = self._numbering.findall(qn("w:abstractNum"))
        self._bullets = 1 + max((int(each.get(qn("w:abstractNumId"))) for each in taken), default=0)
        self._numbers = self._bullets + 1
        at = len(taken)
        self._numbering.insert(at, _kind_of_list(self._bullets, ordered=False))
        self._numbering.insert(at + 1, _kind_of_list(self._numbers, ordered=True))
        nums = self._numbering.findall(qn("w:num"))
        self._last = max((int(each.get(qn("w:numId"))) for each in nums), default=0)

    def new(self, *, ordered: bool, level: int, first: int) -> int:
        """A list whose next item on that level is numbered `first`."""
        self._last += 1
        made = element("num", numId=self._last)
        made.append(element("abstractNumId", val=self._numbers if ordered else self._bullets))
        if ordered:
            override = element("lvlOverride", ilvl=level)
            override.append(element("startOverride", val=min(max(first, 0), 32_767)))
            made.append(override)
        self._numbering.append(made)
        return self._last


def _kind_of_list(id: int, *, ordered: bool) -> Element:
    made = element("abstractNum", abstractNumId=id)
    made.append(element("multiLevelType", val="hybridMultilevel"))
    for level in range(DEEPEST + 1):
        each = element("lvl", ilvl=level)
        each.append(element("start", val=1))
        each.append(element("numFmt", val="decimal" if ordered else "bullet"))
        each.append(element("lvlText", val=f"%{level + 1}." if ordered else "•"))
        each.append(element("lvlJc", val="left"))
        properties = element("pPr")
        properties.append(element("ind", left=STEP * (level + 1), hanging=HANGING))
        each.append(properties)
        made.append(each)
    return made


# --- what is said about the file -----------------------------------------------------------------


def _drop_what_nothing_uses(document: Document) -> None:
    """The template brings a hundred styles of tables, all styles a second time for Word 2010,
    and a picture of itself: more than half of the file."""
    styles = document.styles.element
    for style in styles.findall(f"{qn('w:style')}[@{qn('w:type')}='table']"):
        if style.get(qn("w:default")) is None:
            styles.remove(style)
    for relations in (document.part.package.rels, document.part.rels):
        for id, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects")):
                del relations[id]


def _tell(document: Document, exported: Exported) -> None:
    """Title, authors and times, all from the article: the same one gives the same file."""
    article, revision = exported.article, exported.revision
    said = document.core_properties
    said.title = legal(article.title)[:255]
    said.author = legal(", ".join(article.bylines))[:255]
    said.keywords = legal(", ".join(article.tags))[:255]
    said.language = legal(article.lang or "")[:255]
    said.identifier = f"urn:galley:{article.id}"
    said.comments = ""
    said.last_modified_by = "Galley"
    said.revision = revision.number
    said.created = _naive(revision.captured)
    said.modified = _naive(max((revision.captured, *_written(exported))))


def _written(exported: Exported) -> list[datetime]:
    return [annotation.edited or annotation.created for annotation, _place in exported.marks]


def _naive(at: datetime) -> datetime:
    """In UTC, as python-docx wants it."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
