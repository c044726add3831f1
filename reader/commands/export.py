"""`export`: articles go out, each to a file or all to one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import get_args

from reader import export, exporting, outbox, templating
from reader.commands.shell import EVERYTHING, Shell, all_articles, now, revision_argument
from reader.commands.templates import Filling, filling
from reader.errors import BadRequest, GalleyError, NotFound
from reader.export import USUAL, ExportOptions, names
from reader.export.inline import MarkStyle
from reader.export.options import Group, Order, PicturePlace, options_named
from reader.exporting import Sent
from reader.library import Library
from reader.messages import _, ngettext
from reader.model import ArticleId, Story
from reader.values import dataclass

PDF = "pdf"
"""The format that is painted: it needs what the window needs."""


def export_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("ids", nargs="*", metavar="ID", default=[])
    which.add_argument("--all", action="store_true", help=_("every article"))
    which.add_argument("--story", metavar="NAME", help=_("those of a story, in its order"))
    parser.add_argument(
        "--to", required=True, metavar="DIR|FILE|-", help=_("a folder, a file, or - to print it")
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--format",
        choices=[*export.FORMATS, PDF],
        default="annotated",
        help=_("Markdown (annotated, notes, critic), page, Word, sheet, W3C annotations, PDF"),
    )
    kind.add_argument(
        "--template",
        metavar="NAME|FILE",
        help=_("as a template makes it; “galley templates” lists them"),
    )
    _option_arguments(parser)
    parser.add_argument(
        "--name",
        metavar="TEMPLATE",
        default=names.TEMPLATE,
        help=_("where in the folder a new file goes, as in {site}/{captured:%%Y}/{title}"),
    )
    parser.add_argument("--together", action="store_true", help=_("all of them in one file"))
    revision_argument(parser)


def _option_arguments(parser: argparse.ArgumentParser) -> None:
    """What is chosen of how a file is written: `ExportOptions`."""
    parser.add_argument(
        "--marks",
        choices=get_args(MarkStyle),
        default=USUAL.marks,
        help=_("==marks== for Obsidian and pandoc, <mark> for GitHub"),
    )
    parser.add_argument(
        "--pictures",
        choices=get_args(PicturePlace),
        default=USUAL.pictures,
        help=_("in Markdown: beside the file, at their address on the web, or only their words"),
    )
    parser.add_argument(
        "--order",
        choices=get_args(Order),
        default=USUAL.order,
        help=_("of notes alone: as in the text, by label, or as they were made"),
    )
    parser.add_argument(
        "--group",
        choices=get_args(Group),
        default=USUAL.group,
        help=_("of notes alone: a heading above those of each heading, label or tag"),
    )
    parser.add_argument(
        "--plain", action="store_true", help=_("of notes alone: quotes without formatting")
    )
    parser.add_argument(
        "--no-block-ids",
        dest="block_ids",
        action="store_false",
        help=_("of notes alone: no ^k7f3q9 behind each, which Obsidian links to"),
    )
    parser.add_argument(
        "--app-links",
        action="store_true",
        help=_("of notes alone: a link to each mark in Galley, too"),
    )


def export_articles(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library, _makers(shell, library, asked) as makers:
        ids = _wanted(library, asked)
        write = _write_together if asked.together else _write_all
        give = _print_all if asked.to == "-" else write
        status, stayed = give(library, ids, asked, makers)
    if stayed:
        print(
            ngettext(
                "{count} private note stayed here.", "{count} private notes stayed here.", stayed
            ).format(count=stayed),
            file=sys.stderr,
        )
    return status


Paint = Callable[[ArticleId], bytes]
"""An article as a PDF."""


@dataclass(frozen=True, slots=True)
class Makers:
    """What makes a file that is of no format of ours; both are None for the others."""

    paint: Paint | None = None
    filling: Filling | None = None


@contextmanager
def _makers(shell: Shell, library: Library, asked: argparse.Namespace) -> Iterator[Makers]:
    if asked.template:
        with filling(asked.template, _options(asked)) as found:
            yield Makers(filling=found)
    elif asked.format == PDF:
        yield Makers(paint=_painter(shell, library, asked))
    else:
        yield Makers()


def _painter(shell: Shell, library: Library, asked: argparse.Namespace) -> Paint:
    faces = shell.faces
    if faces is None:
        raise GalleyError(
            _("This is Galley without its window; it paints no PDF."),
            _("Use “galley export” instead of “python -m reader export”."),
        )
    return lambda id: faces.pdf(library, id, asked.revision)


def _write_all(
    library: Library, ids: Sequence[ArticleId], asked: argparse.Namespace, makers: Makers
) -> tuple[int, int]:
    """Writes each article to a file; the exit status, and how many notes stayed."""
    to, alone = Path(asked.to), len(ids) == 1 and not (asked.all or asked.story)
    is_folder = not alone or to.is_dir() or asked.to.endswith(("/", "\\"))
    if asked.format == "annotated":
        _bring_home_first(library, to, ids)
    exports = exporting.exports_by_article(to) if is_folder else None
    status = stayed = 0
    for id in ids:
        try:
            stayed += _write_one(library, id, asked, makers, exports)
        except GalleyError as error:
            print(f"{id}: {error}", file=sys.stderr)
            status = 1
    return status, stayed


def _write_one(
    library: Library,
    id: ArticleId,
    asked: argparse.Namespace,
    makers: Makers,
    exports: Mapping[str, Path] | None,
) -> int:
    """Writes one article to a folder with these exports, or to a file if they are None; how many
    of its notes stayed."""
    to = Path(asked.to)
    if makers.filling is not None:
        is_folder = exports is not None
        to, sent = _filled(library, to, id, asked, makers.filling, is_folder=is_folder)
    else:
        to = to if exports is None else _place_in(library, to, id, asked, exports)
        if asked.format == "critic":
            _bring_home_first(library, to, [id])
        sent = _sent(library, to, id, asked, makers.paint)
    exporting.remember(library, sent, at=now())
    print(sent.written.path)
    if sentence := sent.left_alone(to):
        print(sentence, file=sys.stderr)
    return sent.stayed


def _sent(
    library: Library, to: Path, id: ArticleId, asked: argparse.Namespace, paint: Paint | None
) -> Sent:
    if paint is not None:
        return exporting.send_pdf(library, id, to, paint(id), revision=asked.revision)
    return exporting.send(library, id, to, asked.format, _options(asked), revision=asked.revision)


def _filled(
    library: Library,
    to: Path,
    id: ArticleId,
    asked: argparse.Namespace,
    by: Filling,
    *,
    is_folder: bool,
) -> tuple[Path, Sent]:
    """Where an article by a template was to be written, and what became of it."""
    exported = library.exported(id, asked.revision)
    made = by.fill(exported)
    to = templating.place_in(to, exported, by.template, made) if is_folder else to
    return to, templating.send(library, id, to, made, _options(asked), revision=asked.revision)


def _place_in(
    library: Library,
    folder: Path,
    id: ArticleId,
    asked: argparse.Namespace,
    exports: Mapping[str, Path],
) -> Path:
    revision = asked.revision
    if asked.format == PDF:
        return exporting.place_in(
            library, folder, id, revision, exports=exports, named=asked.name
        ).with_suffix(f".{PDF}")
    return exporting.place_in(
        library, folder, id, revision, asked.format, exports=exports, named=asked.name
    )


def _write_together(
    library: Library, ids: Sequence[ArticleId], asked: argparse.Namespace, makers: Makers
) -> tuple[int, int]:
    """Writes all articles to one file; the exit status, and how many notes stayed."""
    to = Path(asked.to)
    if makers != Makers() or asked.revision is not None:
        raise BadRequest(
            _("One file of several articles holds their current text, in no template."),
            _("Leave out --together, or --template, --format pdf and --revision."),
        )
    if asked.format == "annotated":
        _bring_home_first(library, to, ids)
    story = _story(library, asked.story) if asked.story else None
    sent = exporting.send_together(
        library,
        ids,
        to,
        asked.format,
        _options(asked),
        title=story.title if story else "",
        story=story.id if story else None,
    )
    exporting.remember(library, sent, at=now())
    print(sent.written.path)
    if sentence := sent.left_alone(to):
        print(sentence, file=sys.stderr)
    return 0, sent.stayed


def _story(library: Library, named: str) -> Story:
    """The story of this title or id; NotFound if there is none."""
    for story in library.stories():
        if named in (story.id, story.title):
            return story
    raise NotFound(
        _("There is no story “{name}”.").format(name=named),
        _("“galley add FILE --story NAME” makes one."),
    )


def _wanted(library: Library, asked: argparse.Namespace) -> Sequence[ArticleId]:
    """The articles that were asked for, in their order."""
    if asked.story:
        story = _story(library, asked.story)
        return outbox.members(library, replace(EVERYTHING, story=story.id))
    return asked.ids or [article.id for article in all_articles(library, EVERYTHING)]


def _bring_home_first(library: Library, to: Path, ids: Sequence[ArticleId]) -> None:
    for brought in exporting.bring_home_first(library, to, ids, at=now(), by="shell"):
        if brought.merged.done:
            print(
                _("{name} had changed; what was changed was brought home first.").format(
                    name=brought.path.name
                ),
                file=sys.stderr,
            )


def _print_all(
    library: Library, ids: Sequence[ArticleId], asked: argparse.Namespace, makers: Makers
) -> tuple[int, int]:
    """Prints the articles as one text or file; the exit status, and how many notes stayed."""
    status = 0
    found: list[export.Exported] = []
    for id in ids:
        try:
            found.append(library.exported(id, asked.revision))
        except GalleyError as error:
            print(f"{id}: {error}", file=sys.stderr)
            status = 1
    if makers.filling is not None:
        _print_bytes("\n".join(makers.filling.fill(each).text for each in found).encode())
    elif found and makers.paint is not None:
        _print_bytes(makers.paint(_only_one(found, asked).article.id))
    elif found:
        _print_bytes(_together(library, found, asked))
    return status, sum(exported.stayed for exported in found)


def _together(
    library: Library, found: Sequence[export.Exported], asked: argparse.Namespace
) -> bytes:
    if len(found) == 1:
        written = export.write(found[0], asked.format, _options(asked), blob=library.blob)
        return written if isinstance(written, bytes) else written.encode()
    text = export.write_together(found, asked.format, _options(asked))
    if text is None:
        raise _holds_one(asked)
    return text.encode()


def _only_one(found: Sequence[export.Exported], asked: argparse.Namespace) -> export.Exported:
    if len(found) > 1:
        raise _holds_one(asked)
    return found[0]


def _holds_one(asked: argparse.Namespace) -> BadRequest:
    return BadRequest(
        _("A file of the format {format} holds one article.").format(format=asked.format),
        _("Give one id, or a folder: --to FOLDER."),
    )


def _print_bytes(content: bytes) -> None:
    """As they are: a text stream would change the ends of lines on Windows."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _options(asked: argparse.Namespace) -> ExportOptions:
    return options_named(vars(asked))
