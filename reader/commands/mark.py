"""`annotate` and `edit-note`."""

from __future__ import annotations

import argparse

from reader import changes, shapes
from reader.anchoring import find_quote
from reader.commands.shell import (
    Shell,
    annotation_argument,
    annotation_line,
    apply,
    find_annotation,
    id_argument,
    json_argument,
    label,
    now,
    show,
    tag_argument,
)
from reader.errors import BadRequest
from reader.library import Library
from reader.messages import _
from reader.model import (
    AnnotationId,
    Article,
    ArticleId,
    Document,
    Passage,
)


def annotate_arguments(parser: argparse.ArgumentParser) -> None:
    id_argument(parser)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--quote", metavar="TEXT", help=_("the words to mark"))
    where.add_argument("--range", nargs=2, type=int, metavar=("START", "END"))
    where.add_argument("--article", action="store_true", help=_("the note on the whole article"))
    parser.add_argument("--prefix", default="", help=_("what stands right before the quote"))
    parser.add_argument("--suffix", default="", help=_("what stands right after it"))
    parser.add_argument("--label", metavar="L")
    parser.add_argument("--note", metavar="MARKDOWN")
    tag_argument(parser)
    parser.add_argument("--private", action="store_true", help=_("leaves with no export or copy"))
    json_argument(parser)


def annotate(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        article = library.article(ArticleId(asked.id))
        if asked.article:
            return _note_article(library, article, asked)
        document = library.document(article.id)
        id = library.new_annotation_id()
        change = changes.mark(
            document,
            article.id,
            article.revision,
            _passage(document, asked),
            label(library, asked.label).id,
            id=id,
            at=now(),
            note=asked.note or "",
            tags=asked.tag or (),
            private=asked.private,
        )
        apply(library, change)
        _show_annotation(library, id, asked)
    return 0


def _note_article(library: Library, article: Article, asked: argparse.Namespace) -> int:
    if asked.note is None:
        raise BadRequest(
            _("There is no note to put on the article."),
            _("Give it with --note; an empty one takes the note away."),
        )
    change = changes.edit_article(article, note=asked.note)
    if change is not None:
        apply(library, change)
    record = library.article(article.id)
    show(asked, shapes.article(library, record), [f"{record.id}  {record.title}"])
    return 0


def _passage(document: Document, asked: argparse.Namespace) -> Passage:
    if asked.range:
        start, end = asked.range
        if not 0 <= start < end <= len(document.text):
            raise BadRequest(
                _("The article has no characters {start} to {end}.").format(start=start, end=end),
                _("It has {count}, counted from 0.").format(count=len(document.text)),
            )
        return Passage(start, end)
    places = find_quote(document.text, asked.quote, asked.prefix, asked.suffix)
    if len(places) == 1:
        return places[0]
    if not places:
        raise BadRequest(
            _("These words do not stand in the article: “{quote}”.").format(quote=asked.quote),
            _("See its words with “galley show {id} --text”.").format(id=asked.id),
        )
    contexts = "\n".join(f"  {_context(document.text, place)}" for place in places[:10])
    raise BadRequest(
        _("These words stand {count} times:").format(count=len(places)) + f"\n{contexts}\n",
        _("Say which with --prefix or --suffix."),
    )


def _context(text: str, place: Passage) -> str:
    around = text[max(0, place.start - 30) : place.end + 30]
    return f"{place.start}–{place.end}: …{' '.join(around.split())}…"


def edit_note_arguments(parser: argparse.ArgumentParser) -> None:
    annotation_argument(parser)
    parser.add_argument("--note", metavar="MARKDOWN")
    parser.add_argument("--label", metavar="L")
    tag_argument(parser)
    json_argument(parser)


def edit_note(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        annotation = find_annotation(library, asked.annotation)
        change = changes.edit_annotation(
            annotation,
            at=now(),
            note=asked.note,
            label=label(library, asked.label).id if asked.label else None,
            tags=asked.tag,
        )
        if change is not None:
            apply(library, change)
        _show_annotation(library, annotation.id, asked)
    return 0


def _show_annotation(library: Library, id: AnnotationId, asked: argparse.Namespace) -> None:
    shape = shapes.annotation(library, library.annotation(id))
    show(asked, shape, [annotation_line(shape)])
