"""`diff`: what changed between two revisions of an article."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from reader import shapes
from reader.commands.shell import Shell, id_argument, json_argument, show
from reader.errors import BadRequest
from reader.library import Reader
from reader.messages import _
from reader.model import Article, ArticleId
from reader.revisions import Comparison, Row, before, compared
from reader.revisions.comparison import Op
from reader.revisions.pieces import pieces


def diff_arguments(parser: argparse.ArgumentParser) -> None:
    id_argument(parser)
    parser.add_argument(
        "--from", type=int, metavar="N", dest="old", help=_("instead of the one before")
    )
    parser.add_argument(
        "--to", type=int, metavar="M", dest="new", help=_("instead of the current one")
    )
    json_argument(parser)


def diff(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        article = library.article(ArticleId(asked.id))
        new = article.revision if asked.new is None else asked.new
        old = _before(library, article, new) if asked.old is None else asked.old
        comparison = compared(library.document(article.id, old), library.document(article.id, new))
        show(asked, [shapes.piece(each) for each in pieces(comparison)], list(_marked(comparison)))
    return 0


def _before(library: Reader, article: Article, number: int) -> int:
    """The revision that one is compared with; raises BadRequest if it is the first."""
    library.revision(article.id, number)
    earlier = before(library.revisions(article.id), number)
    if earlier is None:
        raise BadRequest(
            _("There is no revision before number {number}.").format(number=number),
            _("Name another one with --from; “galley revisions {id}” lists them.").format(
                id=article.id
            ),
        )
    return earlier


_MARKED: Mapping[Op, str] = {"kept": "{words}", "removed": "[-{words}-]", "added": "{{+{words}+}}"}


def _marked(comparison: Comparison) -> Iterator[str]:
    """The paragraphs that differ, each on its lines, with its words marked as in a word diff."""
    for row in comparison.rows:
        if row.kind != "same":
            moved = f"{_('moved')}: " if row.kind == "moved" else ""
            yield moved + "".join(_marked_runs(comparison, row))


def _marked_runs(comparison: Comparison, row: Row) -> Iterator[str]:
    for run in row.runs:
        added = run.op == "added"
        words = (run.new if added else run.old).of(
            (comparison.new if added else comparison.old).text
        )
        yield _MARKED[run.op].format(words=words)
