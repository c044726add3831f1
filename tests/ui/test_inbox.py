"""What is saved into the watched folder comes in by itself."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import NotAnArticle
from reader.model import ArticleId, ArticleQuery, Captured, Source
from reader.settings import Settings
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import PlainText
from ui import inbox as module
from ui.dialogs.inbox import InboxDialog
from ui.inbox import Inbox
from ui.window import Window

ALL = ArticleQuery(shelf="all")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other quickly."""
    monkeypatch.setattr(module, "LOOK_EVERY", 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def inbox(window: Window) -> Iterator[Inbox]:
    window.incoming.arrivals.use(PlainText())
    yield window.incoming.inbox
    Settings().save()


def put(file: Path, words: str, ago: float = 10) -> None:
    file.write_text(words, "utf-8")
    changed = time.time() - ago
    os.utime(file, (changed, changed))


def titles(window: Window) -> list[str]:
    rows = window.session.library.articles(ALL)
    return sorted(row.article.title for row in rows)


def test_what_is_saved_there_comes_in_and_the_open_article_stays(
    window: Window, inbox: Inbox, article: ArticleId, folder: Path
) -> None:
    put(folder / "old.txt", "Saved before\nIts words.")
    inbox.watch(folder)
    assert wait_until(lambda: "Saved before" in titles(window))
    put(folder / "new.txt", "Saved now\nIts words.")
    assert wait_until(lambda: "Saved now" in titles(window))
    assert window.page.current is not None
    assert window.page.current[0].id == article
    assert window.foot.messages.sentence.text().startswith("From the watched folder: ")
    assert sorted(each.name for each in folder.iterdir()) == ["new.txt", "old.txt"]


def test_a_page_that_is_saved_again_is_a_revision(
    window: Window, inbox: Inbox, folder: Path
) -> None:
    put(folder / "page.txt", "A page\nIts words are these and some more.")
    inbox.watch(folder)
    assert wait_until(lambda: inbox.taken() == 1)
    put(folder / "page.txt", "A page\nIts words are those and some more.", 5)
    [row] = window.session.library.articles(ALL)
    assert wait_until(lambda: len(window.session.library.revisions(row.article.id)) == 2)
    assert titles(window) == ["A page"]


class Refusing(PlainText):
    """Reads no article about locks."""

    def to_article(self, source: Source) -> Captured:
        if b"locked" in source.content:
            raise NotAnArticle("This file is locked.")
        return super().to_article(source)


def test_what_cannot_be_read_is_said_once(window: Window, inbox: Inbox, folder: Path) -> None:
    window.incoming.arrivals.use(Refusing())
    failures: list[str] = []
    window.incoming.arrivals.finished.connect(
        lambda batch: failures.extend(each.name for each in batch.failures)
    )
    put(folder / "page.txt", "A locked page\nIts words.")
    inbox.watch(folder)
    assert wait_until(lambda: failures == ["page.txt"])
    assert window.foot.messages.sentence.text() == "page.txt: This file is locked."
    put(folder / "good.txt", "A page\nIts words.")
    assert wait_until(lambda: titles(window) == ["A page"])
    assert failures == ["page.txt"]


def test_a_folder_that_is_gone_is_said_once_until_it_is_back(
    window: Window, inbox: Inbox, folder: Path
) -> None:
    said: list[object] = []
    inbox.troubled.connect(said.append)
    folder.rmdir()
    inbox.watch(folder)
    assert wait_until(lambda: bool(said))
    folder.mkdir()
    put(folder / "a.txt", "Back again\nIts words.")
    assert wait_until(lambda: "Back again" in titles(window))
    assert len(said) == 1


def test_nothing_is_looked_at_until_a_folder_is_chosen_and_after_it_was_let_go(
    window: Window, inbox: Inbox, folder: Path
) -> None:
    put(folder / "a.txt", "A page\nIts words.")
    assert inbox.folder is None
    inbox.watch(folder)
    inbox.watch(None)
    assert not inbox._pause.isActive()
    settle()
    assert inbox.folder is None


@pytest.mark.parametrize("wanted", [True, False])
def test_a_folder_that_is_full_already_is_asked_about(
    window: Window, inbox: Inbox, folder: Path, wanted: bool
) -> None:
    for number in range(6):
        put(folder / f"{number}.txt", f"There before {number}\nIts words.")
    asked: list[int] = []
    inbox.many_there.disconnect()
    inbox.many_there.connect(asked.append)
    inbox.watch(folder)
    assert wait_until(lambda: asked == [6])
    assert titles(window) == []
    inbox.go_on(with_these=wanted)
    put(folder / "new.txt", "Saved now\nIts words.")
    assert wait_until(lambda: "Saved now" in titles(window))
    assert len(titles(window)) == (7 if wanted else 1)
    assert asked == [6]


def test_the_dialog_shows_what_is_watched(window: Window, inbox: Inbox, folder: Path) -> None:
    dialog = InboxDialog(inbox)
    assert dialog.name.text() == "No folder is watched"
    assert not dialog.stop.isEnabled()
    inbox.watch(folder)
    assert dialog.name.text() == "inbox"
    assert str(folder) in dialog.where.text()
    dialog.stop.click()
    assert inbox.folder is None
    dialog.deleteLater()


def test_what_came_while_the_window_was_closed_is_found_at_the_next_start(
    window: Window, folder: Path
) -> None:
    window.incoming.arrivals.use(PlainText())
    put(folder / "a.txt", "Saved at night\nIts words.")
    library = str(window.session.library.path.resolve())
    window.remembered.keep(inboxes={library: str(folder)})
    window.incoming.keep_watch()
    assert wait_until(lambda: "Saved at night" in titles(window))
    Settings().save()
