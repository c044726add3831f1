"""Pictures that are still on the web come when asked for, and every request can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget

from reader import asked, changes, pictures, records
from reader.library import Library, Reader
from reader.model import (
    ArticleId,
    Asked,
    Block,
    Captured,
    Change,
    Document,
    Edit,
    Picture,
    Source,
    Span,
    StoredPicture,
    sha256,
)
from reader.pictures import Got
from tests.reader.moves import AT
from tests.reader.test_duplicates import Here
from tests.ui.conftest import settle, wait_until
from tests.ui.kit import Clock
from ui.foot import Foot
from ui.on_the_web import OnTheWeb, what_came
from ui.session import Session

SRC = "https://example.org/pump.png"
CONTENT = b"\x89PNG\r\n\x1a\n"


class Desk(QWidget):
    def __init__(self, library: Library) -> None:
        super().__init__()
        self.session = Session(library, now=Clock())
        self.foot = Foot(self.session, self)
        self.shown: ArticleId | None = None
        self.web = OnTheWeb(self.session, self.foot, lambda: self.shown, self)
        self.web.use(Here())

    @property
    def sentence(self) -> str:
        return self.foot.messages.sentence.text()


@pytest.fixture
def desk(library: Library, show: Callable[[Desk], Desk]) -> Iterator[Desk]:
    desk = show(Desk(library))
    yield desk
    desk.session.close()


@pytest.fixture
def article(desk: Desk) -> ArticleId:
    """An article with one picture that is on the web."""
    library = desk.session.library
    document = Document(
        (
            Block("heading", "The pump", level=1),
            Block("picture", "\ufffc", (Span(0, 1, Picture(SRC, "A pump")),)),
            Block("paragraph", "The board met."),
        )
    )
    source = Source(b"The pump", "text/plain", AT, url="https://example.org/pump")
    packed = records.pack(source, document)
    captured = Captured(document, "The pump", url=source.url, pictures=(SRC,))
    id = library.new_article_id()
    change = changes.add(captured, source, packed, article=id, at=AT)
    assert desk.session.do(change, blobs=packed.blobs)
    desk.shown = id
    return id


REQUEST = Asked(AT, SRC, "picture", address="192.0.2.1", status=200, size=8)


def came(reader: Reader, id: ArticleId, **_more: object) -> Got:
    picture = StoredPicture(id, SRC, sha256(CONTENT), media_type="image/png")
    change = Change("pictures", (Edit(None, picture),))
    return Got(1, {}, change, {sha256(CONTENT): CONTENT}, (REQUEST,))


def test_a_missing_picture_comes_in_one_step_and_what_was_asked_is_kept(
    desk: Desk, article: ArticleId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "get", came)
    desk.web.get_pictures()
    assert wait_until(lambda: desk.sentence == "1 picture came.")
    library = desk.session.library
    assert library.pictures(article)[SRC].sha256 == sha256(CONTENT)
    assert asked.of(library, article) == (REQUEST,)
    desk.web.get_pictures()
    assert desk.sentence == "All its pictures are here."
    desk.session.undo_stack.undo()
    assert SRC not in library.pictures(article)


def test_why_one_did_not_come_is_said_once(desk: Desk) -> None:
    got = Got(0, {"a": "It was too large.", "b": "It was too large."}, None, {}, ())
    assert what_came(got) == "2 pictures did not come: It was too large."
    one = Got(3, {"a": "It was too large."}, None, {}, ())
    assert what_came(one) == "3 pictures came. 1 picture did not come: It was too large."


def test_without_an_article_nothing_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    monkeypatch.setattr(pictures, "get", lambda *given, **_more: called.append(given))
    desk.web.get_pictures()
    desk.web.show_asked()
    settle()
    assert called == []


def test_cancel_leaves_the_article_as_it_is(
    desk: Desk, article: ArticleId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(reader: Reader, id: ArticleId, **more: Callable[[], None]) -> Got:
        while True:
            more["look"]()

    monkeypatch.setattr(pictures, "get", wait)
    desk.web.get_pictures()
    watch = desk.web._watch
    assert watch is not None
    watch.cancel()
    assert wait_until(lambda: desk.web._watch is None)
    assert desk.session.library.pictures(article) == {}
