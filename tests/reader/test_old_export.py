"""An old revision that leaves as Markdown is a file of its own, and stays what it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reader import adding, exporting, homecoming, intake
from reader.export.files import exports_in
from reader.library import Library
from reader.model import ArticleId, Captured, Source
from tests.reader.intake.sources import AT, PROSE, html
from tests.reader.moves import marked

PAGE = html(f"<title>The pump</title><article><h1>The pump</h1>{PROSE * 2}</article>")
LATER = replace(PAGE, content=PAGE.content.replace(b"Tuesday", b"Wednesday"))


class Here:
    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "Test.galley") as library:
        yield library


def _take(library: Library, source: Source, of: ArticleId | None = None) -> ArticleId:
    read = adding.extract(source, Here())
    arrival = adding.arrive(library, read, new_id=library.new_article_id(), at=AT, revision_of=of)
    assert arrival.change is not None
    library.apply(arrival.change, at=AT, by="capture", blobs=arrival.blobs)
    return arrival.article


@pytest.fixture
def article(library: Library) -> ArticleId:
    """An article of two revisions with one mark."""
    id = _take(library, PAGE)
    marked(library, id, "Tuesday")
    return _take(library, LATER, of=id)


def send(
    library: Library, id: ArticleId, folder: Path, revision: int | None = None
) -> exporting.Sent:
    folder.mkdir(exist_ok=True)
    to = exporting.place_in(library, folder, id, revision)
    sent = exporting.send(library, id, to, "annotated", revision=revision)
    exporting.remember(library, sent, at=AT)
    return sent


@pytest.mark.parametrize("order", [(1, None), (None, 1)])
def test_both_stand_side_by_side_whichever_came_first(
    library: Library, article: ArticleId, tmp_path: Path, order: tuple[int | None, int | None]
) -> None:
    folder = tmp_path / "vault"
    paths = {each: send(library, article, folder, each).written.path for each in order}
    assert paths[1].name.endswith("(revision 1).md")
    assert "==Tuesday==" in paths[1].read_text("utf-8")
    assert "Wednesday" in paths[None].read_text("utf-8")
    assert "Tuesday" not in paths[None].read_text("utf-8").partition("[^")[0]
    again = {each: send(library, article, folder, each).written for each in reversed(order)}
    assert {each: written.path for each, written in again.items()} == paths
    assert len(list(folder.iterdir())) == 2


def test_what_was_once_the_current_one_is_brought_up_to_date(
    library: Library, tmp_path: Path
) -> None:
    id = _take(library, PAGE)
    first = send(library, id, tmp_path / "vault").written.path
    _take(library, LATER, of=id)
    assert send(library, id, tmp_path / "vault").written.path == first
    assert "Wednesday" in first.read_text("utf-8")


def test_even_under_its_own_name_an_old_one_is_not_written_over(
    library: Library, article: ArticleId, tmp_path: Path
) -> None:
    old = send(library, article, tmp_path / "vault", 1).written.path
    sent = exporting.send(library, article, old, "annotated")
    assert sent.written.beside
    assert "==Tuesday==" in old.read_text("utf-8")


def test_a_vault_that_follows_leaves_it_alone(
    library: Library, article: ArticleId, tmp_path: Path
) -> None:
    send(library, article, tmp_path / "vault", 1)
    assert list(exports_in(tmp_path / "vault")) == []


def test_a_note_that_was_edited_in_it_comes_home(
    library: Library, article: ArticleId, tmp_path: Path
) -> None:
    path = send(library, article, tmp_path / "vault", 1).written.path
    text = path.read_text("utf-8")
    [mark] = library.annotations(article)
    head = next(line for line in text.split("\n") if line.startswith(f"[^{mark.id}]:"))
    path.write_text(text.replace(head, f"{head}\n\n    Ask again."), encoding="utf-8")
    homecoming.bring_home(library, path, at=AT, by="window")
    assert library.annotation(mark.id).note == "Ask again."
    assert library.article(article).revision == 2
