"""Word files, OpenDocument texts and e-books made by hand, by pandoc and by LibreOffice."""

from __future__ import annotations

import atexit
import shutil
import subprocess
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pypandoc
import pytest

from reader.intake.packed import packed
from reader.model import Source
from tests.reader.intake.sources import AT

PUMP = files("resources") / "samples/the-river-that-moved-a-border.png"

STORY = """---
title: "The pump that stopped"
author: [Ana Pinto, Joost de Wit]
date: 1 October 2024
lang: en
---

The board met on *Tuesday*, and its **minutes** say[^1] what the town has
[argued](https://lowlandpost.example/minutes) about.[^2]

[Who says so?]{.comment-start id="0" author="Editor" date="2024-10-02T10:00:00Z"}The
pump[]{.comment-end id="0"} is to be replaced. We say
[put in]{.insertion author="Ed" date="2024-10-02T10:00:00Z"}[left out]{.deletion author="Ed"
date="2024-10-02T10:00:00Z"} words. [A marked one]{.mark} here, ~~struck~~, H~2~O, x^2^ and `code`.

# What it costs

1. First
2. Second

   Goes on.

   - nested

     1. deeper
3. Third

Between.

7. Seven
8. Eight

> A quote of two.
>
> Paragraphs it has.

## Figures

![A pump in the rain](PUMP)

| Year | Cost |
|------|-----:|
| 2023 | 10 |
| 2024 | 12 **bold** |

``` python
if x:
    print(y)
```

Last line\\
with a break.

[^1]: A note with *style* and [link](https://n.example/).

    Its second paragraph.
[^2]: Another note.
"""

WORDS = [
    "The pump that stopped",
    "The board met on Tuesday, and its minutes say1 what the town has argued about.2",
    "The pump is to be replaced. We say put in words. A marked one here, struck, H2O, x2 and code.",
    "What it costs",
    *("First", "Second", "Goes on.", "nested", "deeper", "Third", "Between.", "Seven", "Eight"),
    *("A quote of two.", "Paragraphs it has.", "Figures", "\ufffc", "A pump in the rain"),
    *("Year", "Cost", "2023", "10", "2024", "12 bold"),
    "if x:\n    print(y)",
    "Last line\nwith a break.",
    "A note with style and link.",
    "Its second paragraph.",
    "Another note.",
]
"""The blocks of STORY."""


def source(content: bytes, name: str) -> Source:
    return Source(content, "application/octet-stream", AT, name=name)


@cache
def by_pandoc(kind: str, story: str = STORY) -> bytes:
    """A text as pandoc writes it in this format."""
    with TemporaryDirectory() as folder:
        made = Path(folder, f"story.{kind}")
        pypandoc.convert_text(
            story.replace("PUMP", str(PUMP)),
            kind,
            format="markdown+mark",
            outputfile=str(made),
            extra_args=["--standalone"],
        )
        return made.read_bytes()


def by_libreoffice(content: bytes, kind: str, into: str, folder: Path) -> bytes:
    """A file as LibreOffice saves it in another format; the test is skipped where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    given = folder / f"given.{kind}"
    given.write_bytes(content)
    command = [office, f"-env:UserInstallation={_profile().as_uri()}", "--headless"]
    command += ["--convert-to", into, "--outdir", str(folder / "made"), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "made" / f"given.{into}").read_bytes()


@cache
def _profile() -> Path:
    """What LibreOffice keeps for its user; to make it takes longer than to convert a file."""
    folder = mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def word(body: str, **parts: str) -> bytes:
    """A Word file with this in its body, and these parts (`comments`, `styles`) beside it."""
    relations = "".join(
        f'<Relationship Id="r{name}" Type="http://x/{name}" Target="{name}.xml"/>' for name in parts
    )
    inside = [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", f"<w:document {_WORD}><w:body>{body}</w:body></w:document>"),
        (
            "word/_rels/document.xml.rels",
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
            f"{relations}</Relationships>",
        ),
        *(
            (f"word/{name}.xml", f"<w:{name} {_WORD}>{content}</w:{name}>")
            for name, content in parts.items()
        ),
    ]
    return packed((name, content.encode()) for name, content in inside)


def paragraph(words: str, properties: str = "") -> str:
    """A paragraph of Word's with one run."""
    return f"<w:p>{properties}<w:r><w:t xml:space='preserve'>{words}</w:t></w:r></w:p>"
