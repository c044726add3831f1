"""The list of articles: its rows follow the library, say what they show, and stay in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QMimeData, QPersistentModelIndex, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from reader import changes, records
from reader.errors import NotFound
from reader.library import Library
from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    ArticleQuery,
    Captured,
    Change,
    Conflict,
    Document,
    Edit,
    Key,
    Label,
    LabelId,
    Listed,
    Passage,
    Shelf,
    Sort,
    Source,
    Standing,
    leaf,
)
from tests.ui.conftest import settle, wait_until
from ui import parts, theme
from ui.articles.delegate import title_is_cut
from ui.articles.model import PAGE, ROW, ArticleModel
from ui.articles.panel import ArticlesPanel, offered
from ui.articles.row import Row, day_of, shown_date, spoken
from ui.session import Session

NOW = datetime(2024, 10, 2, 14, 30, tzinfo=timezone(timedelta(hours=7)))
QUOTE, DOUBT = LabelId("lquote00"), LabelId("ldoubt00")
LABELS = (Label(QUOTE, "Quote", "yellow", 0), Label(DOUBT, "Doubt <b>", "red", 1))
TITLES = (
    "The river that moved a border",
    "قرية على ضفة النهر تنتظر الجسر منذ ثلاثين عاماً",
    "小さな町の図書館が夜も開いている理由",
    "नदी किनारे का गाँव",
    "👩‍👩‍👧‍👦 <b>bold</b>",
)


def article(n: int, **fields: object) -> Article:
    made = Article(
        ArticleId(f"a{n:07}"),
        TITLES[n % len(TITLES)],
        NOW.astimezone(UTC) + timedelta(minutes=n),
        site="The Delta Review",
        excerpt="When the spring flood receded.",
    )
    return replace(made, **fields)  # type: ignore[arg-type]  # fields of Article by name


def annotation(n: int, of: ArticleId, label: LabelId) -> Annotation:
    anchor = Anchor("spring", "the ", " flood", n)
    return Annotation(AnnotationId(f"k{n:05}"), of, 1, anchor, label, NOW)


class Shelves:
    """A library in memory: enough of one for the list."""

    def __init__(self) -> None:
        self.kept: dict[ArticleId, Article] = {}
        self.marks: dict[AnnotationId, Annotation] = {}
        self.opened: dict[ArticleId, datetime] = {}
        self.waiting: dict[ArticleId, int] = {}
        self.known_labels = LABELS

    def apply(self, change: Change) -> Change:
        for edit in change.edits:
            record = edit.after or edit.before
            kept: dict[str, object] = (
                self.kept if isinstance(record, Article) else self.marks  # type: ignore[assignment]
            )
            kept.pop(edit.key.id, None)
            if edit.after is not None:
                kept[edit.key.id] = edit.after
        return change

    def articles(
        self,
        query: ArticleQuery = ArticleQuery(),  # noqa: B008
        *,
        from_end: bool = False,
    ) -> tuple[Listed, ...]:
        found = self._found(query)
        if from_end:
            last = max(0, len(found) - query.offset)
            return tuple(found[max(0, last - query.limit) : last])
        return tuple(found[query.offset : query.offset + query.limit])

    def _found(self, query: ArticleQuery) -> list[Listed]:
        found = [self._listed(article) for article in self.kept.values()]
        found = [listed for listed in found if self._holds(listed, query)]
        found.sort(key=lambda listed: listed.article.added, reverse=True)
        if query.sort == "title":
            found.sort(key=lambda listed: listed.article.title)
        elif query.sort == "notes":
            found.sort(key=lambda listed: -listed.annotations)
        return found

    def article_ids(self, query: ArticleQuery) -> tuple[ArticleId, ...]:
        return tuple(listed.article.id for listed in self.articles(query))

    def listed(self, ids: Sequence[ArticleId]) -> tuple[Listed, ...]:
        return tuple(self._listed(self.kept[id]) for id in ids if id in self.kept)

    def among(self, query: ArticleQuery, ids: Sequence[ArticleId]) -> frozenset[ArticleId]:
        found = {listed.article.id for listed in self._found(query)}
        return frozenset(found & set(ids))

    def count(self, query: ArticleQuery = ArticleQuery()) -> int:  # noqa: B008
        return len(self._found(query))

    def _holds(self, listed: Listed, query: ArticleQuery) -> bool:
        article = listed.article
        there = article.trashed is None
        shelf = {
            "reading": there and not article.archived,
            "unread": there and not article.archived and listed.opened is None,
            "starred": there and article.starred,
            "archive": there and article.archived,
            "trash": not there,
            "all": there,
        }
        return (
            shelf[query.shelf]
            and query.words.casefold() in article.title.casefold()
            and (query.label is None or query.label in listed.labels)
        )

    def _listed(self, article: Article) -> Listed:
        count, labels = self.marks_of(article.id)
        waits = self.waits_of(article.id)
        return Listed(article, self.opened.get(article.id), 0.0, count, labels, waits)

    def marks_of(self, article: ArticleId) -> tuple[int, tuple[LabelId, ...]]:
        marks = [m for m in self.marks.values() if m.article == article and m.trashed is None]
        marks.sort(key=lambda mark: mark.anchor.start)
        return len(marks), tuple(dict.fromkeys(mark.label for mark in marks))

    def annotation(self, id: AnnotationId) -> Annotation:
        if id not in self.marks:
            raise NotFound("No such mark.")
        return self.marks[id]

    def waits_of(self, article: ArticleId) -> int:
        return self.waiting.get(article, 0)

    def labels(self) -> tuple[Label, ...]:
        return self.known_labels


def change(before: Article | Annotation | None, after: Article | Annotation | None) -> Change:
    return Change("edit-article", (Edit(before, after),))


def filled(how_many: int) -> Shelves:
    shelves = Shelves()
    for n in range(how_many):
        shelves.apply(change(None, article(n)))
    return shelves


def model_of(shelves: Shelves, query: ArticleQuery = ArticleQuery()) -> ArticleModel:  # noqa: B008
    model = ArticleModel(shelves, now=lambda: NOW)
    model.ask(query)
    return model


def rows(model: ArticleModel) -> list[Listed]:
    return [model.index(n, 0).data(ROW).listed for n in range(model.rowCount())]


def test_an_article_with_hundreds_of_marks_is_counted_after_a_pause(app: QApplication) -> None:
    shelves = filled(1)
    id = article(0).id
    for n in range(501):
        shelves.apply(change(None, annotation(n, id, QUOTE)))
    model = model_of(shelves)
    model.take(shelves.apply(change(None, annotation(600, id, DOUBT))))
    assert wait_until(lambda: rows(model)[0].annotations == 502)
    assert rows(model)[0].labels == (QUOTE, DOUBT)


# --- laws ----------------------------------------------------------------------------------------

Step = Callable[[Shelves], Change | None]


def _edit(n: int, **fields: object) -> Step:
    def step(shelves: Shelves) -> Change | None:
        before = shelves.kept.get(article(n).id)
        return change(before, replace(before, **fields)) if before else None  # type: ignore[arg-type]

    return step


def _mark(n: int, k: int, label: LabelId) -> Step:
    def step(shelves: Shelves) -> Change | None:
        if article(n).id not in shelves.kept:
            return None
        made = annotation(k, article(n).id, label)
        return change(shelves.marks.get(made.id), made) if made.id not in shelves.marks else None

    return step


def _add(n: int) -> Step:
    return lambda shelves: None if article(n).id in shelves.kept else change(None, article(n))


numbers = st.integers(0, 11)
steps = st.one_of(
    st.builds(_add, numbers),
    st.builds(lambda n, on: _edit(n, starred=on), numbers, st.booleans()),
    st.builds(lambda n, on: _edit(n, archived=on), numbers, st.booleans()),
    st.builds(lambda n, title: _edit(n, title=title), numbers, st.sampled_from(TITLES)),
    st.builds(lambda n, on: _edit(n, trashed=NOW if on else None), numbers, st.booleans()),
    st.builds(_mark, numbers, st.integers(0, 5), st.sampled_from([QUOTE, DOUBT])),
)
queries = st.builds(
    ArticleQuery,
    words=st.sampled_from(["", "", "the", "小"]),
    shelf=st.sampled_from(["reading", "unread", "starred", "archive", "trash", "all"]),
    label=st.sampled_from([None, None, QUOTE]),
    sort=st.sampled_from(["added", "title", "notes"]),
)


@pytest.mark.usefixtures("app")
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries, st.lists(steps, max_size=12))
def test_after_any_changes_the_rows_are_what_the_library_lists(
    query: ArticleQuery, taken: list[Step]
) -> None:
    shelves = filled(8)
    model = model_of(shelves, query)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    resets = QSignalSpy(model.modelReset)
    held = {
        listed.article.id: QPersistentModelIndex(model.index(n, 0))
        for n, listed in enumerate(rows(model))
    }
    for step in taken:
        asked = step(shelves)
        if asked is not None:
            model.take(shelves.apply(asked))
            assert rows(model) == list(shelves.articles(query))
    assert resets.count() == 0
    for id, index in held.items():
        if index.isValid():
            assert model.article_at(index.row()) == id
    del tester


# --- one change, one signal -----------------------------------------------------------------------


class Signals:
    """How often the model told of each kind of change."""

    def __init__(self, model: ArticleModel) -> None:
        self._spies: Mapping[str, QSignalSpy] = {
            "inserted": QSignalSpy(model.rowsInserted),
            "removed": QSignalSpy(model.rowsRemoved),
            "moved": QSignalSpy(model.rowsMoved),
            "repainted": QSignalSpy(model.dataChanged),
            "reset": QSignalSpy(model.modelReset),
        }

    def counted(self) -> dict[str, int]:
        return {name: spy.count() for name, spy in self._spies.items() if spy.count()}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("sort", "step", "told"),
    [
        ("added", _add(90), {"inserted": 1}),
        ("added", _edit(3, archived=True), {"removed": 1}),
        ("added", _edit(3, starred=True), {"repainted": 1}),
        ("title", _edit(2, title="Zzz"), {"moved": 1, "repainted": 1}),
        ("title", _edit(2, title="AAA"), {"moved": 1, "repainted": 1}),
        ("added", _mark(3, 1, DOUBT), {"repainted": 1}),
    ],
)
def test_one_change_is_one_signal(sort: Sort, step: Step, told: dict[str, int]) -> None:
    shelves = filled(30)
    model = model_of(shelves, ArticleQuery(sort=sort))
    signals = Signals(model)
    asked = step(shelves)
    assert asked is not None
    model.take(shelves.apply(asked))
    assert signals.counted() == told


@pytest.mark.usefixtures("app")
def test_a_renamed_label_repaints_the_rows_and_moves_none() -> None:
    shelves = filled(3)
    marked = _mark(1, 1, DOUBT)(shelves)
    assert marked is not None
    shelves.apply(marked)
    model = model_of(shelves)
    renamed = replace(LABELS[1], name="Dubious")
    shelves.known_labels = (LABELS[0], renamed)
    signals = Signals(model)
    model.take(Change("labels", (Edit(LABELS[1], renamed),)))
    assert signals.counted() == {"repainted": 1}
    assert model.index(1, 0).data(ROW).labels == (renamed,)


@pytest.mark.usefixtures("app")
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries, st.lists(st.tuples(steps, st.integers(0, 11)), max_size=12))
def test_rows_that_were_never_looked_at_are_right_as_well(
    query: ArticleQuery, taken: list[tuple[Step, int]]
) -> None:
    """With pages of three: most of the list is not known, and some of it far from its beginning."""
    shelves = filled(10)
    with mock.patch.multiple("ui.articles.model", PAGE=3, _AROUND=3):
        model = model_of(shelves, query)
        tester = QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        for step, looked_at in taken:
            model.article_at(looked_at)
            asked = step(shelves)
            if asked is None:
                continue
            model.take(shelves.apply(asked))
            wanted = list(shelves.articles(query))
            assert model.rowCount() == len(wanted)
            if looked_at < len(wanted):
                assert model.article_at(looked_at) == wanted[looked_at].article.id
            everything = list(model.articles_in(0, len(wanted) - 1))
            assert everything == [listed.article.id for listed in wanted]
        assert rows(model) == list(shelves.articles(query))
        del tester


@pytest.mark.usefixtures("app")
def test_a_row_is_read_when_it_is_looked_at_and_those_between_are_not() -> None:
    shelves = filled(PAGE * 9)
    model = model_of(shelves)
    assert model.rowCount() == PAGE * 9
    last = model.rowCount() - 1
    assert model.article_at(last) == article(0).id
    assert model.row_of(article(0).id) == last
    assert model.row_of(article(PAGE * 5).id) is None
    assert model.articles_in(PAGE * 4, PAGE * 4 + 1) == [
        listed.article.id for listed in shelves.articles(ArticleQuery(limit=2, offset=PAGE * 4))
    ]


@pytest.mark.usefixtures("app")
def test_an_article_far_down_is_found_again_after_others_came_and_went() -> None:
    shelves = filled(PAGE * 5)
    model = model_of(shelves)
    far = model.article_at(PAGE * 3)
    assert far is not None
    for n in (1, 2, PAGE * 4):  # never looked at, and one from the first page
        asked = _edit(n, archived=True)(shelves)
        assert asked is not None
        model.take(shelves.apply(asked))
    assert model.row_of(far) is None
    assert model.find(far, near=PAGE * 3) == PAGE * 3 - 1


@pytest.mark.usefixtures("app")
def test_what_she_opens_stays_on_the_unread_shelf_until_she_leaves_it() -> None:
    shelves = filled(5)
    unread: Shelf = "unread"
    model = model_of(shelves, ArticleQuery(shelf=unread))
    opened = article(2).id
    shelves.opened[opened] = NOW
    model.note_opened(opened, NOW)
    for step in (_mark(2, 1, QUOTE), _edit(0, starred=True), _edit(2, starred=True)):
        asked = step(shelves)
        assert asked is not None
        model.take(shelves.apply(asked))
    row = model.row_of(opened)
    assert row == 2
    assert rows(model)[2].opened == NOW
    assert rows(model)[2].labels == (QUOTE,)
    assert rows(model)[2].article.starred
    archived = _edit(2, archived=True)(shelves)
    assert archived is not None
    model.take(shelves.apply(archived))
    assert model.row_of(opened) is None
    model.ask(ArticleQuery(shelf=unread))
    assert model.rowCount() == 4


# --- words ----------------------------------------------------------------------------------------


@pytest.fixture
def english() -> object:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2024-10-02T23:59:00-08:00", "Today"),
        ("2024-10-02", "Today"),
        ("2024-10-01T05:00:00Z", "Yesterday"),
        ("2024-09-28", "28 Sept"),
        ("2023-10-02 09:00", "2 Oct 2023"),
        ("2024-10-03", "3 Oct"),
        ("2023-05", "May 2023"),
        ("1998", "1998"),
        ("2023-13-45", "Today"),
        ("2 October 2024", "Today"),
        ("", "Today"),
        (None, "Today"),
    ],
)
def test_a_day_is_shown_short_and_no_finer_than_it_was_given(
    published: str | None, shown: str
) -> None:
    found = shown_date(article(0, published=published), NOW)
    assert found.replace("Sep ", "Sept ") in (shown, shown.replace("Sept", "Sept"))


@given(st.text(max_size=20) | st.from_regex(r"\d{1,5}-\d{1,2}(-\d{1,2})?", fullmatch=True))
def test_any_published_text_gives_some_day(published: str) -> None:
    assert shown_date(article(0, published=published), NOW)


@pytest.mark.usefixtures("app")
def test_a_row_says_all_that_it_shows() -> None:
    listed = Listed(article(0, starred=True), NOW, 0.46, 3, (DOUBT, QUOTE), 2)
    row = Row(listed, (LABELS[1], LABELS[0]), "Yesterday")
    assert spoken(row) == (
        "The river that moved a border. The Delta Review, Yesterday. Read to 46 %. "
        "3 marks: Doubt <b>, Quote. Starred. 2 things need a look"
    )
    model = model_of(filled(1))
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).endswith("Never opened")


@pytest.mark.usefixtures("app")
def test_a_title_with_markup_is_plain_in_its_tooltip() -> None:
    model = model_of(filled(5))
    (row,) = (n for n in range(5) if "<b>" in model.index(n, 0).data())
    assert "&lt;b&gt;" in model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)


# --- the panel ------------------------------------------------------------------------------------


class Window:
    """An article list over a real library, and what it told."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.library = session.library
        self.actions = {name: QAction(name) for name in ("menu", "shelves", "add", "samples")}
        self.panel = ArticlesPanel(session, self.actions)
        self.panel.resize(280, 800)
        self.chosen: list[ArticleId] = []
        self.panel.chosen.connect(self.chosen.append)
        self._added = 0

    def add(self, title: str, **fields: object) -> ArticleId:
        """A new article by the window's own hand."""
        id = self.library.new_article_id()
        self._added += 1
        at = datetime(2024, 10, 1, 8, self._added, tzinfo=UTC)
        headline = leaf("heading", title, level=1)
        body = leaf("paragraph", f"When the spring flood receded, text {self._added}.")
        assert headline is not None
        assert body is not None
        document = Document((headline, body))
        source = Source(document.text.encode(), "text/plain", at)
        packed = records.pack(source, document)
        captured = Captured(document, headline.text, excerpt=body.text)
        made = changes.add(captured, source, packed, article=id, at=at)
        assert self.session.do(made, blobs=packed.blobs)
        if fields:
            self.edit(id, **fields)
        return id

    def edit(self, id: ArticleId, **fields: object) -> None:
        assert self.session.do(changes.edit_article(self.library.article(id), **fields))

    def titles(self) -> list[str]:
        rows = self.panel.rows
        return [rows.index(n, 0).data() for n in range(rows.rowCount())]

    def labels(self) -> list[str]:
        """What the widgets beside the rows say."""
        words = self.panel.findChildren(parts.Words)
        return [each.text() for each in words if each.isVisible() and each.text().strip()]


