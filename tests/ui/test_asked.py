"""What was asked of the network, and why a picture is missing, as the window shows it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from reader.model import ArticleId, Asked, StoredPicture
from ui import theme
from ui.dialogs.asked import AskedDialog
from ui.parts import Words
from ui.reading import pictures
from ui.reading.images import Images

AT = datetime(2024, 10, 2, 14, 29, 55, tzinfo=UTC)
ARTICLE = ArticleId("a0000001")


def requests(count: int) -> list[Asked]:
    url = "https://lowlandpost.example/<b>pump</b>-{}.png?width=1600"
    return [
        Asked(AT + timedelta(seconds=each), url.format(each), "picture", "93.184.216.34", False,
              200, 45_100)
        for each in range(count)
    ]  # fmt: skip


def words_in(dialog: AskedDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(Words)]


def test_every_request_is_a_row_of_plain_text(show: Callable[[AskedDialog], AskedDialog]) -> None:
    dialog = show(AskedDialog("The pump", requests(31)))
    said = words_in(dialog)
    assert "31 requests to 1 site, 1.4 MB received." in said
    assert "https://lowlandpost.example/<b>pump</b>-7.png?width=1600" in said
    assert sum("93.184.216.34, status 200, 45 kB" in each for each in said) == 31


def test_all_requests_are_copied_at_once(show: Callable[[AskedDialog], AskedDialog]) -> None:
    dialog = show(AskedDialog("The pump", requests(3)))
    next(each for each in dialog.buttons.buttons() if each.text() == "Copy").click()
    copied = QGuiApplication.clipboard().text()
    assert copied.count("https://lowlandpost.example/") == 3
    assert "Picture, 2 October 2024" in copied


def test_where_nothing_was_asked_that_is_said(show: Callable[[AskedDialog], AskedDialog]) -> None:
    dialog = show(AskedDialog("The pump", ()))
    assert "Nothing was asked of the network for this article." in words_in(dialog)
    assert [each.text() for each in dialog.buttons.buttons()] == ["Close"]


def test_the_page_knows_why_a_picture_is_missing() -> None:
    gone = StoredPicture(ARTICLE, "p", missing="It is no longer on the site (status 404).")
    images = Images({"p": gone, "q": StoredPicture(ARTICLE, "q")}, lambda _digest: b"")
    assert images("p") is None
    assert images.why_missing("p") == gone.missing
    assert images.why_missing("q") == images.why_missing("r") == ""


def test_the_reason_is_painted_in_the_frame(app: object) -> None:
    def painted(why: str) -> QImage:
        image = QImage(500, 88, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.current().page))
        painter = QPainter(image)
        pictures._draw_missing(painter, QRectF(0, 0, 500, 88), "The pump", why)
        painter.end()
        return image

    assert painted("It is no longer on the site.") != painted("")
