"""The shell: `galley COMMAND ...` and what every command shares.

A first word that is a command is a command; anything else is a file or an address to open in
the window. What needs a screen is handed in as `Faces`, so that `python -m reader` works
without one. Exit status: 0 done, 1 something the user can act on, 2 wrong usage, 3 a bug.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader import paths
from reader.errors import GalleyError
from reader.messages import _
from reader.model import ArticleId
from reader.values import dataclass
from reader.version import program_version

if TYPE_CHECKING:
    from reader.commands import Command
    from reader.library import Reader

DONE, TO_ACT_ON, WRONG_USAGE, BUG = range(4)


@dataclass(frozen=True, slots=True)
class Faces:
    """What needs a screen, each imported only when it is called.

    `open_window(library, inputs)` gives the exit status. `picture(library, article, to)` writes
    a PNG of the window. `pdf(reader, article, revision)` gives an article's pages as a PDF.
    `self_tests()` gives (what was checked, None or what is wrong).
    """

    open_window: Callable[[Path, Sequence[str]], int]
    picture: Callable[[Path, ArticleId, Path], None]
    pdf: Callable[[Reader, ArticleId, int | None], bytes]
    self_tests: Callable[[], Iterable[tuple[str, str | None]]]


def main(argv: Sequence[str] | None = None, faces: Faces | None = None) -> int:
    """Run one command line; gives back the exit status and raises nothing."""
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--child"]:
        return _serve(words[1:])
    try:
        return _run(words, faces)
    except SystemExit as asked:
        return asked.code if isinstance(asked.code, int) else WRONG_USAGE
    except GalleyError as error:
        print(error, file=sys.stderr)
        return TO_ACT_ON
    except BrokenPipeError:
        # The reader of our output went away (`galley list | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return TO_ACT_ON
    except Exception:
        print(_("Something went wrong in Galley itself."), file=sys.stderr)
        print(_("A report is in {path}.").format(path=_write_report()), file=sys.stderr)
        return BUG


def _serve(names: Sequence[str]) -> int:
    """The far end that the frozen program starts under this name."""
    if names == ["templates"]:
        from reader.templates import child as templates

        return templates.serve()
    from reader.intake import child as pages

    return pages.serve()


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _write_report() -> Path:
    handle, name = tempfile.mkstemp(prefix="galley-report-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as report:
        report.write(f"Galley {program_version()}, Python {sys.version}\n\n")
        report.write(traceback.format_exc())
    return Path(name)


def _run(words: list[str], faces: Faces | None) -> int:
    options, rest = _library_options(words)
    if options.version:
        print(f"galley {program_version()}")
        return DONE
    library = options.library or paths.default_library()
    if rest:
        status = _command(library, faces, rest)
        if status is not None:
            return status
    if faces is None:
        raise GalleyError(
            _("This is Galley without its window."),
            _("Start “galley” for the window, or “python -m reader --help” for the commands."),
        )
    return faces.open_window(library, rest)


def _command(library: Path, faces: Faces | None, words: list[str]) -> int | None:
    """The status of a command; None where the words are files and addresses for the window."""
    # Here and not above: the window opens without loading every parser and exporter.
    from reader.commands import COMMANDS, Shell

    if words[0] in COMMANDS or words[0] in ("-h", "--help"):
        asked = _parser(COMMANDS).parse_args(words)
        return int(asked.run(Shell(library, faces), asked))
    unknown = [word for word in words if word.startswith("-")]
    if unknown:
        _parser(COMMANDS).error(_("no such option: {option}").format(option=unknown[0]))
    return None


def _library_options(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options before the command, and the rest untouched."""
    parser = argparse.ArgumentParser(prog="galley", add_help=False, allow_abbrev=False)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--version", action="store_true")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    options, unknown = parser.parse_known_args(words)
    return options, [*unknown, *options.rest]


def _parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="galley",
        usage="galley [--library PATH] [FILE | URL ...] | [COMMAND ...]",
        description=_(
            "A reader for journalists. Without a command it opens the window and adds what "
            "is named."
        ),
        allow_abbrev=False,
    )
    parser.add_argument("--library", type=Path, help=_("another library file than the default"))
    parser.add_argument("--version", action="store_true", help=_("print the version"))
    chosen = parser.add_subparsers(
        title=_("commands"), metavar="COMMAND", required=True, prog="galley"
    )
    for name, command in commands.items():
        sub = chosen.add_parser(
            name, help=command.help, description=command.help, allow_abbrev=False
        )
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return parser
