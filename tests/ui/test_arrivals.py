"""Many inputs come in without holding anyone up, and go again in one step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from reader import changes
from reader.errors import GalleyError, NotAnArticle
from reader.intake import sniff
from reader.library import Library
from reader.model import ArticleQuery, Captured, Part, Source
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock, PlainText
from ui.arrivals import Arrivals, Batch, offered, progress_words
from ui.dialogs.add import AddDialog, complete_input
from ui.dialogs.bookmark import BookmarkDialog
from ui.dialogs.invited import InvitedDialog
from ui.dialogs.not_added import NotAddedDialog, told
from ui.dialogs.several import SeveralDialog
from ui.instance import whole
from ui.session import Session
from ui.tasks import Progress
from ui.window import Window

ALL = ArticleQuery(shelf="all")


class Desk:
    """Arrivals on a library of their own, and what they said."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.session = Session(library, now=Clock())
        self.arrivals = Arrivals(self.session)
        self.arrivals.use(PlainText())
        self.batches: list[Batch] = []
        self.arrivals.finished.connect(self.batches.append)

    def take(self, *items: str | Source) -> Batch:
        """Takes these and waits until all have come."""
        before = len(self.batches)
        self.arrivals.take(items)
        assert wait_until(lambda: len(self.batches) > before, 20_000)
        return self.batches[-1]

    def count(self) -> int:
        return self.library.count(ALL)

    def close(self) -> None:
        self.arrivals.close()
        self.session.close()


@pytest.fixture
def desk(library: Library, app: QApplication) -> Iterator[Desk]:
    desk = Desk(library)
    yield desk
    desk.close()


def files(folder: Path, count: int) -> list[str]:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(f"Title {number}\nWords of {number}.", "utf-8")
    return [str(each) for each in sorted(folder.iterdir())]


def test_a_folder_comes_in_whole_and_one_bad_file_stops_nothing(desk: Desk, tmp_path: Path) -> None:
    files(tmp_path / "many", 30)
    (tmp_path / "many" / "000.txt").write_bytes(b"")
    batch = desk.take(str(tmp_path / "many"))
    assert (batch.of, len(batch.new), len(batch.failures)) == (30, 29, 1)
    assert batch.failures[0].name == "000.txt"
    assert desk.count() == 29


def test_all_that_came_together_is_one_step_of_undo_and_of_redo(desk: Desk, tmp_path: Path) -> None:
    desk.take(*files(tmp_path / "many", 25))
    assert desk.session.undo_stack.count() == 1
    assert desk.session.undo()
    assert wait_until(lambda: desk.count() == 0)
    assert desk.session.redo()
    assert wait_until(lambda: desk.count() == 25)
    assert desk.session.undo()
    assert wait_until(lambda: desk.count() == 0)
    assert desk.library.verify().problems == ()


def test_what_someone_else_has_changed_since_stays_and_is_said(desk: Desk, tmp_path: Path) -> None:
    said: list[str] = []
    desk.session.failed.connect(lambda error: said.append(str(error)))
    batch = desk.take(*files(tmp_path / "many", 15))
    with Library(desk.library.path) as shell:
        article = shell.article(batch.new[4])
        star = changes.edit_article(article, starred=True)
        assert star is not None
        shell.apply(star, at=Clock()(), by="shell")
    desk.session.undo()
    assert wait_until(lambda: desk.count() == 1)
    assert desk.library.article(batch.new[4]).starred
    assert wait_until(lambda: len(said) == 1)


def test_a_long_step_that_is_stopped_leaves_the_rest_as_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.take(*files(tmp_path / "many", 60))
    told: list[Progress | None] = []
    desk.session.working.connect(told.append)
    desk.session.undo()
    assert wait_until(lambda: desk.count() < 60)
    desk.session.stop_turning()
    assert wait_until(lambda: told[-1:] == [None])
    left = desk.count()
    assert 0 < left < 60
    assert desk.session.redo()
    assert wait_until(lambda: desk.count() == 60)


def test_listeners_hear_of_many_articles_together(desk: Desk, tmp_path: Path) -> None:
    heard: list[int] = []
    desk.session.changed.connect(
        lambda change: heard.append(sum(each.key.kind == "article" for each in change.edits))
    )
    desk.take(*files(tmp_path / "many", 40))
    assert sum(heard) == 40
    assert len(heard) < 40


