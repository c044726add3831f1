"""What comes of each program's files: what is saved, how it was marked, and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reader.intake import elsewhere
from reader.intake.packed import packed
from reader.model import Brought, Saved
from tests.reader.intake.elsewhere import made

HARBOUR = "https://paper.example/harbour"
SOLD = "The quay was sold in an afternoon."
READ = "Nobody at the town hall had read the contract."


def brought(name: str) -> Brought:
    return elsewhere.brought(made.export(name))


def harbour(found: Brought) -> Saved:
    """The article that all these files hold."""
    return next(each for each in found.saved if each.url == HARBOUR)


def notes(saved: Saved) -> list[tuple[str, str]]:
    return [(mark.quote, mark.note) for mark in saved.remarks]


def missed(found: Brought) -> list[str]:
    return [each.name for each in found.missed]


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("readwise.csv", "Readwise"),
        ("readwise.md", "Readwise"),
        ("readwise.json", "Readwise"),
        ("readwise-reader.csv", "Readwise Reader"),
        ("hypothesis.json", "Hypothesis"),
        ("hypothesis.csv", "Hypothesis"),
        ("zotero.rdf", "Zotero"),
        ("zotero.csv", "Zotero"),
        ("zotero-csl.json", "Zotero"),
        ("zotero.ris", "Zotero"),
        ("zotero-notes.html", "Zotero"),
        ("pocket.csv", "Pocket"),
        ("ril_export.html", "Pocket"),
        ("pocket-annotations.json", "Pocket"),
        ("omnivore-metadata.json", "Omnivore"),
        ("kindle.txt", "Kindle"),
        ("instapaper.csv", "Instapaper"),
        ("wallabag.json", "wallabag"),
        ("karakeep.json", "Karakeep"),
        ("linkwarden.json", "Linkwarden"),
        ("raindrop.csv", "Raindrop.io"),
        ("koreader.json", "KOReader"),
        ("koreader.lua", "KOReader"),
        ("koreader-old.lua", "KOReader"),
        ("clipping.md", "Obsidian Web Clipper"),
        ("bookmarks.html", "Bookmarks"),
    ],
)
def test_the_program_is_told_by_what_stands_in_the_file(name: str, program: str) -> None:
    nameless = made.source(made.content(name), "export")
    assert elsewhere.brought(nameless).program == program
    assert name in made.names()


@pytest.mark.parametrize(
    "name", ["zotero.rdf", "zotero.csv", "zotero-csl.json", "zotero.ris", "clipping.md"]
)
def test_what_is_known_of_an_article_comes_along(name: str) -> None:
    saved = harbour(brought(name))
    assert saved.title == "Who owns the harbour"
    assert saved.bylines[0] == "Mara Quill"
    assert saved.published == "2024-03-30"
    assert saved.excerpt == "A company with no office bought the quay."
    assert saved.saved_at is not None
    assert saved.saved_at.date().isoformat() == "2024-04-01"


def test_readwise_has_its_highlights_in_the_order_of_the_book() -> None:
    found = brought("readwise.csv")
    river = found.saved[0]
    assert (river.title, river.bylines) == ("The Quiet River", ("Ines Abara", "Tom Vell"))
    assert [mark.page for mark in river.remarks] == [14, 120]
    assert river.remarks[0].quote == 'He said: "Nobody asked us." Then he left.'
    assert (river.remarks[1].note, river.remarks[1].colour) == ("Ask the harbour office.", "blue")
    assert river.remarks[1].tags == ("water", "check")
    assert river.tags == ("rivers",)
    assert missed(found) == ["Row 5"]


@pytest.mark.parametrize("name", ["readwise.md", "readwise.json"])
def test_readwise_tells_the_address_in_markdown_and_json(name: str) -> None:
    saved = harbour(brought(name))
    assert notes(saved) == [(SOLD, "Which afternoon?"), (READ, "")]
    assert saved.remarks[0].tags == ("check",)


def test_what_waits_in_the_feed_of_reader_was_not_kept() -> None:
    found = brought("readwise-reader.csv")
    assert [each.title for each in found.saved] == ["Who owns the harbour", "The mill is quiet"]
    assert (found.saved[0].archived, found.saved[0].read) == (True, True)
    assert (found.saved[1].archived, found.saved[1].read) == (False, False)
    assert found.saved[0].tags == ("harbour", "money-trail")
    assert missed(found) == ["From a feed", "A letter"]


def test_hypothesis_has_each_reply_with_what_it_answers() -> None:
    saved = harbour(brought("hypothesis.json"))
    first, second, page = saved.remarks
    assert (first.quote, first.prefix) == ("a company without an office", "bought by ")
    assert (second.quote, second.note) == (SOLD, "Who signed?\n\nThe mayor did.\n\n— tom")
    assert (page.quote, page.note, page.by) == ("", "Good piece.", "tom")
    assert second.tags == ("check", "money-trail")
    assert second.by is None


def test_zoteros_annotations_are_taken_out_of_its_notes() -> None:
    saved = harbour(brought("zotero.rdf"))
    assert notes(saved) == [(SOLD, "Which afternoon?")]
    assert (saved.remarks[0].colour, saved.remarks[0].page) == ("red", 3)
    assert saved.note == "To be called back on Monday."
    assert saved.tags == ("harbour", "Money-trail", "call-back")
    assert (saved.site, saved.collections) == ("The Harbour Post", ("The quay",))


def test_a_note_of_zotero_alone_is_a_text_of_its_own() -> None:
    marked, plain = brought("zotero-notes.html").saved
    assert notes(marked) == [(SOLD, "Which afternoon?")]
    assert plain.content is not None
    assert plain.content.content == b"To be called back on Monday."


def test_the_package_of_pocket_is_one_list() -> None:
    found = elsewhere.brought(made.pocket())
    saved = harbour(found)
    assert found.program == "Pocket"
    assert [each.title for each in found.saved] == ["The mill is quiet", "", "Who owns the harbour"]
    assert notes(saved) == [(SOLD, ""), (READ, "")]
    assert (saved.archived, saved.collections) == (True, ("The quay",))
    assert found.saved[0].tags == ("mill", "money-trail")
    assert missed(found) == ["Nowhere"]


def test_the_older_page_of_pocket_tells_what_was_read() -> None:
    found = brought("ril_export.html")
    assert [each.archived for each in found.saved] == [False, False, True]
    assert found.saved[1].title == ""


def test_the_package_of_omnivore_has_text_and_highlights() -> None:
    found = elsewhere.brought(made.omnivore())
    saved = harbour(found)
    assert notes(saved) == [(SOLD, "Which afternoon?"), (READ.replace("hall had", "hall\nhad"), "")]
    assert saved.remarks[0].tags == ("check", "money")
    assert saved.note == "Ask the bakery."
    assert saved.content is not None
    assert b"lives above a bakery" in saved.content.content
    assert (saved.archived, found.saved[1].archived) == (True, False)


def test_a_kindle_speaks_many_languages() -> None:
    found = brought("kindle.txt")
    river = found.saved[0]
    assert notes(river) == [
        ("The second pump had not run since March, the log says.", "Ask the harbour office.")
    ]
    assert river.bylines == ("Ines Abara",)
    assert river.remarks[0].at == datetime(2014, 4, 21, 22, 8, 30, tzinfo=UTC)
    assert len(found.saved) == 10
    assert all(len(each.remarks) == 1 for each in found.saved)
    assert all(each.remarks[0].at for each in found.saved)
    assert found.saved[1].title == "Der stille Fluss (Vierter Band)"
    assert notes(found.saved[3]) == [("Nadie nos preguntó.", "¿Quién?")]
    assert missed(found) == ["The Quiet River, page 20"]


def test_instapapers_own_folders_are_states_and_others_are_collections() -> None:
    found = brought("instapaper.csv")
    first, second, third = found.saved
    assert (first.archived, first.tags) == (True, ("harbour", "money-trail"))
    assert second.collections == ("The quay",)
    assert (third.starred, third.collections) == (True, ())
    assert missed(found) == ["Nothing here"]


def test_wallabag_has_the_text_unless_it_could_not_get_it() -> None:
    found = brought("wallabag.json")
    saved = harbour(found)
    assert saved.content is not None
    assert notes(saved) == [(SOLD, "Which afternoon?")]
    assert (saved.starred, saved.archived) == (True, True)
    assert found.saved[1].content is None


def test_karakeep_has_lists_but_no_smart_ones() -> None:
    found = brought("karakeep.json")
    assert harbour(found).collections == ("The quay",)
    assert harbour(found).note == "For the series."
    assert found.saved[1].content is not None
    assert missed(found) == ["A photograph"]


def test_linkwarden_pins_what_has_a_star() -> None:
    found = brought("linkwarden.json")
    assert harbour(found).starred
    assert harbour(found).collections == ("The quay",)
    assert found.saved[0].collections == ()
    assert missed(found) == ["A scan"]


def test_raindrop_has_highlights_with_notes_in_one_cell() -> None:
    found = brought("raindrop.csv")
    assert notes(harbour(found)) == [(SOLD, "Which afternoon?"), (READ, "")]
    assert (harbour(found).starred, harbour(found).collections) == (True, ("The quay",))
    assert found.saved[1].collections == ()


@pytest.mark.parametrize("name", ["koreader.json", "koreader.lua", "koreader-old.lua"])
def test_koreader_has_its_notes_with_the_words(name: str) -> None:
    [book] = brought(name).saved
    assert book.title == "The Quiet River"
    assert book.remarks[0].quote == "The second pump had not run since March, the log says."
    assert book.remarks[0].note.startswith("Ask the")
    assert book.remarks[0].page == 12
    assert all(mark.note != mark.quote for mark in book.remarks)


def test_a_clipping_has_its_marks_and_no_signs_of_them_in_its_text() -> None:
    saved = harbour(brought("clipping.md"))
    assert notes(saved) == [(SOLD, "")]
    assert saved.tags == ("harbour",)
    assert saved.content is not None
    assert b"==" not in saved.content.content
    assert b"[[" not in saved.content.content


def test_bookmarks_are_tagged_with_their_folders_but_not_with_the_browsers() -> None:
    found = brought("bookmarks.html")
    assert harbour(found).tags == ("harbour", "money-trail", "The-quay")
    assert notes(harbour(found)) == [(SOLD, "")]
    assert found.saved[1].tags == ()
    assert missed(found) == ["A button", "Most visited"]


def test_an_address_that_is_saved_twice_comes_once_with_all_that_was_said() -> None:
    rows = "title,url,time_added,tags,status\n"
    rows += "A,https://paper.example/a,1712050200,one,unread\n"
    rows += ",https://paper.example/a,1711963800,two,archive\n"
    [saved] = elsewhere.brought(made.source(rows)).saved
    assert (saved.title, saved.tags) == ("A", ("one", "two"))
    assert saved.saved_at == datetime(2024, 4, 1, 9, 30, tzinfo=UTC)
    assert not saved.archived


def test_files_of_several_programs_in_one_package_are_told_apart() -> None:
    files = [("a.csv", made.content("pocket.csv")), ("b.csv", made.content("instapaper.csv"))]
    found = elsewhere.brought(made.source(packed(files)))
    assert found.program == "Pocket"
    assert "Instapaper" in missed(found)
