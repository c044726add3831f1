"""Articles that are nearly the same: looked for when something new has come, or on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from reader import changes, duplicates
from reader.adding import Extractor
from reader.duplicates import Group
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import Article, ArticleId, Change, Sha256
from ui.foot import Foot
from ui.session import Session
from ui.tasks import Progress, Watch

if TYPE_CHECKING:
    from ui.dialogs.duplicates import DuplicatesDialog

Made = tuple[Change, Mapping[Sha256, bytes]]

MOST = 50
"""New articles that are looked at by themselves; of more at once the user may ask."""


class Duplicates(QObject):
    """Compares on a worker, tells at the foot, and shows what is alike in a dialog beside."""

    opened = Signal(object)
    """ArticleId: to be shown."""

    def __init__(self, session: Session, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._window = window
        self._found: Sequence[Group] = ()
        self._watch: Watch | None = None
        self._extractor: Extractor | None = None
        self.dialog: DuplicatesDialog | None = None
        self._see = QAction(_("Show them"), self)
        self._see.triggered.connect(lambda: self._show(self._found))

    def use(self, extractor: Extractor) -> None:
        """Reads with this instead of a process of its own."""
        self._extractor = extractor

    def look_at(self, new: Sequence[ArticleId]) -> None:
        """Tells if some of these have come before, or nearly; says nothing if none has."""
        if new and len(new) <= MOST:
            self._session.run(
                self._session.read(like_these, tuple(new)),
                done=self._tell,
                name=_("Comparing"),
            )

    def show_all(self) -> None:
        """Compares all articles of the library, with progress, and shows what is alike."""
        if self._watch is not None:
            return
        self._watch = watch = Watch()
        self._foot.progress.follow(_("Comparing the articles"), Progress(0, 0), watch.cancel)
        task = self._session.run(
            self._session.read(all_groups, watch),
            done=self._show,
            name=_("Comparing the articles"),
            watch=watch,
        )
        task.progressed.connect(self._going_on)
        task.ended.connect(self._end)

    def _going_on(self, progress: Progress) -> None:
        if self._watch is not None:
            words = _("Comparing the articles")
            self._foot.progress.follow(words, progress, self._watch.cancel)

    def _end(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            self._foot.progress.end(watch.cancel)

    def _tell(self, found: Sequence[Group]) -> None:
        self._found = found
        if found:
            self._foot.say(what_is_alike(self._session.library, found), self._see)

    def _show(self, found: Sequence[Group]) -> None:
        # Here and not above: the window opens without its dialogs.
        from ui.dialogs.duplicates import DuplicatesDialog

        if self.dialog is None:
            self.dialog = DuplicatesDialog(self._session.library, self._window)
            self.dialog.opened.connect(self.opened)
            self.dialog.remove_wanted.connect(self._remove)
            self.dialog.one_wanted.connect(self._make_one)
            self.dialog.kept.connect(partial(duplicates.keep_apart, self._session.library))
        self.dialog.fill(found)
        self.dialog.show()
        self.dialog.raise_()

    def _remove(self, id: ArticleId) -> None:
        article = self._session.library.article(id)
        if self._session.do(changes.remove(article, at=self._session.now())):
            self._foot.say_undoable(_("“{title}” is in the trash.").format(title=article.title))
        self._drop_what_went()

    def _make_one(self, id: ArticleId, of: ArticleId) -> None:
        """The article as a revision of the other; what reads it is ended again."""
        # Here and not above: the window opens without what starts processes.
        from reader.intake.child import Child

        library, at = self._session.library, self._session.now()
        title = library.article(of).title

        def make(reader: Reader) -> Made:
            if self._extractor is not None:
                return duplicates.as_revision(reader, id, of, self._extractor, at=at)
            with Child() as child:
                return duplicates.as_revision(reader, id, of, child, at=at)

        def keep(made: Made) -> None:
            if self._session.do(made[0], blobs=made[1]):
                self._foot.say_undoable(_("Now a revision of “{title}”.").format(title=title))
            self._drop_what_went()

        self._session.run(self._session.read(make), done=keep, name=_("Comparing"))

    def _drop_what_went(self) -> None:
        if self.dialog is not None:
            self.dialog.refresh()


def like_these(reader: Reader, new: Sequence[ArticleId]) -> tuple[Group, ...]:
    """Each new article with what is like it, the first ones first; each article in one group."""
    found: dict[ArticleId, Group] = {}
    for id in new:
        if id in found:
            continue
        alike = duplicates.alike(reader, id)
        if alike:
            group = duplicates.group_of(reader, (id, *(each.article for each in alike)), alike)
            found.update(dict.fromkeys(group.articles, group))
    return tuple(dict.fromkeys(found.values()))


def all_groups(reader: Reader, watch: Watch) -> tuple[Group, ...]:
    """All that is alike and was not yet said to be kept apart."""
    found = duplicates.groups(reader, going_on=watch.report)
    return tuple(group for group in found if not duplicates.is_kept_apart(reader, group))


def what_is_alike(reader: Reader, found: Sequence[Group]) -> str:
    """One sentence for the message bar."""
    if len(found) == 1 and len(found[0].articles) == 2:
        first, new = (reader.article(id) for id in found[0].articles)
        sentence = (
            _("“{new}” has the same words as “{first}”.")
            if found[0].how == "same"
            else _("“{new}” has nearly the same words as “{first}”.")
        )
        return sentence.format(new=_named(new), first=_named(first))
    count = sum(len(group.articles) for group in found)
    return ngettext(
        "{count} article is nearly the same as another one.",
        "{count} articles are nearly the same.",
        count,
    ).format(count=count)


def _named(article: Article) -> str:
    return article.title if len(article.title) <= 60 else article.title[:59] + "…"
