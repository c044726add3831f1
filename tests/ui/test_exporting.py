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
from ui.exporting import PDF, style_of
from ui.session import Session
from ui.window import Window


@pytest.mark.parametrize(
    ("name", "asked", "style"),
    [
        ("River.md", "annotated", "annotated"),
        ("River.critic.md", "annotated", "critic"),
        ("River.Critic.MD", "annotated", "critic"),
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


KINDS: list[tuple[Style, str]] = [(style, SUFFIXES[style]) for style in FORMATS]


@pytest.mark.parametrize(("style", "suffix"), [*KINDS, ("annotated", PDF)])
def test_every_kind_is_written_from_the_window(
    style: Style,
    suffix: str,
    tmp_path: Path,
    show: Callable[[Window], Window],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once more it is written in its place, and never over a file of someone's own."""
    library = Library(tmp_path / "Library.galley")
    window = show(Window(Session(library, now=Clock()), Settings()))
    id, change, blobs = adding(library, at=window.session.now())
    assert window.session.do(change, blobs=blobs)
    window.open_article(id)
    chosen = tmp_path / "out" / f"River{suffix}"
    chosen.parent.mkdir()
    asked: list[str] = []

    def place(_parent: object, _title: str, _proposed: Path, kinds: str, **_more: bool) -> Path:
        asked.append(kinds)
        return chosen

    monkeypatch.setattr(exporting, "place_to_save", place)

    def export() -> str:
        window.foot.messages.sentence.setText("")
        window.outgoing.exporting.ask(
            id, "notes" if style in ("notes", "docx-notes") else "annotated"
        )
        assert wait_until(lambda: "River" in window.foot.messages.sentence.text())
        return window.foot.messages.sentence.text()

    assert export().startswith(f"Written to River{suffix}.")
    assert export().startswith(f"Written to River{suffix}.")
    assert f"*{suffix}" in asked[0]
    assert list(chosen.parent.iterdir()) == [chosen]
    chosen.write_text("My own words.", "utf-8")
    assert "was left alone" in export()
    assert chosen.read_text("utf-8") == "My own words."
    window.end()
    library.close()
