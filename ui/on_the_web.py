"""What an article has to do with the web: pictures that are still there, and what was asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from reader import asked, pictures
from reader.adding import Extractor
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import ArticleId
from reader.pictures import Got
from ui.foot import Foot
from ui.session import Session
from ui.tasks import Progress, Watch


class OnTheWeb(QObject):
    """Fetches the pictures that an article lacks, and shows what was asked for it."""

    def __init__(
        self,
        session: Session,
        foot: Foot,
        article: Callable[[], ArticleId | None],
        window: QWidget,
    ) -> None:
        """`article` gives the one that is open."""
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._article = article
        self._window = window
        self._extractor: Extractor | None = None
        self._watch: Watch | None = None

    def use(self, extractor: Extractor) -> None:
        """Reads kept pages with this instead of a process of its own."""
        self._extractor = extractor

    def get_pictures(self) -> None:
        """Asks for the pictures of the open article that are on the web and not here."""
        id = self._article()
        if id is None or self._watch is not None:
            return
        if not pictures.lacking(self._session.library, id):
            self._foot.say(_("All its pictures are here."))
            return
        self._watch = watch = Watch()
        words = _("Fetching pictures")
        self._foot.progress.follow(words, Progress(0, 0), watch.cancel)
        task = self._session.run(
            self._session.read(self._got, id, watch),
            done=partial(self._keep, id),
            name=words,
            watch=watch,
        )
        task.ended.connect(partial(self._end, watch))

    def _got(self, reader: Reader, id: ArticleId, watch: Watch) -> Got:
        """On a worker: what comes of the pictures that an article lacks."""
        # Here and not above: the window opens without what starts processes.
        from reader.intake.child import Child

        at = self._session.now()
        if self._extractor is not None:
            return pictures.get(reader, id, at=at, extractor=self._extractor, look=watch.check)
        with Child() as child:
            return pictures.get(reader, id, at=at, extractor=child, look=watch.check)

    def _end(self, watch: Watch) -> None:
        self._watch = None
        self._foot.progress.end(watch.cancel)

    def _keep(self, id: ArticleId, got: Got) -> None:
        asked.keep(self._session.library, id, got.requests)
        if got.change is None or self._session.do(got.change, blobs=got.blobs):
            self._foot.say(what_came(got))

    def show_asked(self) -> None:
        """Shows what was asked of the network for the open article."""
        id = self._article()
        if id is None:
            return
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.asked import AskedDialog

        library = self._session.library
        dialog = AskedDialog(library.article(id).title, asked.of(library, id), self._window)
        dialog.exec()
        dialog.deleteLater()


def what_came(got: Got) -> str:
    """How many pictures came, and why others did not."""
    lost = len(got.reasons)
    came = ngettext("{count} picture came.", "{count} pictures came.", got.came)
    missing = ngettext(
        "{count} picture did not come: {why}", "{count} pictures did not come: {why}", lost
    )
    parts = [
        came.format(count=got.came) if got.came or not lost else "",
        missing.format(count=lost, why=" ".join(dict.fromkeys(got.reasons.values())))
        if lost
        else "",
    ]
    return " ".join(part for part in parts if part)