def test_two_inputs_of_one_article_are_not_two_articles(desk: Desk, tmp_path: Path) -> None:
    at = Clock()()
    one = Source(b"Pump\nThe same.", "text/plain", at, url="https://a.example/pump")
    again = replace(one, content=b"Pump\nThe same, corrected.")
    batch = desk.take(one, again, one)
    assert (len(batch.new), desk.count()) == (1, 1)
    assert len(batch.revisions) >= 1


class Slow(PlainText):
    """Reads no further than it is let."""

    def __init__(self, free: int) -> None:
        self._let = threading.Semaphore(free)
        self.stopped = threading.Event()

    def to_article(self, source: Source) -> Captured:
        if not self._let.acquire(timeout=0.01):
            self.stopped.set()
            self._let.acquire(timeout=5)
        return super().to_article(source)

    def let(self, more: int) -> None:
        self._let.release(more)


def test_what_was_cancelled_is_kept_and_the_rest_is_offered(desk: Desk, tmp_path: Path) -> None:
    slow = Slow(10)
    desk.arrivals.use(slow)
    given = files(tmp_path / "many", 40)
    desk.arrivals.take(given)
    assert wait_until(slow.stopped.is_set)
    assert wait_until(lambda: desk.count() == 10)
    desk.arrivals.cancel()
    slow.let(40)
    assert [batch.cancelled for batch in desk.batches] == [True]
    left = desk.arrivals.unfinished()
    assert left is not None
    assert (left.of, left.done + len(left.inputs)) == (40, 40)
    assert left.done == desk.count() == 10
    other = Arrivals(desk.session)  # as the next start of the window
    other.use(PlainText())
    other.resume()
    assert wait_until(lambda: desk.count() == 40)
    assert wait_until(lambda: not other.busy)
    assert other.unfinished() is None
    other.close()


def test_a_few_inputs_are_not_offered_again(desk: Desk, tmp_path: Path) -> None:
    slow = Slow(0)
    desk.arrivals.use(slow)
    desk.arrivals.take(files(tmp_path / "few", 3))
    assert wait_until(slow.stopped.is_set)
    desk.arrivals.cancel()
    slow.let(9)
    assert desk.arrivals.unfinished() is None


def test_taking_back_what_is_still_coming_in_stops_the_rest(desk: Desk, tmp_path: Path) -> None:
    slow = Slow(5)
    desk.arrivals.use(slow)
    desk.arrivals.take(files(tmp_path / "many", 30))
    assert wait_until(lambda: desk.count() == 5)
    assert desk.session.undo()
    slow.let(30)
    assert wait_until(lambda: bool(desk.batches))
    assert wait_until(lambda: desk.count() == 0)
    assert desk.batches[0].cancelled


class Faulty(PlainText):
    """Has a fault of its own with some words."""

    def to_article(self, source: Source) -> Captured:
        if b"Words of 3." in source.content:
            raise NotAnArticle("This one is none.")
        return super().to_article(source)


def test_each_failure_is_named_in_a_report_that_can_be_kept(
    desk: Desk, tmp_path: Path, app: QApplication
) -> None:
    desk.arrivals.use(Faulty())
    batch = desk.take(*files(tmp_path / "many", 6))
    assert [(each.name, str(each.error)) for each in batch.failures] == [
        ("003.txt", "This one is none.")
    ]
    failed = [(f"{number}.html", GalleyError("It broke.", "Try again.")) for number in range(3000)]
    dialog = NotAddedDialog(failed)
    assert dialog.text.toPlainText() == told(failed)
    assert told(failed).count("It broke. Try again.") == 3000
    dialog._copy()
    assert app.clipboard().text() == told(failed)
    dialog.deleteLater()


# --- several in one ------------------------------------------------------------------------------


class Book(PlainText):
    """Each line of a book is a chapter."""

    def parts(self, source: Source) -> tuple[Part, ...]:
        return tuple(
            Part(line.decode(), replace(source, content=line + b"\nIts words.", name="part.txt"))
            for line in source.content.splitlines()
        )


