"""PDF files with a text layer to articles: docs/pdf.md says how, and what cannot be read.

A PDF holds no paragraphs, only letters in places. `opening` (the one module that knows PDFium)
gives the words of each sheet, `running` drops what stands on every page, `columns` finds the
order of reading, `lines`, `paragraphs` and `tables` what belongs together, `content` the blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reader.errors import NotAnArticle
from reader.intake.document import captured
from reader.intake.metadata import Metadata
from reader.intake.pdf import content, marks, paragraphs, running
from reader.intake.pdf.columns import columns
from reader.intake.pdf.content import Made
from reader.intake.pdf.facts import facts
from reader.intake.pdf.lines import is_leftward
from reader.intake.pdf.opening import MOST_PAGES, Paper
from reader.intake.pdf.paper import Sheet
from reader.intake.pdf.paragraphs import Para
from reader.messages import _
from reader.model import Captured, Carried, Source

_FEWEST_LETTERS = 30
"""Letters a page, of most pages: fewer are a stamp on a scan."""
_MOST_LETTERS = 1_000_000
"""They take five seconds."""


def to_article(source: Source) -> Captured:
    """The article in a PDF; NotAnArticle if it is locked, broken, too long, or has no text."""
    with Paper(source.content) as paper:
        _refuse_a_library(paper.pages)
        known = facts(paper, source)
        read, carried = _read(paper)
    _refuse_scans(read, paper.pages)
    sheets = running.without(read)
    runs_left = _runs_left(sheets)
    size = running.usual_size(sheets)
    found = [para for sheet in sheets for para in _paragraphs(sheet, runs_left)]
    whole = paragraphs.joined(found, size)
    letters = {sheet.number: sheet.letters for sheet in sheets}
    marked = {sheet.number for sheet in sheets if sheet.marks}
    made = content.made(whole, size, letters, runs_left=runs_left, marked=marked)
    known, at = _headline(known, made, size)
    head = made.pop(at) if at is not None else None
    made = _with_first_level(made)
    article = captured(source, known, [each.block for each in made])
    shown = set(article.pictures)
    return replace(
        article,
        carried=tuple(each for each in carried if each.src in shown),
        remarks=tuple(marks.remarks(sheets, head, made, article.document)),
    )


def _read(paper: Paper) -> tuple[list[Sheet], Sequence[Carried]]:
    sheets: list[Sheet] = []
    letters = 0
    for sheet in paper.sheets():
        letters += len(sheet.letters.bases)
        if letters > _MOST_LETTERS:
            raise _too_long()
        sheets.append(sheet)
    return sheets, paper.carried


def _paragraphs(sheet: Sheet, runs_left: bool) -> list[Para]:
    cut = columns(sheet.words, sheet.letters, sheet.rules, runs_left=runs_left)
    found = paragraphs.paragraphs(cut, sheet.number, sheet.rules, sheet.dots)
    aside = columns(sheet.askew, sheet.letters, (), runs_left=runs_left)
    beside = paragraphs.paragraphs(aside, sheet.number, (), ())
    return [*found, *(replace(para, aside=True) for para in beside)]


def _runs_left(sheets: Sequence[Sheet]) -> bool:
    """Whether most words are written from right to left."""
    words = [word.text for sheet in sheets for word in sheet.words if word.at]
    return sum(map(is_leftward, words)) > 0.4 * len(words)


# --- the headline --------------------------------------------------------------------------------


def _headline(known: Metadata, made: Sequence[Made], size: float) -> tuple[Metadata, int | None]:
    """The title, and which block it is, if it is one: what the file says of itself unless it has
    nothing to do with the first page, else the largest heading of that page."""
    first = [at for at, each in enumerate(made[:40]) if each.block.page == made[0].block.page]
    heads = [at for at in first if made[at].block.kind == "heading"]
    largest = max(heads, key=lambda at: made[at].size, default=None)
    for at in first:
        if known.title and _bare(made[at].block.text) == _bare(known.title):
            return known, at
    if largest is None or (known.title and not _is_strange(known.title, made, first)):
        return known, None
    if not known.title or made[largest].size > 1.4 * size:
        return known.titled(made[largest].block.text), largest
    return known, None


def _with_first_level(made: Sequence[Made]) -> list[Made]:
    """The blocks with their headings one below the other from 2, now that the headline is gone."""
    levels = sorted({each.block.level for each in made if each.block.level})
    return [
        replace(each, block=replace(each.block, level=levels.index(each.block.level) + 2))
        if each.block.level
        else each
        for each in made
    ]


def _bare(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())


def _is_strange(title: str, made: Sequence[Made], first: Sequence[int]) -> bool:
    """Whether a title has no word in common with the first page: a template's, say."""
    said = {_bare(word) for at in first for word in made[at].block.text.split()}
    return not any(_bare(word) in said for word in title.split() if len(word) > 3)


# --- what is refused -----------------------------------------------------------------------------


def _refuse_a_library(pages: int) -> None:
    if pages == 0:
        raise NotAnArticle(
            _("This PDF is broken: it has no pages."),
            _("Get it again where it came from, or open and save it in another program."),
        )
    if pages > MOST_PAGES:
        raise _too_long()


def _too_long() -> NotAnArticle:
    return NotAnArticle(
        _("This PDF is longer than Galley reads: {pages} pages or a million letters.").format(
            pages=MOST_PAGES
        ),
        _("Print the pages that matter into a PDF of their own, and add that."),
    )


def _refuse_scans(sheets: Sequence[Sheet], pages: int) -> None:
    advice = _("Run it through text recognition, with OCRmyPDF for example, and add the result.")
    letters = sum(len(word.text) for sheet in sheets for word in sheet.words if word.at)
    unread = sum(sheet.unread for sheet in sheets)
    if unread > 0.3 * max(letters, 1):
        raise NotAnArticle(
            _("The letters of this PDF cannot be read: it does not say what its signs mean."),
            advice,
        )
    pictured = any(sheet.pictured for sheet in sheets)
    if pictured and letters < _FEWEST_LETTERS * pages:
        raise NotAnArticle(_("This PDF holds pictures of pages, no text."), advice)
    if letters == 0:
        raise NotAnArticle(_("There are no words in this PDF."), advice)
    if sum(sheet.vertical for sheet in sheets) > 0.3 * letters:
        raise NotAnArticle(
            _("This PDF is set in vertical lines, which Galley does not read."),
            _("Copy its text and paste it into Galley."),
        )
