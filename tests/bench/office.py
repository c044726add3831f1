"""What an office program makes of our Word files; slow, so no part of `make test`.

    python -m tests.bench.office [FOLDER]

Writes the samples and a few hard articles as Word files, has LibreOffice read each (Debian's
packages libreoffice-writer-nogui and poppler-utils), and leaves its pages in the folder as
pictures to look at, comments in the margin. Fails where a file is not read, where words are
missing, or where LibreOffice finds another number of comments.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import docx

from reader.export.docx import write, write_notes
from reader.model import ArticleQuery, Exported
from tests.bench.__main__ import filled
from tests.reader.export import adversarial
from tests.reader.export.test_annotated import rich

_PDF = 'pdf:writer_pdf_Export:{"ExportNotesInMargin":{"type":"boolean","value":"true"}}'
_SECONDS = 120


@dataclass(frozen=True)
class Case:
    """A Word file and what has to be found in it."""

    name: str
    content: bytes
    words: frozenset[str]

    @property
    def comments(self) -> int:
        return comments_in(self.content)


def comments_in(content: bytes) -> int:
    return len(list(docx.Document(io.BytesIO(content)).comments))


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path(tempfile.mkdtemp(prefix="galley-office-"))
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for case in cases():
        problem = look(case, folder)
        failed += problem is not None
        print(
            f"{'ok  ' if problem is None else 'FAIL'}  {case.name}"
            + (f": {problem}" * bool(problem))
        )
    print(f"The pages are in {folder}.")
    return 1 if failed else 0


def cases() -> Iterator[Case]:
    with tempfile.TemporaryDirectory() as folder:
        library = filled(Path(folder))
        for number, row in enumerate(library.articles(ArticleQuery())):
            exported = library.exported(row.article.id)
            yield of_article(f"sample-{number}", exported, write(exported, blob=library.blob))
            yield Case(f"sample-{number}-notes", write_notes(exported), frozenset())
        library.close()
    yield of_article("rich", rich(), write(rich()))
    yield Case("rich-notes", write_notes(rich()), frozenset())
    for seed in range(20):
        hostile = adversarial.exported(Random(seed))
        yield Case(f"hostile-{seed}", write(hostile), frozenset())


def of_article(name: str, exported: Exported, content: bytes) -> Case:
    words = frozenset(
        word for word in exported.document.text.replace("\ufffc", " ").split() if word.isalpha()
    )
    return Case(name, content, words)


def look(case: Case, folder: Path) -> str | None:
    """What is wrong with LibreOffice's reading of a file; its pages are left in the folder."""
    file = folder / f"{case.name}.docx"
    file.write_bytes(case.content)
    read_again = folder / "read again"
    for kind, to in ((_PDF, folder), ("docx", read_again), ("txt:Text (encoded):UTF8", read_again)):
        if (problem := office(file, kind, to)) is not None:
            return problem
    pages = ["pdftoppm", "-r", "70", "-png", f"{folder / case.name}.pdf", str(folder / case.name)]
    subprocess.run(pages, check=True, timeout=_SECONDS, stderr=subprocess.DEVNULL)
    text = (read_again / f"{case.name}.txt").read_text(encoding="utf-8-sig")
    if lost := case.words - {*text.split()}:
        return f"words are missing: {sorted(lost)[:9]}"
    comments = comments_in((read_again / file.name).read_bytes())
    return None if comments == case.comments else f"{comments} comments, not {case.comments}"


def office(file: Path, kind: str, to: Path) -> str | None:
    command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(to), str(file)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
    except FileNotFoundError:
        return "LibreOffice is not here: apt-get install libreoffice-writer-nogui poppler-utils"
    except subprocess.TimeoutExpired:
        return f"LibreOffice took more than {_SECONDS} s"
    suffix = kind.partition(":")[0]
    return None if (to / f"{file.stem}.{suffix}").exists() else done.stderr.strip() or done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