@pytest.mark.parametrize(("each", "came"), [(True, 3), (False, 1)])
def test_a_book_comes_as_one_or_by_its_chapters(
    desk: Desk, tmp_path: Path, each: bool, came: int
) -> None:
    desk.arrivals.use(Book())
    book = tmp_path / "book.epub"
    book.write_bytes(b"One\nTwo\nThree")
    desk.arrivals.several_found.connect(
        lambda several: desk.arrivals.answer(several, each=each, always=True)
    )
    batch = desk.take(str(book))
    assert (len(batch.new), batch.of) == (came, came)


def test_a_book_may_be_left_out(desk: Desk, tmp_path: Path) -> None:
    desk.arrivals.use(Book())
    book, other = tmp_path / "book.epub", tmp_path / "other.txt"
    book.write_bytes(b"One\nTwo\nThree")
    other.write_bytes(b"Other\nIts words.")
    desk.arrivals.several_found.connect(desk.arrivals.leave_out)
    batch = desk.take(str(book), str(other))
    assert (len(batch.new), batch.of) == (1, 1)


def test_the_question_shows_what_is_in_it(app: QApplication) -> None:
    dialog = SeveralDialog("book.epub", ["One", "", "Three"])
    shown = [dialog.titles.item(row).text() for row in range(dialog.titles.count())]
    assert shown == ["One", "Without a title", "Three"]
    dialog._take_each()
    assert (dialog.each, dialog.result()) == (True, QDialog.DialogCode.Accepted.value)
    dialog.deleteLater()


# --- pasting -------------------------------------------------------------------------------------


def test_rich_text_says_where_it_was_copied() -> None:
    for form, content in (
        ("chromium/x-source-url", b"https://news.example/pump"),
        ("text/x-moz-url-priv", "https://news.example/pump\n".encode("utf-16-le")),
    ):
        given = QMimeData()
        given.setHtml("<p>The <b>pump</b></p>")
        given.setData(form, content)
        [source] = offered(given, at=Clock()())
        assert isinstance(source, Source)
        assert (source.media_type, source.url) == (sniff.COPIED, "https://news.example/pump")


def test_markdown_that_an_editor_colours_is_markdown() -> None:
    given = QMimeData()
    given.setHtml("<div style='color:red'># Title</div>")
    given.setText("# Title\n\nWords.")
    given.setData("vscode-editor-data", b"{}")
    [source] = offered(given, at=Clock()())
    assert isinstance(source, Source)
    assert (source.media_type, source.content) == ("text/plain", b"# Title\n\nWords.")


# --- what a browser hands over -------------------------------------------------------------------


def test_an_address_of_our_own_is_handed_on_as_it_is() -> None:
    ours = "galley://add?url=https%3A%2F%2Fnews.example%2Fa"
    assert whole([ours]) == [ours]


