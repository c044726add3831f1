"""Articles that are nearly the same, side by side; what to do with them is the reader's choice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from reader.duplicates import Group
from reader.errors import NotFound
from reader.library import Reader
from reader.messages import _, ngettext
from reader.model import Article, ArticleId
from ui.dialogs.frame import Frame, Rows
from ui.parts import Words, plain_tip


class DuplicatesDialog(Frame):
    """One stretch for each group. It stays open beside the window while articles are looked at."""

    opened = Signal(object)
    """ArticleId: to be shown in the window."""
    remove_wanted = Signal(object)
    """ArticleId: to the trash with it."""
    one_wanted = Signal(object, object)
    """ArticleId of one that should become a revision, and of which."""
    kept = Signal(object)
    """Group: all of it is wanted."""

    def __init__(self, library: Reader, parent: QWidget | None = None) -> None:
        super().__init__(_("Nearly the same"), parent, width=620)
        self._library = library
        self._groups: list[Group] = []
        self._rows = Rows(apart=24, least=320)
        self.column.addWidget(self._rows, 1)
        close = self.button(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)

    def fill(self, groups: Sequence[Group]) -> None:
        """Shows these groups."""
        self._groups = list(groups)
        self.refresh()

    def refresh(self) -> None:
        """Shows what is left of them, without what went to the trash meanwhile."""
        left = [(group, articles) for group in self._groups if (articles := self._there(group))]
        shown = [self._stretch(group, articles) for group, articles in left]
        self._rows.fill(shown or [_nothing()])

    def _there(self, group: Group) -> list[Article]:
        """The articles of a group, if two or more are there."""
        found = [article for id in group.articles if (article := self._find(id)) is not None]
        return found if len(found) > 1 else []

    def _find(self, id: ArticleId) -> Article | None:
        try:
            article = self._library.article(id)
        except NotFound:
            return None
        return article if article.trashed is None else None

    def _stretch(self, group: Group, articles: Sequence[Article]) -> QWidget:
        stretch = QWidget()
        column = QVBoxLayout(stretch)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(Words(what_they_share(group), 12, tone="secondary"), 1)
        head.addWidget(self._keep_button(group, articles))
        column.addLayout(head)
        for article in articles:
            column.addWidget(self._row(article, articles[0]))
        return stretch

    def _row(self, article: Article, first: Article) -> QWidget:
        marks = self._library.count_annotations(article.id)
        row = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(article.title, 13, 600, wrap=True))
        words.addWidget(Words(_about(article, marks), 12, tone="secondary", wrap=True))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addLayout(words, 1)
        for button in self._buttons(article, first, marks):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _buttons(self, article: Article, first: Article, marks: int) -> list[QPushButton]:
        show = _button(_("Open"), _("Open “{title}”"), article)
        show.clicked.connect(lambda: self.opened.emit(article.id))
        remove = _button(_("To the trash"), _("Move “{title}” to the trash"), article)
        remove.clicked.connect(lambda: self.remove_wanted.emit(article.id))
        if article == first or marks:
            return [show, remove]
        one = _button(_("Make a revision"), _("Make “{title}” a revision"), article)
        one.setToolTip(
            plain_tip(
                _(
                    "It becomes a further revision of “{title}”, and goes to the trash itself."
                ).format(title=first.title)
            )
        )
        one.clicked.connect(lambda: self.one_wanted.emit(article.id, first.id))
        return [show, one, remove]

    def _keep_button(self, group: Group, articles: Sequence[Article]) -> QPushButton:
        keep = _button(_("Keep all"), _("Keep all that are like “{title}”"), articles[0])
        keep.setToolTip(_("They are not shown together again."))
        keep.clicked.connect(partial(self._keep, group))
        return keep

    def _keep(self, group: Group, _checked: bool = False) -> None:
        self.kept.emit(group)
        self._groups.remove(group)
        self.refresh()


def what_they_share(group: Group) -> str:
    """How much of the words are the same, in words."""
    if group.how == "same":
        return _("The same words")
    return _("Nearly the same: {share} of the shorter one").format(
        share=QLocale().toString(round(100 * group.share)) + " %"
    )


def _about(article: Article, marks: int) -> str:
    local = article.added.astimezone()
    added = QLocale().toString(QDate(local.year, local.month, local.day), "d MMM yyyy")
    parts = [
        article.site or "",
        (article.published or "")[:10],
        _("added {day}").format(day=added),
        ngettext("{count} mark", "{count} marks", marks).format(count=marks) if marks else "",
    ]
    return " · ".join(part for part in parts if part)


def _button(words: str, spoken: str, article: Article) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.setAccessibleName(spoken.format(title=article.title))
    return button


def _nothing() -> Words:
    sentence = _(
        "No two articles have most of their words in common. A wire story in several papers, or a "
        "page that was added twice, would be shown here together."
    )
    return Words(sentence, 13, tone="secondary", wrap=True)
