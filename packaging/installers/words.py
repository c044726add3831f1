"""The man page and the completions, written from the program's own options.

Runs in the build environment with the sources on the path: `python words.py man|bash|zsh|fish`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from os import environ


def main() -> None:
    from reader.cli import _parser
    from reader.commands import COMMANDS

    if sys.argv[1] == "man":
        page = [*HEAD, *plain(_parser(COMMANDS).format_help()), ".SH COMMANDS", *commands()]
        print("\n".join([*page, *FOOT]))
    else:
        import shtab

        print(shtab.complete(_parser(COMMANDS), sys.argv[1]))


def commands() -> Iterator[str]:
    """A section for each command, with its own help."""
    from reader.commands import COMMANDS

    for name, command in COMMANDS.items():
        parser = argparse.ArgumentParser(prog=f"galley {name}", description=command.help)
        command.arguments(parser)
        yield f'.SS "galley {name}"'
        yield from plain(parser.format_help())


def plain(text: str) -> Iterator[str]:
    """Lines that man shows as they are."""
    yield ".nf"
    for line in text.rstrip().split("\n"):
        escaped = line.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
        yield f"\\&{escaped}" if escaped.startswith(".") else escaped or ".sp"
    yield ".fi"


DAY = datetime.fromtimestamp(int(environ["SOURCE_DATE_EPOCH"]), UTC).strftime("%Y-%m-%d")
HEAD = (
    f'.TH GALLEY 1 {DAY} "Galley {environ["GALLEY_VERSION"]}" "User commands"',
    ".SH NAME",
    r"galley \- reader for journalists that marks up articles on the exact words",
    ".SH SYNOPSIS",
    r"\fBgalley\fR [\fB\-\-library\fR \fIPATH\fR] [\fIFILE\fR | \fIURL\fR ...]",
    ".br",
    r"\fBgalley\fR [\fB\-\-library\fR \fIPATH\fR] \fICOMMAND\fR ...",
    ".SH DESCRIPTION",
    "Without a command Galley opens its window and adds what is named. A second start hands its",
    "files and addresses to the window that is open.",
    ".SH OPTIONS",
)
FOOT = (
    ".SH EXIT STATUS",
    "0 when done, 1 for something that you can act on, 2 for wrong usage, 3 for a fault in Galley.",
)


if __name__ == "__main__":
    main()
