"""Fills templates with the open article on a worker, soon after the typing pauses.

One after the other: what was asked for last is made next, and what came between is never made.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from reader.errors import GalleyError
from reader.export.pictures import attachments
from reader.library import Reader
from reader.messages import _
from reader.model import ArticleId, Sha256
from reader.templates import Child, Rendered, Template
from reader.templates.shelf import beside
from reader.values import dataclass
from ui.session import Session

PAUSE_MS = 300


@dataclass(frozen=True, slots=True)
class Made:
    """What a template made; `html` is None where it is not to be shown as it reads, or cannot be.

    `pictures` are those that lie beside the file, by their place there.
    """

    rendered: Rendered
    html: str | None
    pictures: Mapping[str, Sha256]


class Filling(QObject):
    """Makes what a template makes of one article."""

    made = Signal(object, object)
    """Template, and the Made that came of it."""
    failed = Signal(object, object)
    """Template, and the GalleyError that came of it: a BadTemplate as a rule."""

    def __init__(
        self, session: Session, article: ArticleId, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._article = article
        self._folder = folder
        self._child = Child()
        self._over = threading.Event()
        self._wanted: tuple[Template, bool] | None = None
        self._running = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._begin)
        session.closing.connect(self.end)

    def fill(self, template: Template, *, as_it_reads: bool, at_once: bool = False) -> None:
        """Has it made when nothing else is asked for a while; `at_once` for what was not typed."""
        if self._over.is_set():
            return
        self._wanted = template, as_it_reads
        self._pause.start(0 if at_once else PAUSE_MS)

    def end(self) -> None:
        """Nothing more is made, and no process is left."""
        self._over.set()
        self._pause.stop()
        self._child.close()

    def _begin(self) -> None:
        if self._running or self._wanted is None or self._over.is_set():
            return
        (template, as_it_reads), self._wanted = self._wanted, None
        self._running = True
        # A clock that the reader sees: a template may show the hour.
        at = self._session.now().astimezone()
        filled = self._session.read(
            _filled, self._child, self._over, self._article, template, self._folder, at, as_it_reads
        )
        self._session.run(
            filled,
            done=partial(self._tell, template),
            failed=partial(self._fail, template),
            name=_("Preview"),
        )

    def _tell(self, template: Template, made: Made) -> None:
        if not self._over.is_set():
            self._go_on()
            self.made.emit(template, made)

    def _fail(self, template: Template, error: GalleyError) -> None:
        if not self._over.is_set():
            self._go_on()
            self.failed.emit(template, error)

    def _go_on(self) -> None:
        self._running = False
        if self._wanted is not None and not self._pause.isActive():
            self._begin()


def _filled(
    reader: Reader,
    child: Child,
    over: threading.Event,
    article: ArticleId,
    template: Template,
    folder: Path,
    at: datetime,
    as_it_reads: bool,
) -> Made:
    """Runs on a worker; the child that was started after the end is closed here."""
    try:
        exported = reader.exported(article)
        rendered = child.render(template, exported, at=at, beside=beside(folder))
        html = child.shown(rendered.text) if as_it_reads else None
        pictures = {each.path: each.sha256 for each in attachments(exported)}
        return Made(rendered, html, pictures)
    finally:
        if over.is_set():
            child.close()
