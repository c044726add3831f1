"""Imports from other programs in the window: shown first, brought in small steps, told whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from reader import changes, intake, moved_in, moving_in
from reader.errors import NotAnArticle
from reader.intake import elsewhere
from reader.library import Library
from reader.model import ArticleId, ArticleQuery, Brought, Captured, Source
from reader.moved_in import Report
from tests.reader.intake.elsewhere import made
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui.checking import Job as Check
from ui.checking_told import what_texts_came
from ui.dialogs.move_in import MovedInDialog, MoveInDialog, lines
from ui.foot import Foot
from ui.moving_in import Job, MovingIn, Opened
from ui.session import Session
from ui.window import Window

EVERYTHING = ArticleQuery(shelf="all")
POCKET = "title,url,time_added,tags,status\n" + "".join(
    f"Story {number},https://paper.example/{number},1712050200,,unread\n" for number in range(60)
)


class Here:
    """Reads others' bytes in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)

    def brought(self, source: Source) -> Brought:
        return elsewhere.brought(source)


class Desk(QWidget):
    """What stands around an import."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.session = Session(library, now=Clock())
        self.foot = Foot(self.session, self)
        self.moving_in = MovingIn(self.session, self.foot, self)
        self.moving_in.use(Here())
        self.jobs: list[Job] = []
        self.wanted: list[ArticleId] = []
        self.moving_in.ended.connect(self.jobs.append)
        self.moving_in.texts_wanted.connect(self.wanted.extend)

    def opened(self, source: Source) -> Opened:
        found = elsewhere.brought(source)
        return Opened(source.name or "", found, moving_in.foretold(self.session.library, found))

    def count(self) -> int:
        return self.session.library.count(EVERYTHING)

    def said(self) -> str:
        return self.foot.messages.sentence.text()


@pytest.fixture
def desk(library: Library, show: Callable[[Desk], Desk]) -> Iterator[Desk]:
    desk = show(Desk(library))
    yield desk
    desk.session.close()


def bring(desk: Desk, *sources: Source, fetches: bool = False) -> None:
    desk.moving_in.bring([desk.opened(source) for source in sources], fetches=fetches)
    wait_until(lambda: bool(desk.jobs))


def test_what_is_in_a_file_is_here_afterwards_and_told(desk: Desk) -> None:
    bring(desk, made.export("readwise.csv"), made.omnivore())
    assert desk.count() == 3
    assert desk.said() == ("3 articles imported. Something new for 1 that was here. 5 highlights.")
    assert [report.program for report in desk.jobs[0].reports] == ["Readwise", "Omnivore"]


def test_many_small_portions_are_one_step_of_undo(desk: Desk) -> None:
    bring(desk, made.source(POCKET, "pocket.csv"))
    assert desk.count() == 60
    assert desk.session.undo_stack.count() == 1
    desk.session.undo()
    assert desk.count() == 0
    desk.session.redo()
    assert desk.count() == 60
    desk.session.undo()
    assert desk.count() == 0


def test_a_step_that_cannot_be_undone_any_more_says_so_and_goes(desk: Desk) -> None:
    bring(desk, made.export("readwise.csv"))
    errors: list[object] = []
    desk.session.failed.connect(errors.append)
    library = desk.session.library
    article = library.articles(EVERYTHING)[0].article
    change = changes.edit_article(article, title="Other")
    assert change is not None
    library.apply(change, at=desk.session.now(), by="shell")
    desk.session.undo()
    assert errors
    assert desk.count() == 2


def test_what_has_come_stays_when_it_is_cancelled(desk: Desk) -> None:
    desk.moving_in.bring([desk.opened(made.source(POCKET, "pocket.csv"))])
    wait_until(lambda: desk.count() > 0)
    desk.moving_in.cancel()
    came = desk.count()
    settle()
    assert desk.count() == came
    assert desk.said().startswith("Import cancelled")
    assert not desk.moving_in.busy
    desk.session.undo()
    assert desk.count() == 0


def test_texts_are_wanted_only_if_that_was_chosen(desk: Desk) -> None:
    bring(desk, made.export("pocket.csv"))
    assert desk.wanted == []
    desk.jobs.clear()
    bring(desk, made.export("ril_export.html"), made.export("linkwarden.json"), fetches=True)
    assert desk.wanted == []  # all of them were here
    desk.jobs.clear()
    bring(desk, made.source(POCKET, "pocket.csv"), fetches=True)
    assert len(desk.wanted) == 60


def test_a_file_is_shown_before_it_comes(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[MoveInDialog] = []

    def accept(dialog: MoveInDialog) -> int:
        shown.append(dialog)
        return QDialog.DialogCode.Accepted.value

    monkeypatch.setattr(MoveInDialog, "exec", accept)
    path = tmp_path / "export.csv"
    path.write_bytes(made.content("raindrop.csv"))
    desk.moving_in.open([path])
    wait_until(lambda: bool(desk.jobs))
    assert shown
    assert desk.count() == 2


def test_a_file_of_no_program_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Hello.", encoding="utf-8")
    desk.moving_in.open([path])
    wait_until(lambda: desk.foot.messages.isVisible())
    assert desk.said().startswith("“letter.txt”: This is no export")
    assert desk.jobs == []


def test_the_page_says_that_its_text_is_still_to_come_and_offers_it(
    library: Library, window: Window
) -> None:
    found = elsewhere.brought(made.export("readwise.md")).saved
    [portion] = moving_in.bring(library, found, Here(), size=9, now=Clock())
    assert portion.change is not None
    library.apply(portion.change, at=Clock()(), by="shell", blobs=portion.blobs)
    window.session.look_for_news()
    wanted: list[ArticleId] = []
    window.page.text_wanted.connect(wanted.append)
    bar = window.page.text_bar
    [id] = library.without_text()
    window.page.open(id)
    assert bar.isVisible()
    assert bar.sentence.text() == "The text has not come yet; this is what you marked."
    bar.wanted.emit()
    assert wanted == [id]


def test_a_book_and_an_article_with_its_text_say_no_such_thing(
    library: Library, window: Window
) -> None:
    files = [made.export("koreader.json"), made.omnivore()]
    saved = [elsewhere.brought(each).saved[0] for each in files]
    [portion] = moving_in.bring(library, saved, Here(), size=9, now=Clock())
    assert portion.change is not None
    library.apply(portion.change, at=Clock()(), by="shell", blobs=portion.blobs)
    window.session.look_for_news()
    for row in library.articles(EVERYTHING):
        window.page.open(row.article.id)
        assert not window.page.text_bar.isVisible()


# --- dialogs -------------------------------------------------------------------------------------


def report(name: str) -> Report:
    found = elsewhere.brought(made.export(name))
    came = tuple(
        moved_in.Came(each.title, "link" if each.url else "quotes", each.url, marks=1)
        for each in found.saved
    )
    return Report(name, found.program, came, found.missed)


def test_the_preview_names_what_would_be_left_out_first(
    show: Callable[[QWidget], QWidget],
) -> None:
    failed = [("letter.txt", NotAnArticle("This is no export.", "Choose another."))]
    dialog = MoveInDialog([report("pocket.csv")], failed)
    show(dialog)
    model = dialog.list.model()
    assert isinstance(model, QStringListModel)
    assert model.stringList()[0] == "Nowhere — It has no web address."
    assert dialog.windowTitle() == "Import from Pocket?"
    assert dialog.fetch.text() == "Then get the texts of 3 articles from their sites"
    assert not dialog.fetches()
    dialog.fetch.setChecked(True)
    assert dialog.fetches()
    assert dialog.bring.isEnabled()


def test_there_is_nothing_to_import_where_all_is_here(
    show: Callable[[QWidget], QWidget],
) -> None:
    dialog = MoveInDialog([Report("a", "Pocket", (moved_in.Came("A", "known"),))], [])
    show(dialog)
    assert not dialog.bring.isEnabled()
    assert not dialog.fetches()


def test_the_report_can_be_copied(show: Callable[[QWidget], QWidget]) -> None:
    dialog = MovedInDialog([report("pocket.csv")], 3)
    show(dialog)
    dialog._copy()
    assert "- Nowhere: It has no web address." in QGuiApplication.clipboard().text()
    dialog._get()
    assert dialog.wants_texts


def test_a_list_of_fifty_thousand_is_a_list() -> None:
    came = tuple(moved_in.Came(f"Story {number}\n" * 9, "link") for number in range(50_000))
    told = lines([Report("a", "Pocket", came)])
    assert len(told) == 50_000
    assert all(len(each) < 120 and "\n" not in each for each in told)


def test_what_came_of_asking_for_texts_is_one_sentence() -> None:
    assert what_texts_came([]) == "No article here waits for its text."
    assert Check("texts", ()).kind == "texts"
