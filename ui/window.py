"""The window: puts the panels side by side, joins their signals, and does what actions ask for.

It knows all panels and is known by none. Each method named in the table of actions is a few lines:
the judgement is in `marking`, `incoming`, `outgoing`, `typesetting` and the reader package.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QPoint, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMessageBox, QWidget

from reader import changes
from reader.errors import NotFound
from reader.messages import _
from reader.model import (
    LAST_OPENED,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Change,
    LabelId,
    Link,
    Passage,
    Picture,
    Story,
)
from reader.paths import default_library
from reader.settings import Settings
from reader.version import program_version
from reader.watching import is_watched
from ui import actions as table
from ui.articles.panel import Arrangement, ArticlesPanel, arrangement_named
from ui.beside import WindowsBeside
from ui.cursor import End
from ui.finding import first_hit
from ui.foot import Foot
from ui.homecoming import Homecoming
from ui.incoming import Incoming
from ui.marking import Marking, Open, beside
from ui.notes.cards import ARTICLE
from ui.notes.panel import NotesPanel
from ui.outgoing import Outgoing
from ui.panes import SIDES, PaneCycle, Panes, Side, Wishes
from ui.reading.leading import Goal, Lead, leads
from ui.reading.panel import ReadingPanel
from ui.reading.typesetting import Typesetting
from ui.remembered import Remembered
from ui.session import Session
from ui.sidebar import Shelf, Sidebar
from ui.situation import Situation, suit, suit_undo
from ui.trail import Trail

if TYPE_CHECKING:
    from ui.backups import Backups
    from ui.bulk import Bulk
    from ui.duplicates import Duplicates
    from ui.libraries import Libraries
    from ui.next_library import Next
    from ui.noted_before import NotedBefore
    from ui.on_the_web import OnTheWeb
    from ui.ordering import Ordering
    from ui.palette import Entry, Palette
    from ui.reading.full_size import FullSize
    from ui.searches import Searches

SMALLEST = (480, 400)
USUAL = (1280, 800)


class Window(QMainWindow):
    """One library, side by side: shelves, list, page and notes."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        self.remembered = Remembered(settings, self)
        self.following: Next | None = None
        self._shown: Open | None = None
        self._trail = Trail()
        self._list_name = _("Reading list")
        self._before_alone = Qt.WindowState.WindowNoState
        self._holds_refresh = False
        self.setWindowTitle(table.program_name())
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self._make_actions()
        self._make_controllers()
        self._make_panels()
        self._make_menus()
        self._join()
        self._take_settings()
        self._refresh()

    # --- making ----------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.actions_by_id = table.build(self)
        if self.remembered.settings.keys:
            self._take_keys(self.remembered.settings.keys)
        self._all = QActionGroup(self)
        self._all.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for action in self.actions_by_id.values():
            self._all.addAction(action)
            # The keys of a menu bar that is hidden are dead: the window holds every action as well.
            self.addAction(action)
        self._all.triggered.connect(self._perform)

    def _make_controllers(self) -> None:
        self.marking = Marking(self.session, self)
        self.foot = Foot(self.session)
        self.incoming = Incoming(self.session, self.foot, self.remembered, self)
        self.homecoming = Homecoming(self.session, self.foot, self)
        self.outgoing = Outgoing(
            self.session, self.marking, self.foot, self.remembered, self.homecoming, self
        )
        self.beside = WindowsBeside(self.session, self.actions_by_id, self.remembered, self)

    def _make_panels(self) -> None:
        made = self.actions_by_id
        self.shelves = Sidebar(self.session, made)
        kept = self.remembered.settings
        arrangement = arrangement_named(kept.list_sort, kept.list_grouped, kept.list_compact)
        self.articles = ArticlesPanel(self.session, made, arrangement)
        self.page = ReadingPanel(self.session, made)
        self.typesetting = Typesetting(self.page, self.remembered, self)
        self.notes = NotesPanel(self.session, made)
        self._sides: Mapping[Side, QWidget] = {
            "shelves": self.shelves,
            "list": self.articles,
            "notes": self.notes,
        }
        self.panes = Panes(self.page, self._sides)
        self.setCentralWidget(self.panes)
        order: list[QWidget] = [self.shelves, self.articles, self.page, self.notes]
        self._cycle = PaneCycle(order, self)

    def _make_menus(self) -> None:
        made = self.actions_by_id
        bar = self.menuBar()
        whole = table.Menu(_("Menu"), table.MENUS)
        for menu in table.MENUS:
            bar.addMenu(table.menu(self, menu, made))
        shown_by_buttons = (
            ("menu", whole),
            ("more", table.MORE),
            ("arrange", table.ARRANGE),
            ("several", table.SEVERAL),
        )
        stories = QMenu(_("Into a story"), self)
        stories.aboutToShow.connect(lambda: self.bulk.fill_stories(stories))
        made["into-story"].setMenu(stories)
        for id, menu in shown_by_buttons:
            made[id].setMenu(table.menu(self, menu, made))
        made["copy-as"].setMenu(self.outgoing.copy_as_menu(self))
        recent = QMenu(_("Recent libraries"), self)
        recent.aboutToShow.connect(lambda: self.libraries.fill(recent))
        made["recent-libraries"].setMenu(recent)
        self.page.view.addActions(
            [made[id] if id else _separator(self) for id in table.ON_THE_PAGE]
        )

    def _join(self) -> None:
        self.session.changed.connect(self._follow)
        self.session.undo_stack.indexChanged.connect(self._refresh_undo)
        self.remembered.failed.connect(self.foot.warn)
        self.incoming.came.connect(self.open_article)
        self.page.text_wanted.connect(self.incoming.get_text)
        self.incoming.arrivals.finished.connect(lambda batch: self.duplicates.look_at(batch.new))
        self.incoming.taking.connect(self.notes.save)
        self.incoming.watched_changed.connect(self._refresh)
        self.incoming.arrivals.exports_came.connect(self.homecoming.bring)
        self.homecoming.taking.connect(self.notes.save)
        self.outgoing.leaving.connect(self.notes.save)
        self.beside.leaving.connect(self.notes.save)
        self.beside.note_opened.connect(self._open_note)
        self.beside.version_opened.connect(self._open_beside)
        self.beside.story_export_wanted.connect(self._export_story)
        self.beside.new_story_wanted.connect(lambda: self.ordering.new_story())
        self.page.version_bar.compared.connect(self.beside.show_revisions)
        self.typesetting.changed.connect(self._refresh)
        self.typesetting.changed.connect(self._set_beside)
        self.marking.activated.connect(self._show_active)
        self.marking.marked.connect(self._unselect)
        self.shelves.chosen.connect(self._show_shelf)
        self.shelves.menu_wanted.connect(lambda search, at: self.searches.show_menu(search, at))
        self.shelves.story_menu_wanted.connect(lambda id, at: self.ordering.show_story_menu(id, at))
        self.panes.changed.connect(self._refresh_panes)
        self.page.opened.connect(self._article_opened)
        self.page.progressed.connect(self.articles.note_progress)
        self.page.selected.connect(self._words_selected)
        self.page.mark_clicked.connect(self.marking.activate)
        self.page.view.cursor_moved.connect(self._cursor_moved)
        self.page.view.reshaped.connect(self._reshape)
        self.page.view.picture_clicked.connect(self._show_picture)
        self.page.mark_activated.connect(self.edit_note)
        self.page.link_clicked.connect(self._open_link)
        self.page.bar.labelled.connect(self._mark_with)
        self.page.bar.note_wanted.connect(self.note)
        self.page.bar.tag_wanted.connect(self.tags)
        self.page.bar.cite_wanted.connect(self.outgoing.cite)
        self.page.set_foot(self.foot)
        self.articles.chosen.connect(self._article_chosen)
        self.articles.entered.connect(self._article_entered)
        self.articles.removal_wanted.connect(self._trash_listed)
        self.articles.several_changed.connect(self._refresh)
        self.articles.arranged.connect(self._remember_arrangement)
        self.articles.dropped.connect(self.incoming.arrivals.take)
        self.notes.chosen.connect(self._note_chosen)
        self.notes.link_clicked.connect(self._open_link)
        self.notes.settle_wanted.connect(self._settle)
        self.notes.put_here_wanted.connect(self._put_here)
        self.notes.version_wanted.connect(self._open_version)
        self.notes.done.connect(self._back_to_the_page)

    # Made when they are first asked for, after the first paint.

    @cached_property
    def backups(self) -> Backups:
        """What copies the library."""
        from ui.backups import Backups

        made = Backups(self.session, self.foot, self)
        made.restore_wanted.connect(lambda path: self.libraries.restore(path))
        return made

    @cached_property
    def bulk(self) -> Bulk:
        """What acts on all articles that are chosen."""
        from ui.bulk import Bulk

        made = Bulk(
            self.session, self.foot, self._articles_meant, lambda: self.backups.folder, self
        )
        made.read_changed.connect(self._read_changed)
        return made

    @cached_property
    def duplicates(self) -> Duplicates:
        """What finds articles that are nearly the same."""
        from ui.duplicates import Duplicates

        made = Duplicates(self.session, self.foot, self)
        made.opened.connect(self.open_article)
        return made

    @cached_property
    def on_the_web(self) -> OnTheWeb:
        """What the open article has to do with the web."""
        from ui.on_the_web import OnTheWeb

        return OnTheWeb(
            self.session, self.foot, lambda: self._shown.article.id if self._shown else None, self
        )

    @cached_property
    def noted_before(self) -> NotedBefore:
        """What shows what a note said before."""
        from ui.noted_before import NotedBefore

        return NotedBefore(self.session, self.foot, self)

    def show_note_history(self) -> None:
        mark = self.marking.active_mark()
        if mark is not None:
            self.notes.save()
            self.noted_before.show(mark.id)

    @cached_property
    def searches(self) -> Searches:
        """What keeps searches."""
        from ui.searches import Searches

        return Searches(self.session, self.foot, lambda: self.articles.query().words, self)

    @cached_property
    def ordering(self) -> Ordering:
        """What is done to tags, labels and stories."""
        from ui.ordering import Ordering

        made = Ordering(self.session, self.foot, self._meant_for_story, self._at_the_page, self)
        made.story_wanted.connect(self.beside.show_story)
        return made

    def _meant_for_story(self) -> AnnotationId | ArticleId | None:
        """The active mark, else the open article."""
        return self.marking.active or (self._shown.article.id if self._shown else None)

    def _at_the_page(self) -> QPoint:
        view = self.page.view
        return view.viewport().mapToGlobal(view.cursorRect().bottomLeft())

    def _export_story(self, story: Story) -> None:
        self.activateWindow()
        self.outgoing.export_list(ArticleQuery(shelf="all", story=story.id), story.title)

    @cached_property
    def libraries(self) -> Libraries:
        """What leads to other libraries."""
        from ui.libraries import Libraries

        made = Libraries(self.session, self.foot, self.remembered, self)
        made.leaving.connect(self._leave_for)
        return made

    # --- what actions ask for --------------------------------------------------------------------

    def _perform(self, asked: QAction) -> None:
        action = table.BY_ID[asked.objectName()]
        handler: Callable[..., None] = attrgetter(action.handler)(self)
        if action.argument is not None:
            handler(action.argument)
        else:
            handler()

    def add(self) -> None:
        self.incoming.ask()

    def add_files(self) -> None:
        self.incoming.ask_files()

    def paste(self) -> None:
        self.incoming.paste()

    def add_samples(self) -> None:
        self.incoming.add_samples()

    def capture_again(self) -> None:
        article = self._current_article()
        if article and article.url:
            self.incoming.arrivals.take([article.url], revision_of=article.id)

    def open_in_browser(self) -> None:
        article = self._current_article()
        if article and article.url:
            self._open_link(article.url)

    def star(self) -> None:
        if self._means_several():
            self.bulk.star()
            return
        self._edit_article(lambda article: {"starred": not article.starred})

    def archive(self) -> None:
        if self._means_several():
            self.bulk.archive()
            return
        article = self._edit_article(lambda article: {"archived": not article.archived})
        if article:
            self.foot.say_undoable(
                _("Archived.") if article.archived else _("Back in the reading list.")
            )

    def trash(self) -> None:
        if self._means_several():
            self.bulk.trash()
            return
        article = self._current_article()
        if article:
            self._move_to_trash(article)

    def restore(self) -> None:
        if self._means_several():
            self.bulk.restore()
            return
        article = self._current_article()
        if article and self.session.do(changes.restore(article)):
            self.foot.say_undoable(_("“{title}” is back.").format(title=article.title))

    def remove(self) -> None:
        """The active mark, or the article where the keyboard is in the list: from the trash for
        good, if that is confirmed."""
        keyboard = QApplication.focusWidget()
        if keyboard is not None and self.articles.isAncestorOf(keyboard):
            if self.articles.query().shelf == "trash":
                self.bulk.erase()
            else:
                self.trash()
        elif self.marking.remove():
            self.foot.say_undoable(_("Mark removed."))

    def step(self, by: int) -> None:
        self.articles.step(by)

    def _means_several(self) -> bool:
        """Whether several articles are chosen, and she is not on the page."""
        keyboard = QApplication.focusWidget()
        elsewhere = keyboard is not None and (
            self.page.isAncestorOf(keyboard) or self.notes.isAncestorOf(keyboard)
        )
        return not elsewhere and self.articles.how_many() > 1

    def _articles_meant(self) -> Sequence[ArticleId]:
        """Those, or the open one."""
        if self._means_several():
            return self.articles.articles()
        return [self._shown.article.id] if self._shown else []

    def export_chosen(self) -> None:
        ids = tuple(self.articles.articles())
        if ids:
            self.outgoing.export_list(replace(self.articles.query(), ids=ids), self._list_name)

    def check_chosen(self) -> None:
        ids = tuple(self.articles.articles())
        if ids:
            self.incoming.checking.check_all(replace(self.articles.query(), ids=ids))

    def show_several(self) -> None:
        self._pop_up("several")

    def show_stories(self) -> None:
        self._pop_up("into-story")

    def show_arranging(self) -> None:
        self._pop_up("arrange")

    def export_list(self) -> None:
        """Everything that the list stands for now, whether its rows are loaded or not."""
        query = self.articles.query()
        name = f"{self._list_name}: {query.words}" if query.words else self._list_name
        self.outgoing.export_list(query, name)

    def check_list(self) -> None:
        self.incoming.checking.check_all(self.articles.query())

    def read_list_again(self) -> None:
        self.incoming.checking.read_all_again(self.articles.query())

    def go_back(self) -> None:
        self._go_along_the_trail(-1)

    def go_forward(self) -> None:
        self._go_along_the_trail(1)

    def quit(self) -> None:
        self.close()

    def undo(self) -> None:
        self.session.undo()

    def redo(self) -> None:
        self.session.redo()

    def find_words(self) -> None:
        if self._shown:
            self.page.looking.begin()

    def find_step(self, by: int) -> None:
        if self._shown:
            self.page.looking.step(by)

    def search(self) -> None:
        self._show_side("list")
        self.articles.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.articles.search_field.selectAll()

    def mark_as(self, number: int) -> None:
        labels = self.session.labels()
        if number <= len(labels) and self._is_anything_meant():
            self._mark_with(labels[number - 1].id)

    def mark_as_last(self) -> None:
        label = self.marking.last_label()
        if label and self._is_anything_meant():
            self._mark_with(label.id)

    def repeat(self) -> None:
        if self._is_anything_meant():
            self.marking.repeat()

    def step_sentence(self, by: int) -> None:
        self.page.view.step_sentence(by)

    def step_paragraph(self, by: int) -> None:
        self.page.view.step_paragraph(by)

    def extend_sentence(self, by: int) -> None:
        self.page.view.extend_sentence(by)

    def move_end(self, by: int) -> None:
        self._move("end", by)

    def move_start(self, by: int) -> None:
        self._move("start", by)

    def _move(self, which: End, by: int) -> None:
        """Moves an end of the active mark, else of the cursor."""
        if not self.marking.move_end(which, by):
            self.page.view.move_cursor_end(which, by)

    def _is_anything_meant(self) -> bool:
        """Whether a key has something to act on; if not, it shows the cursor instead.

        Nothing is marked that was not seen to be meant.
        """
        if not self.marking.can_act and self._shown:
            self.page.view.show_cursor()
            return False
        return self.marking.can_act

    def note(self) -> None:
        if not self._is_anything_meant():
            return
        id = self.marking.to_write_on()
        if id:
            self.edit_note(id)

    def edit_note(self, id: AnnotationId) -> None:
        self._show_side("notes")
        self.marking.activate(id)
        self.notes.edit(id)

    def tags(self) -> None:
        if not self._is_anything_meant():
            return
        id = self.marking.to_write_on()
        if id:
            self._show_side("notes")
            self.notes.edit_tags(id)

    def private(self) -> None:
        self.marking.turn_private()

    def check(self) -> None:
        self.marking.next_check()

    def follow(self) -> None:
        """Goes where the words that are meant lead; where they lead to several places, asks."""
        if self._shown is None or not self._is_anything_meant():
            return
        passage = self.marking.passage_meant
        found = leads(self._shown.document, passage) if passage else ()
        if not found:
            self.foot.say(_("No link, footnote or picture in these words."))
        elif len(found) == 1:
            self._go_along(found[0].goal)
        else:
            self._ask_where(found)

    def _ask_where(self, found: Sequence[Lead]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for lead in found:
            each = menu.addAction(table.in_menu(lead.words) or _("Picture"))
            each.triggered.connect(partial(self._go_along, lead.goal))
        view = self.page.view
        menu.popup(view.viewport().mapToGlobal(view.cursorRect().bottomLeft()))

    def _go_along(self, goal: Goal, _checked: bool = False) -> None:
        match goal:
            case Link(href=address):
                self._open_link(address)
            case Passage() as passage:
                self.page.view.begin_at(passage.start)
                self.page.go_to(passage)
            case Picture() as picture:
                self._show_picture(picture)

    def step_mark(self, by: int) -> None:
        ids = [AnnotationId(card.id) for card in self.notes.cards() if card.id != ARTICLE]
        id = beside(ids, self.marking.active, by)
        if id:
            self.marking.activate(id)
            self._go_to_mark(id)

    def _open_note(self, article: ArticleId, note: AnnotationId | None) -> None:
        """Shows a note of any article where it stands; None is the article's own."""
        self.activateWindow()
        if self._shown is None or self._shown.article.id != article:
            self.open_article(article)
        if note is not None:
            self._note_chosen(note)
        self.page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @cached_property
    def palette_over_all(self) -> Palette:
        """What finds an action or an article by a few letters."""
        from ui.palette import Palette

        return Palette(self)

    def show_palette(self) -> None:
        from ui.palette import entries_of

        self.palette_over_all.open_with(entries_of(self.actions_by_id), self._articles_named)

    def _articles_named(self, typed: str) -> Sequence[Entry]:
        """Articles to go to, for the palette."""
        from ui.palette import Entry

        rows = self.session.library.articles(ArticleQuery(words=typed, shelf="all", limit=6))
        return [
            Entry(
                row.article.id,
                row.article.title,
                row.article.site or "",
                "page",
                (),
                True,
                partial(self.open_article, row.article.id),
            )
            for row in rows
        ]

    def show_recent_libraries(self) -> None:
        self._pop_up("recent-libraries")

    def show_copy_as(self) -> None:
        self._pop_up("copy-as")

    def show_menu(self) -> None:
        self._pop_up("menu")

    def show_more_menu(self) -> None:
        self._pop_up("more")

    def toggle_shelves(self) -> None:
        self._toggle("shelves")

    def toggle_list(self) -> None:
        self._toggle("list")

    def toggle_notes(self) -> None:
        self._toggle("notes")

    def page_alone(self) -> None:
        alone = not self.panes.wishes.alone
        self.panes.take(replace(self.panes.wishes, alone=alone, drawer=None))
        if alone:
            self._before_alone = self.windowState()
            self.showFullScreen()
        else:
            self.setWindowState(self._before_alone)
        self._refresh_panes()

    def step_pane(self, by: int) -> None:
        self._cycle.step(by)

    def show_menu_bar(self) -> None:
        self.menuBar().setVisible(not self.menuBar().isVisible())
        self.remembered.keep(menu_bar=self.menuBar().isVisible())
        if self.menuBar().isVisible():
            self.menuBar().setFocus(Qt.FocusReason.MenuBarFocusReason)

    def show_keys(self) -> None:
        from ui.dialogs.keys import KeysDialog

        dialog = KeysDialog(self.actions_by_id, self.remembered.settings.keys, self)
        dialog.changed.connect(self._take_keys)
        dialog.exec()
        dialog.deleteLater()

    def _take_keys(self, own: Mapping[str, tuple[str, ...]]) -> None:
        """The person's own keys from now on."""
        from ui.keys import put_on

        self.remembered.keep(keys=own)
        put_on(self.actions_by_id, own)

    def about(self) -> None:
        QMessageBox.about(self, _("About Galley"), about_words())

    def article_note(self) -> None:
        self._show_side("notes")
        self.notes.edit_article_note()

    # --- articles --------------------------------------------------------------------------------

    def open_article(
        self, id: ArticleId, at: Passage | None = None, revision: int | None = None
    ) -> None:
        """Shows an article, at a passage and in a revision if they are named."""
        if self.page.open(id, revision) and at is not None:
            self.page.go_to(at)

    def _open_beside(self, id: ArticleId, revision: int, at: Passage | None) -> None:
        self.activateWindow()
        self._open_version(id, revision, at)
        self.page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_beside(self) -> None:
        self.beside.set_style(self.page.view.reading_style)

    def _open_version(self, id: ArticleId, revision: int, at: Passage | None) -> None:
        self.open_article(id, at, revision)

    def _article_chosen(self, id: ArticleId) -> None:
        self.panes.close_drawer()
        if self._shown is None or self._shown.article.id != id:
            self.open_article(id)
        if self._shown and self.articles.search_field.text().strip():
            self._show_hit(self._shown, self.articles.search_field.text())

    def _show_hit(self, shown: Open, typed: str) -> None:
        """Brings what was searched for into sight: in the text, else in a note on it."""
        hit = first_hit(shown.document.text, typed)
        if hit:
            self.page.go_to(hit)
            return
        for annotation in self.session.library.annotations(shown.article.id):
            if first_hit(annotation.note, typed):
                self._note_chosen(annotation.id)
                return

    def _article_entered(self, id: ArticleId) -> None:
        self._article_chosen(id)
        self.page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _trash_listed(self, id: ArticleId) -> None:
        if self._means_several():
            self.bulk.trash()
            return
        self._move_to_trash(self.session.library.article(id))

    def _article_opened(self, id: ArticleId | None) -> None:
        current = self.page.current
        self._shown = Open(*current) if current else None
        self.marking.open(self._shown)
        self.incoming.open(id)
        self.outgoing.open(id, self.page.revision_asked)
        self.beside.open(id)
        self.notes.show_article(id, self.page.revision_asked)
        self._make_room_for_notes()
        if id is not None:
            self.session.trace(LAST_OPENED, id)
            self.articles.select(id)
            self.articles.note_opened(id, self.session.now())
            self._trail = self._trail.to(id)
        self._refresh()

    def _make_room_for_notes(self) -> None:
        """The notes' pane stands only beside an article."""
        empty: frozenset[Side] = frozenset() if self._shown else frozenset({"notes"})
        self.panes.take(replace(self.panes.wishes, empty=empty))

    def _go_along_the_trail(self, by: int) -> None:
        gone = self._trail.gone(by)
        if gone.here is None or gone == self._trail:
            return
        before, self._trail = self._trail, gone
        if not self.page.open(gone.here):
            self._trail = before.without(gone.here)
            self._refresh()

    def _move_to_trash(self, article: Article) -> None:
        if article.trashed is None and self.session.do(
            changes.remove(article, at=self.session.now())
        ):
            self.foot.say_undoable(_("Moved “{title}” to the trash.").format(title=article.title))

    def _current_article(self) -> Article | None:
        """The open article as the library has it now."""
        return self._shown.article if self._shown else None

    def _edit_article(self, edit: Callable[[Article], Mapping[str, object]]) -> Article | None:
        """The open article after an edit that was applied, else None."""
        article = self._current_article()
        if article is None:
            return None
        change = changes.edit_article(article, **edit(article))
        return self._current_article() if self.session.do(change) else None

    def _show_shelf(self, shelf: Shelf) -> None:
        self._list_name = shelf.name
        self.articles.show_query(shelf.query, shelf.name)
        if self.panes.wishes.drawer == "shelves":
            self.panes.close_drawer()
            self._show_side("list")

    # --- marks and notes -------------------------------------------------------------------------

    def _words_selected(self, passage: Passage | None) -> None:
        self.marking.select(passage)
        self.notes.set_words_selected(passage is not None)
        self._refresh()

    def _cursor_moved(self, passage: Passage | None) -> None:
        self.marking.point(passage)
        self._refresh()

    def _reshape(self, id: AnnotationId, passage: Passage) -> None:
        if not self.marking.reshape(id, passage):
            self.page.show_again(id)

    def _settle(self, id: AnnotationId) -> None:
        """The reader says that a mark stands where it belongs."""
        if self._shown:
            place = self.session.library.place(id, self._shown.revision.number)
            if place is not None:
                self.session.do(changes.settle(place))

    def _put_here(self, id: AnnotationId) -> None:
        """Puts a mark on the words that are selected on the page."""
        if self.marking.selection is not None:
            self.marking.reshape(id, self.marking.selection)

    def _show_picture(self, picture: Picture) -> None:
        image = self.page.view.image(picture.src)
        if image is not None:
            self.full_size.show_picture(image, picture.alt)

    @cached_property
    def full_size(self) -> FullSize:
        """What shows a picture over the whole window."""
        from ui.reading.full_size import FullSize

        return FullSize(self)

    def _mark_with(self, id: LabelId) -> None:
        label = next((label for label in self.session.labels() if label.id == id), None)
        if label is None:
            return
        marking = self.marking.words_meant is not None
        with self._one_refresh():
            if self.marking.mark_as(label) and marking:
                self.foot.say_undoable(_("Marked as {label}.").format(label=label.name))
        self.page.set_last_label(label.id)

    def _unselect(self, _id: AnnotationId) -> None:
        self.page.view.select(None)

    def _show_active(self, id: AnnotationId | None) -> None:
        self.page.set_active(id)
        self.notes.set_active(id)
        self._refresh()

    def _note_chosen(self, id: AnnotationId) -> None:
        self.marking.activate(id)
        self._go_to_mark(id)

    def _go_to_mark(self, id: AnnotationId) -> None:
        if self._shown is None:
            return
        place = self.session.library.place(id, self._shown.revision.number)
        if place and place.passage:
            self.page.view.begin_at(place.passage.start)
            self.page.go_to(place.passage)

    def _back_to_the_page(self) -> None:
        if self.panes.wishes.drawer == "notes":
            self.panes.close_drawer()
        self.page.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what comes in ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        ours = event.source() is not None
        if not ours and (event.mimeData().hasUrls() or event.mimeData().hasText()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.incoming.take_offered(event.mimeData())

    def _open_link(self, address: str) -> None:
        url = QUrl(address)
        if url.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(url)
        else:
            self.foot.say(_("Not opened: this is no address of the web or of a person."))

    # --- staying true ----------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.what == "erase" and not change.edits:
            self._read_again()
        current = self.page.current
        self._shown = Open(*current) if current else None
        if self.marking.active is not None and self.marking.active_mark() is None:
            self.marking.activate(None)
        self._refresh()

    def _read_again(self) -> None:
        """Another process has erased something and does not say what."""
        shown = self.page.current
        self.articles.show_query(self.articles.query(), self._list_name)
        if shown is not None:
            self.page.open(shown[0].id) or self.page.open(None)

    def _read_changed(self, ids: Sequence[ArticleId]) -> None:
        """Other articles count as read than before, of which no change tells."""
        self.articles.read_again(ids)
        self.shelves.refresh()

    def _remember_arrangement(self, now: Arrangement) -> None:
        self.remembered.keep(list_sort=now.sort, list_grouped=now.grouped, list_compact=now.compact)

    @contextmanager
    def _one_refresh(self) -> Iterator[None]:
        """What is done meanwhile refreshes once, at the end: marking would do it three times."""
        self._holds_refresh = True
        try:
            yield
        finally:
            self._holds_refresh = False
            self._refresh()

    def _refresh(self) -> None:
        """Brings what can be done, and how it is called, up to date."""
        if self._holds_refresh:
            return
        article = self._shown.article if self._shown else None
        situation = Situation(
            article=article,
            mark=self.marking.active_mark(),
            words=self.marking.words_meant is not None,
            labels=self.session.labels(),
            last_label=self.marking.last_label(),
            trail=self._trail,
            watched=article is not None and is_watched(self.session.library, article.id),
            settings=self.remembered.settings,
            several=self.articles.how_many(),
            in_trash=self.articles.query().shelf == "trash",
        )
        suit(self.actions_by_id, situation)
        self._refresh_undo()
        self._refresh_title(article)

    def _refresh_undo(self) -> None:
        suit_undo(self.actions_by_id, self.session.undo_stack)

    def _refresh_title(self, article: Article | None) -> None:
        name = table.program_name()
        if self.session.library.path.resolve() != default_library().resolve():
            name = f"{self.session.library.path.stem} — {name}"
        # "[*]" in a title means "modified" to Qt.
        title = article.title.replace("[*]", "[∗]") if article else ""
        self.setWindowTitle(f"{title} — {name}" if title else name)

    def _refresh_panes(self) -> None:
        now = self.panes.arrangement()
        self.actions_by_id["notes"].setChecked(self.panes.is_seen("notes"))
        self.actions_by_id["alone"].setChecked(self.panes.wishes.alone)
        self.articles.show_shelf_buttons("shelves" not in now.beside)
        away = set(SIDES) - set(now.beside) - self.panes.wishes.empty
        for button, side in ((self.page.list_button, "list"), (self.page.notes_button, "notes")):
            if button is not None:
                button.setVisible(side in away and not self.panes.wishes.alone)

    def _toggle(self, side: Side) -> None:
        self.panes.toggle(side)
        self._refresh_panes()
        if self.panes.wishes.drawer == side:
            self._cycle.enter(self._sides[side])

    def _show_side(self, side: Side) -> None:
        if not self.panes.is_seen(side):
            self.panes.toggle(side)

    def _pop_up(self, id: str) -> None:
        menu = self.actions_by_id[id].menu()
        if menu is not None:
            cast(QMenu, menu).popup(self.mapToGlobal(self.rect().topLeft()))

    # --- what is remembered ----------------------------------------------------------------------

    def _take_settings(self) -> None:
        kept = self.remembered.settings
        closed = frozenset(side for side in SIDES if side in kept.closed_panes)
        self.panes.take(Wishes(closed=closed, widths=kept.pane_widths))
        shown = sys.platform == "darwin" if kept.menu_bar is None else kept.menu_bar
        self.menuBar().setVisible(shown)
        self.actions_by_id["menu-bar"].setChecked(shown)
        self.typesetting.set_page()
        self._make_room_for_notes()
        if kept.said:
            self.foot.say(kept.said)

    def restore_place(self) -> None:
        """Takes the size, place and panes that the window had last time."""
        geometry = QByteArray.fromBase64(self.remembered.settings.geometry.encode())
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(*USUAL)

    def _leave_for(self, following: Next) -> None:
        self.following = following
        self.close()

    def take_over(self, inputs: Sequence[str]) -> None:
        """Comes to the front and takes in what another start of the program was given."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.incoming.arrivals.take(list(inputs))

    def open_last(self) -> None:
        """Opens the article that was open last, unless it is gone or in the trash."""
        library = self.session.library
        id = library.traced(LAST_OPENED)
        with suppress(NotFound):
            if id is not None and library.article(ArticleId(id)).trashed is None:
                self.open_article(ArticleId(id))

    def open_first(self) -> None:
        """Opens the article at the top of the list, if there is one."""
        rows = self.session.library.articles(ArticleQuery(limit=1))
        if rows:
            self.open_article(rows[0].article.id)

    def end(self) -> None:
        """Stores what is being typed and read, and ends the session and what runs for it."""
        self.notes.save()
        self.page.keep_position()
        self.incoming.arrivals.close()
        self.beside.end()
        self.session.undo_stack.indexChanged.disconnect(self._refresh_undo)
        self.session.close()
        keyboard = self.focusWidget()
        if keyboard is not None:
            # A text view that is destroyed while it has the keyboard is told that it lost it when
            # only half of it is left, and crashes.
            keyboard.clearFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.notes.save()
        self.beside.close()
        self.remembered.keep(
            geometry=self.saveGeometry().toBase64().toStdString(),
            pane_widths=dict(self.panes.wishes.widths),
            closed_panes=tuple(sorted(self.panes.wishes.closed)),
        )
        super().closeEvent(event)


def _separator(parent: QWidget) -> QAction:
    line = QAction(parent)
    line.setSeparator(True)
    return line


def about_words() -> str:
    """What Galley says of itself; plain words."""
    sentence = _("A reader for journalists. What you read and write stays on this computer.")
    return f"Galley {program_version()}\n\n{sentence}"