def answer(app: QApplication, how: Callable[[InvitedDialog], None]) -> None:
    """Answers the question once it is asked."""

    def look() -> None:
        for widget in app.topLevelWidgets():
            if isinstance(widget, InvitedDialog) and widget.isVisible():
                how(widget)
                return
        QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_page_is_fetched_only_if_it_is_wanted(
    window: Window, app: QApplication, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    taken: list[tuple[list[str], str, bool]] = []
    asked: list[InvitedDialog] = []
    monkeypatch.setattr(
        window.incoming.arrivals,
        "take",
        lambda items, *, quote, from_web: taken.append((items, quote, from_web)),
    )

    def reply(dialog: InvitedDialog) -> None:
        asked.append(dialog)
        assert "news.example" in dialog.address.text()
        assert not dialog._add.isEnabled()
        if wanted:
            dialog.accept()
        else:
            dialog.reject()

    answer(app, reply)
    ours = "galley://add?url=https%3A%2F%2Fnews.example%2Fa&quote=the+pump"
    window.incoming.arrivals.invited.emit([ours])
    window.incoming.arrivals.invited.emit([ours])  # a page that asks again while it is asked about
    assert wait_until(lambda: bool(asked))
    assert wait_until(lambda: not window.incoming._is_asking)
    settle()
    assert len(asked) == 1
    assert taken == ([(["https://news.example/a"], "the pump", True)] if wanted else [])


def test_what_is_no_page_of_the_web_is_said_and_nothing_is_asked(window: Window) -> None:
    window.take_over(["galley://add?url=file%3A%2F%2F%2Fetc%2Fpasswd"])
    assert wait_until(lambda: "none of the web" in window.foot.messages.sentence.text())
    assert not window.incoming.arrivals.busy


def test_the_words_that_were_selected_are_marked(desk: Desk, tmp_path: Path) -> None:
    [file] = files(tmp_path / "one", 1)
    desk.arrivals.take([file], quote="Words of 0.")
    assert wait_until(lambda: bool(desk.batches))
    [mark] = desk.library.annotations(desk.batches[0].new[0])
    assert mark.anchor.exact == "Words of 0."


# --- asking --------------------------------------------------------------------------------------


def test_lines_are_addresses_and_paths(app: QApplication, tmp_path: Path) -> None:
    dialog = AddDialog()
    dialog.field.setPlainText(f"example.org/a\n\n  {tmp_path}\nhttps://b.example/")
    assert dialog._add.isEnabled()
    dialog._enter()
    assert dialog.inputs == ["https://example.org/a", str(tmp_path), "https://b.example/"]
    dialog.inputs = []
    dialog.field.setPlainText(f"example.org/a\n{tmp_path}/missing.html")
    assert not dialog._add.isEnabled()
    assert "missing.html" in dialog.wrong.text()
    dialog.deleteLater()


def test_a_path_may_be_written_as_a_shell_would(tmp_path: Path) -> None:
    assert complete_input(f'"{tmp_path}"') == str(tmp_path)
    assert complete_input("~") == str(Path.home())


def test_the_bookmark_can_be_copied(app: QApplication) -> None:
    dialog = BookmarkDialog()
    dialog._copy()
    assert app.clipboard().text().startswith("javascript:")
    assert dialog.address.toPlainText() == app.clipboard().text()
    dialog.deleteLater()


def test_progress_says_which_of_how_many_and_the_time_that_is_left() -> None:
    assert progress_words(Progress(0, 1, "a.html"), 0) == "Adding a.html"
    assert progress_words(Progress(4, 9999, "a.html"), 1) == "Adding 5 of 9,999: a.html"
    assert progress_words(Progress(999, 3999, "a.html"), 100) == (
        "Adding 1,000 of 3,999, about 5 minutes left: a.html"
    )


def test_the_rest_is_offered_at_the_next_start(window: Window, tmp_path: Path) -> None:
    arrivals, messages = window.incoming.arrivals, window.foot.messages
    slow = Slow(6)
    arrivals.use(slow)
    arrivals.take(files(tmp_path / "many", 30))
    assert wait_until(slow.stopped.is_set)
    assert wait_until(lambda: window.session.library.count(ALL) == 6)
    arrivals.close()
    slow.let(40)
    arrivals._finish()
    window.incoming.keep_watch()
    assert messages.sentence.text() == "6 of 30 have come. Go on with the rest?"
    arrivals.use(PlainText())
    offer = messages.offer()
    assert offer is not None
    offer.click()
    assert wait_until(lambda: window.session.library.count(ALL) == 30)


def test_an_offer_that_was_declined_is_not_made_again(window: Window, tmp_path: Path) -> None:
    arrivals = window.incoming.arrivals
    slow = Slow(0)
    arrivals.use(slow)
    arrivals.take(files(tmp_path / "many", 30))
    assert wait_until(slow.stopped.is_set)
    arrivals.cancel()
    slow.let(40)
    assert window.incoming.offer_the_rest()
    window.foot.messages._closing.trigger()
    assert not window.incoming.offer_the_rest()


def test_a_folder_without_articles_says_so(window: Window, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    window.incoming.arrivals.take([str(tmp_path / "none")])
    assert wait_until(lambda: window.foot.messages.sentence.text() == "There is no article in it.")
    (tmp_path / "none" / "a.jpg").write_bytes(b"x")
    window.incoming.arrivals.take([str(tmp_path / "none")])
    said = "1 file of another kind was passed over."
    assert wait_until(lambda: window.foot.messages.sentence.text() == said)