@pytest.fixture
def window(tmp_path: Path, show: Callable[[QWidget], QWidget]) -> Iterator[Window]:
    library = Library(tmp_path / "Library.galley")
    session = Session(library, now=lambda: NOW.astimezone(UTC))
    window = Window(session)
    show(window.panel)
    yield window
    session.close()
    library.close()


def press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


def test_an_empty_library_leaves_the_list_blank(window: Window) -> None:
    """The page beside it says how to begin."""
    assert window.labels() == ["Reading list"]
    assert not window.panel.list.isVisible()
    window.panel.search_field.setText("bridge")
    assert wait_until(lambda: "Nothing found" in window.labels())


def test_a_new_article_comes_first_and_is_counted(window: Window) -> None:
    window.add("First")
    window.add("Second")
    assert window.titles() == ["Second", "First"]
    assert window.labels() == ["Reading list", "2"]
    window.session.undo()
    assert window.titles() == ["First"]


def test_arrows_choose_and_enter_goes_to_the_page(window: Window) -> None:
    ids = [window.add(title) for title in ("Third", "Second", "First")]
    entered = QSignalSpy(window.panel.entered)
    rows = window.panel.list
    press(rows, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert window.chosen == [ids[2], ids[1], ids[0]]
    press(rows, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert window.chosen[3:] == [ids[1]]
    assert [entered.at(n) for n in range(entered.count())] == [[ids[1]]]


def test_a_click_chooses_and_delete_asks_for_removal(window: Window) -> None:
    window.add("Second")
    first = window.add("First")
    wanted: list[ArticleId] = []
    window.panel.removal_wanted.connect(wanted.append)
    viewport = window.panel.list.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
    press(window.panel.list, Qt.Key.Key_Delete)
    assert window.chosen == wanted == [first]


def test_the_chosen_article_stays_chosen_whatever_comes_and_goes(window: Window) -> None:
    ids = [window.add(title) for title in ("Third", "Second", "First")]
    window.panel.select(ids[1])
    window.add("New")
    window.edit(ids[2], archived=True)
    window.edit(ids[0], title="Renamed")
    current = window.panel.list.selectionModel().selectedRows()
    assert [index.data() for index in current] == ["Second"]
    assert window.chosen == []


def test_when_the_chosen_article_leaves_nothing_is_chosen_and_the_next_is_next(
    window: Window,
) -> None:
    ids = [window.add(title) for title in ("Third", "Second", "First")]
    window.panel.select(ids[1])
    window.edit(ids[1], archived=True)
    assert window.panel.list.selectionModel().selectedRows() == []
    assert window.chosen == []
    window.panel.step(1)
    assert window.chosen == [ids[0]]


def test_the_field_searches_as_she_types(window: Window) -> None:
    window.add("Harbour Notes")
    window.add("قرية على ضفة النهر")
    field = window.panel.search_field
    QTest.keyClicks(field, "harb")
    assert wait_until(lambda: window.titles() == ["Harbour Notes"])
    press(field, Qt.Key.Key_Return)
    assert len(window.chosen) == 1
    field.setText("قرية")
    assert wait_until(lambda: window.titles() == ["قرية على ضفة النهر"])
    press(field, Qt.Key.Key_Escape)
    assert wait_until(lambda: len(window.titles()) == 2)


def test_nothing_found_offers_to_search_everywhere(window: Window) -> None:
    window.add("Harbour Notes", archived=True)
    window.panel.search_field.setText("<b>harbour")
    assert wait_until(lambda: "Nothing found" in window.labels())
    assert any("“<b>harbour”" in words for words in window.labels())
    window.panel.search_field.setText("harbour")
    assert wait_until(lambda: any("“harbour”" in words for words in window.labels()))
    links = window.panel.findChildren(parts.LinkButton)
    (link,) = (link for link in links if link.isVisible())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert wait_until(lambda: window.titles() == ["Harbour Notes"])
    assert window.panel.query() == ArticleQuery(words="harbour", shelf="all")


def test_each_shelf_says_why_it_is_empty(window: Window) -> None:
    window.add("Harbour Notes", archived=True)
    assert "Nothing left to read" in window.labels()
    window.panel.show_query(ArticleQuery(shelf="starred"), "Starred")
    assert "No stars yet" in window.labels()
    assert "Starred" in window.labels()
    window.panel.show_query(ArticleQuery(shelf="archive"), "Archive")
    assert window.titles() == ["Harbour Notes"]


def test_a_mark_shows_its_label_as_the_library_lists_it(window: Window) -> None:
    id = window.add("Harbour Notes")
    document = window.library.document(id)
    for start, label in ((0, 5), (15, 1), (20, 5)):
        made = changes.mark(
            document,
            id,
            1,
            Passage(start, start + 4),
            window.library.labels()[label].id,
            id=window.library.new_annotation_id(),
            at=NOW.astimezone(UTC),
        )
        assert window.session.do(made)
    row = window.panel.rows.index(0, 0).data(ROW)
    assert [label.name for label in row.labels] == ["Doubt", "Claim"]
    assert (row.listed,) == window.library.articles()
    assert "3 marks: Doubt, Claim" in spoken(row)


def test_a_row_says_that_something_waits_until_it_is_decided(window: Window) -> None:
    """A field that is in conflict, or a mark that may be on other words."""
    library, session = window.library, window.session
    id = window.add("Harbour Notes")
    mark = library.new_annotation_id()
    label = library.labels()[0].id
    passage = Passage(0, 7)
    at = NOW.astimezone(UTC)
    assert session.do(changes.mark(library.document(id), id, 1, passage, label, id=mark, at=at))

    def waits() -> int:
        listed = window.panel.rows.index(0, 0).data(ROW).listed
        assert (listed,) == library.articles()
        return int(listed.waits)

    for record in (Key("article", id), Key("annotation", mark)):
        conflict = Conflict(record, "note", "ours", "theirs", "/x.md", at)
        assert session.do(Change("merge", (Edit(None, conflict),)))
    assert waits() == 2
    assert "2 things need a look" in window.panel.rows.index(0, 0).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    window.session.undo()
    assert waits() == 1
    place = library.place(mark, 1)
    assert place is not None
    unsure = replace(place, state="changed", score=0.7)
    assert session.do(Change("carry-over", (Edit(place, unsure),)))
    assert waits() == 2
    assert session.do(changes.settle(unsure))
    assert waits() == 1


def test_what_is_dropped_is_paths_and_addresses_and_nothing_else() -> None:
    urls = QMimeData()
    urls.setUrls([QUrl.fromLocalFile("/a/b c.html"), QUrl("https://x.org/y"), QUrl("ftp://z")])
    assert [Path(each).name for each in offered(urls)] == ["b c.html", "y"]
    words = QMimeData()
    words.setText(" https://x.org/a\nhttp://y.org ")
    assert offered(words) == ["https://x.org/a", "http://y.org"]
    words.setText("see https://x.org/a")
    assert offered(words) == []
    words.setText("")
    assert offered(words) == []


def test_rows_are_painted_from_the_side_their_title_begins(window: Window) -> None:
    window.add(TITLES[1])
    window.panel.list.clearFocus()
    settle()
    right_to_left = ink(window.panel.list.viewport().grab().toImage())
    window.session.undo()
    window.add("A short title")
    settle()
    left_to_right = ink(window.panel.list.viewport().grab().toImage())
    assert max(right_to_left) > 250
    assert max(left_to_right) < 200


def ink(image: QImage) -> list[int]:
    """Columns of the title's first line that hold its colour, to the right of the gutter."""
    panel = theme.current().panel.lightness()
    return [
        x
        for x in range(28, image.width())
        if any(abs(image.pixelColor(x, y).lightness() - panel) > 90 for y in range(12, 32))
    ]


@given(title=st.sampled_from(TITLES), narrow=st.integers(60, 900), more=st.integers(0, 900))
def test_a_title_that_is_read_whole_is_read_whole_in_a_wider_row(
    app: QApplication, title: str, narrow: int, more: int
) -> None:
    row = Row(Listed(article(0, title=title), None, 0.0, 0, ()), (), "Today")
    assert title_is_cut(row, narrow) or not title_is_cut(row, narrow + more)
    assert not title_is_cut(row, 2000)


def test_a_title_of_three_lines_is_cut(app: QApplication) -> None:
    long = "What the master of the small harbour wrote down in nineteen years of looking at water"
    row = Row(Listed(article(0, title=long), None, 0.0, 0, ()), (), "Today")
    assert title_is_cut(row, 280)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("sort", "fields", "opened", "heads"),
    [
        ("added", {}, None, "Today"),
        ("added", {"added": datetime(2024, 9, 25, 9, tzinfo=UTC)}, None, "Wednesday, 25 September"),
        ("published", {"published": "2023-05-02T23:00:00-08:00"}, None, "2 May 2023"),
        ("published", {"published": "2023-05"}, None, "May 2023"),
        ("published", {}, None, "Without a date"),
        ("read", {}, None, "Never opened"),
        ("read", {}, NOW - timedelta(days=1), "Yesterday"),
        ("title", {}, NOW, None),
    ],
)
def test_a_group_is_headed_by_its_day_in_the_order_of_the_list(
    sort: Sort, fields: dict[str, object], opened: datetime | None, heads: str | None
) -> None:
    assert day_of(Listed(article(0, **fields), opened, 0.0, 0, ()), sort, NOW) == heads


@pytest.mark.usefixtures("app")
def test_a_day_begins_where_the_one_above_is_another() -> None:
    shelves = filled(3)
    before = shelves.kept[article(1).id]
    shelves.apply(change(before, replace(before, added=before.added - timedelta(days=2))))
    model = model_of(shelves)
    model.group_by_day(True)
    days = [model.index(n, 0).data(ROW).day for n in range(3)]
    assert [day is not None for day in days] == [True, False, True]
    model.group_by_day(False)
    assert model.index(0, 0).data(ROW).day is None


@pytest.mark.parametrize("text", ["to-come", "set-aside"])
def test_what_a_text_lacks_is_said_and_painted(
    window: Window, text: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.add("Harbour Notes")
    window.panel.list.clearFocus()
    settle()
    before = window.panel.list.viewport().grab().toImage()
    index = window.panel.rows.index(0, 0)
    row = index.data(ROW)
    lacking = replace(row, listed=replace(row.listed, text=text))
    assert len(spoken(lacking)) > len(spoken(row))
    monkeypatch.setattr(window.panel.rows, "_row", lambda *_row: lacking)
    settle()
    assert window.panel.list.viewport().grab().toImage() != before


@pytest.mark.parametrize("grouped", [False, True])
def test_rows_are_all_of_one_height_compact_or_not(window: Window, grouped: bool) -> None:
    for title in ("Third", "Second", "First"):
        window.add(title)
    rows = window.panel.list
    full = rows.rowHeight(0)
    for compact in (True, False):
        rows.set_rows(compact=compact, grouped=grouped)
        heights = {rows.rowHeight(n) for n in range(3)}
        assert len(heights) == 1
        assert (heights.pop() < full) == compact


def test_a_capture_that_is_set_aside_is_told_at_once(window: Window) -> None:
    id = window.add("Harbour Notes")
    shown = window.library.revision(id)
    aside = replace(shown, number=2, set_aside="much shorter", why="again")
    assert window.session.do(Change("revise", (Edit(None, aside),)))
    assert window.panel.rows.index(0, 0).data(ROW).listed.text == "set-aside"
    window.session.undo()
    assert window.panel.rows.index(0, 0).data(ROW).listed.text == "whole"
