"""Many articles go to a folder: each to its file, a second time unwritten, none over one's work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reader import changes, exporting
from reader.export import USUAL, ExportOptions
from reader.exporting import Sent
from reader.homecoming import bring_home
from reader.library import Library
from reader.model import ArticleId, ArticleQuery, Change, Edit, Story, sha256
from reader.outbox import Outcome, edited_in, members, send_all
from tests.ui.kit import Clock, adding, marking

TITLES = ("The river", "The border", "The river", "午後十時")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Four articles, two of them of one name, each with a note and a private one."""
    with Library(tmp_path / "Test.galley") as library:
        now = Clock()
        for title in TITLES:
            id, change, blobs = adding(library, title, at=now())
            library.apply(change, at=now(), by="window", blobs=blobs)
            for words, private in (("spring flood", False), ("eleven families", True)):
                mark, change = marking(library, id, words, at=now())
                library.apply(change, at=now(), by="window")
                annotation = library.annotation(mark)
                change = changes.edit_annotation(
                    annotation, at=now(), note=f"Note on {title}.", private=private
                )
                library.apply(change, at=now(), by="window")
        yield library


def send(
    library: Library,
    folder: Path,
    ids: tuple[ArticleId, ...],
    options: ExportOptions = USUAL,
) -> Outcome:
    """Sends them all and remembers each as it comes."""
    at = Clock()

    def remember(sent: Sent) -> None:
        exporting.remember(library, sent, at=at())

    return send_all(library, folder, ids, "annotated", options, tell=lambda *_: None, sent=remember)


def test_each_has_a_file_and_a_second_time_nothing_is_written(
    library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    ids = members(library, ArticleQuery())
    first = send(library, folder, ids)
    files = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert (first.written, first.stood, first.stayed) == (4, 0, 4)
    assert len(files) == 4
    again = send(library, folder, ids)
    assert (again.written, again.stood) == (0, 4)
    assert files == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


def test_other_options_are_news_for_every_file_once(library: Library, tmp_path: Path) -> None:
    ids = members(library, ArticleQuery())
    html = ExportOptions(marks="html")
    send(library, tmp_path, ids)
    assert send(library, tmp_path, ids, html).written == 4
    assert all("<mark>spring flood</mark>" in f.read_text("utf-8") for f in tmp_path.glob("*.md"))
    assert send(library, tmp_path, ids, html).stood == 4
    assert edited_in(library, tmp_path, ids) == ()


def test_a_picture_that_a_killed_export_left_goes_also_where_nothing_is_written(
    library: Library, tmp_path: Path
) -> None:
    ids = members(library, ArticleQuery())
    send(library, tmp_path, ids)
    left = tmp_path / "attachments" / ids[0] / f"01-{sha256(b'a dike')[:8]}.jpg"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a dike")
    assert send(library, tmp_path, ids).stood == 4
    assert not left.exists()


def test_only_what_has_changed_is_written(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ids = members(library, ArticleQuery())
    send(library, folder, ids)
    newest, _all = library.articles_touched()
    mark = next(m for m in library.annotations(ids[1]) if not m.private)
    library.apply(
        changes.edit_annotation(mark, at=Clock()(), note="New words."), at=Clock()(), by="window"
    )
    assert library.articles_touched(since=newest)[1] == {ids[1]}
    assert send(library, folder, ids).written == 1


def test_a_label_that_is_renamed_touches_every_article_that_has_it(library: Library) -> None:
    newest, _all = library.articles_touched()
    label = library.labels()[0]
    change = Change("labels", (Edit(label, replace(label, name="Fact")),))
    library.apply(change, at=Clock()(), by="window")
    assert library.articles_touched(since=newest)[1] == set(members(library, ArticleQuery()))


def test_what_a_merge_brought_touches_nothing(library: Library, tmp_path: Path) -> None:
    """A file that someone is writing in is not written under her hands."""
    folder = tmp_path / "out"
    [id, *_rest] = members(library, ArticleQuery())
    send(library, folder, (id,))
    [file] = folder.iterdir()
    file.write_text(file.read_text("utf-8").replace("Note on", "My note on"), "utf-8")
    newest, _all = library.articles_touched()
    assert bring_home(library, file, at=Clock()(), by="file").number == newest + 1
    assert library.articles_touched(since=newest) == (newest + 1, frozenset())


def test_edits_are_found_before_anything_is_written(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    ids = members(library, ArticleQuery())
    send(library, folder, ids)
    assert edited_in(library, folder, ids) == ()
    file = sorted(folder.iterdir())[0]
    file.write_text(file.read_text("utf-8").replace("Note on", "My note on"), "utf-8")
    [edited] = edited_in(library, folder, ids)
    assert edited.path == file
    others = [id for id in ids if id != edited.articles[0].article.id]
    assert edited_in(library, folder, others) == ()


def test_a_file_with_something_undecided_is_left_and_the_others_are_written(
    library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    ids = members(library, ArticleQuery())
    send(library, folder, ids)
    file = sorted(folder.iterdir())[0]
    file.write_text(file.read_text("utf-8").replace("Note on", "Theirs on"), "utf-8")
    [edited] = edited_in(library, folder, ids)
    for id in ids:
        mark = next(m for m in library.annotations(id) if not m.private)
        change = changes.edit_annotation(mark, at=Clock()(), note="Ours.")
        library.apply(change, at=Clock()(), by="window")
    bring_home(library, file, at=Clock()(), by="file")
    theirs = file.read_bytes()
    outcome = send(library, folder, ids)
    assert [each.title for each in outcome.failures] == [edited.articles[0].article.title]
    assert outcome.written == 3
    assert file.read_bytes() == theirs
    assert len(list(folder.iterdir())) == 4


def test_one_that_cannot_be_written_stops_none_of_the_others(
    library: Library, tmp_path: Path
) -> None:
    ids = members(library, ArticleQuery())
    gone = ArticleId("a00000zz")
    outcome = send(library, tmp_path / "out", (ids[0], gone, *ids[1:]))
    assert (outcome.written, [each.title for each in outcome.failures]) == (4, [gone])


def test_it_stops_before_the_next_article_and_keeps_what_was_written(
    library: Library, tmp_path: Path
) -> None:
    sent: list[Sent] = []

    def tell(done: int, of: int, title: str) -> None:
        assert (of, title) == (4, library.article(ids[done]).title)
        if done == 2:
            raise KeyboardInterrupt

    ids = members(library, ArticleQuery())
    with pytest.raises(KeyboardInterrupt):
        send_all(library, tmp_path / "out", ids, "annotated", tell=tell, sent=sent.append)
    assert [each.articles[0].article.id for each in sent] == list(ids[:2])
    assert all(each.written.path.exists() for each in sent)


def test_a_story_goes_in_its_own_order_however_long(library: Library) -> None:
    ids = members(library, ArticleQuery(limit=1))
    assert len(ids) == 4
    story = Story(library.new_story_id(), "Harbour", items=(ids[2], ids[0]))
    library.apply(Change("story", (Edit(None, story),)), at=Clock()(), by="window")
    assert members(library, ArticleQuery(shelf="all", story=story.id)) == (ids[2], ids[0])
