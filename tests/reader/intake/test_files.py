import os
from pathlib import Path

import pytest

from reader import intake
from reader.errors import GalleyError, NotAnArticle
from reader.intake import files, sniff
from reader.library import Library
from tests.reader.intake.sources import AT, PROSE

PAGE = f"<!doctype html><html><body><article>{PROSE}</article></body></html>"


def made(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_is_what_its_content_says_not_its_name(tmp_path: Path) -> None:
    source = files.read(made(tmp_path, "page.txt", PAGE.encode()), at=AT)
    assert (source.media_type, source.name, source.url) == ("text/html", "page.txt", None)


def test_a_page_saved_by_a_browser_remembers_its_address(tmp_path: Path) -> None:
    saved = "<!DOCTYPE html>\n<!-- saved from url=(0031)https://lowlandpost.example/pump -->\n"
    source = files.read(made(tmp_path, "p.html", (saved + PAGE).encode()), at=AT)
    assert source.url == "https://lowlandpost.example/pump"


def test_a_web_archive_gives_the_page_in_it(tmp_path: Path) -> None:
    archive = (
        "MIME-Version: 1.0\nSnapshot-Content-Location: https://lowlandpost.example/pump\n"
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html;'
        f" charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{PAGE}\n--b--\n"
    )
    captured = intake.to_article(files.read(made(tmp_path, "p.mhtml", archive.encode()), at=AT))
    assert captured.url == "https://lowlandpost.example/pump"
    assert "The board met on Tuesday" in captured.document.text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GalleyError, match=r"no file .*lost\.txt"):
        files.read(tmp_path / "lost.txt", at=AT)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(GalleyError, match="is a folder"):
        files.read(tmp_path, at=AT)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GalleyError, match="is empty"):
        files.read(made(tmp_path, "e.txt", b""), at=AT)


def test_a_file_beyond_the_cap_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(GalleyError, match="larger than"):
        files.read(made(tmp_path, "big.txt", b"12345678901"), at=AT)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(GalleyError, match="is not a file"):
        files.read(tmp_path / "pipe", at=AT)


def test_a_name_the_system_cannot_have_is_a_sentence_not_a_crash() -> None:
    with pytest.raises(GalleyError):
        files.read(Path("nul\0byte"), at=AT)


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png", "picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", "picture"),
        (b"ID3\x03" + bytes(100), "audio/mpeg", "recording"),
        (b"PK\x03\x04" + bytes(50), "application/zip", "office document"),
        (bytes(range(256)) * 20, "application/octet-stream", "no text"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "application/xml", "feed"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(
    tmp_path: Path, content: bytes, kind: str, sentence: str
) -> None:
    source = files.read(made(tmp_path, "it.html", content), at=AT)
    assert source.media_type == kind
    with pytest.raises(NotAnArticle, match=sentence) as caught:
        intake.to_article(source)
    assert caught.value.advice


@pytest.mark.parametrize(
    ("content", "name", "said", "kind"),
    [
        (b"# Title\n\nSome **bold** words.", None, None, "text/markdown"),
        (b"Just words, and more.", "notes.md", None, "text/markdown"),
        (b"ID3 is how this text begins, by chance.", "a.txt", None, "text/plain"),
        (b"<p>words</p>", None, "text/html; charset=utf-8", "text/html"),
        (b"words", "x.php", "text/html", "text/html"),
        ("\ufeff<html><body>é".encode("utf-16-le"), None, None, "text/html"),
        (b"{}", None, "application/json", "application/json"),
    ],
)
def test_texts_are_told_apart(
    content: bytes, name: str | None, said: str | None, kind: str
) -> None:
    assert sniff.media_type(content, name=name, said=said) == kind


@pytest.mark.skipif(os.name != "posix", reason="only there can a name hold such bytes")
def test_a_name_that_is_no_text_is_kept_as_far_as_it_is(tmp_path: Path) -> None:
    named = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    named.write_bytes(PROSE.encode() if isinstance(PROSE, str) else PROSE)
    assert files.read(named, at=AT).name == "caf\ufffd.txt"


@pytest.mark.parametrize(
    "name", ["Library.galley", "Library.galley-wal", "Library.galley-shm", "link"]
)
def test_an_open_library_is_refused_without_being_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with Library(tmp_path / "Library.galley"):
        (tmp_path / "link").symlink_to(tmp_path / "Library.galley")
        opened: list[Path] = []
        monkeypatch.setattr(Path, "open", lambda path, *_rest: opened.append(path))
        with pytest.raises(GalleyError, match="is a library"):
            files.read(tmp_path / name, at=AT)
        assert opened == []
