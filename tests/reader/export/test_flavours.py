"""The kinds of files that an article goes out as."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reader.export import FORMATS, Style, file_name, write, write_together
from tests.reader.export.test_annotated import rich


@pytest.mark.parametrize(
    ("style", "name"),
    [
        ("annotated", "2024-10-01 Mr. X.md"),
        ("notes", "2024-10-01 Mr. X (notes).md"),
        ("critic", "2024-10-01 Mr. X.critic.md"),
        ("html", "2024-10-01 Mr. X.html"),
        ("csv", "2024-10-01 Mr. X.csv"),
        ("jsonld", "2024-10-01 Mr. X.jsonld"),
        ("docx", "2024-10-01 Mr. X.docx"),
        ("docx-notes", "2024-10-01 Mr. X (notes).docx"),
    ],
)
def test_each_kind_has_a_name_of_its_own(style: Style, name: str) -> None:
    assert file_name("2024-10-01 Mr. X.md", style) == name


def test_every_kind_can_be_written_without_the_library() -> None:
    for style in FORMATS:
        assert write(rich(), style)


def test_several_articles_go_into_one_text_where_the_kind_allows_it() -> None:
    together = {style for style in FORMATS if write_together([rich(), rich()], style)}
    assert together == {"annotated", "notes", "csv", "jsonld"}


def test_what_writes_for_word_is_not_loaded_before_it_is_asked_for() -> None:
    code = "import sys, reader.export; print('docx' in sys.modules, 'markdown' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
