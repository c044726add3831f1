"""The ending of a name in the export dialog says what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reader.export import FORMATS, Style
from reader.export.flavours import SUFFIXES
from reader.library import Library
from reader.settings import Settings
from tests.ui.conftest import wait_until
from tests.ui.kit import Clock, adding
from ui import exporting
from ui.exporting import style_of
from ui.session import Session
from ui.window import Window


@pytest.mark.parametrize(
    ("name", "asked", "style"),
    [
        ("River.md", "annotated", "annotated"),
        ("River.DOCX", "annotated", "docx"),
        ("River.html", "annotated", "html"),
        ("River.csv", "annotated", "csv"),
        ("River.jsonld", "annotated", "jsonld"),
        ("The U.S. river", "annotated", "annotated"),
        ("River", "notes", "notes"),
        ("River.docx", "notes", "docx-notes"),
        ("River.html", "notes", "notes"),
    ],
)
def test_the_ending_says_what_is_written(name: str, asked: Style, style: Style) -> None:
    assert style_of(Path(name), asked) == style


@pytest.mark.parametrize("style", FORMATS)
def test_every_kind_is_written_from_the_window(
    style: Style,
    tmp_path: Path,
    show: Callable[[Window], Window],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = Library(tmp_path / "Library.galley")
    window = show(Window(Session(library, now=Clock()), Settings()))
    id, change, blobs = adding(library, at=window.session.now())
    assert window.session.do(change, blobs=blobs)
    window.open_article(id)
    chosen = tmp_path / "out" / f"River{SUFFIXES[style]}"
    chosen.parent.mkdir()
    asked: list[tuple[Path, str]] = []

    def place(_parent: object, _title: str, proposed: Path, kinds: str, **_more: bool) -> Path:
        asked.append((proposed, kinds))
        return chosen

    monkeypatch.setattr(exporting, "place_to_save", place)
    only_notes = style in ("notes", "docx-notes")
    window.outgoing.exporting.ask(id, "notes" if only_notes else "annotated")
    assert wait_until(chosen.exists)
    assert wait_until(lambda: window.foot.messages.sentence.text().startswith("Written to River"))
    assert f"*{SUFFIXES[style]}" in asked[0][1]
    assert chosen.stat().st_size > 0
    window.end()
    library.close()
