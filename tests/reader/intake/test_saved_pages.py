"""Pages that a browser saved come with their pictures, and nothing is asked of anyone.

Those in `tests/pages/saved` were made of a page of ours by Chromium 156 and SingleFile 2.0; the
others are made here in the shapes that their programs write.
"""

import base64
import os
import plistlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import adding, intake
from reader.errors import NotAnArticle
from reader.intake import page_folder, pictures, sniff
from reader.intake.child import Child
from reader.intake.packed import packed
from reader.intake.pictures import Kept
from reader.model import Captured, Source
from tests.reader.intake.sources import AT, PAGES, PROSE, URL
from tests.reader.intake.test_pictures import PNG, data, png

ARCHIVE = (PAGES / "saved" / "chromium.mhtml").read_bytes()
FIGURE = (
    "<figure><img src='{src}' alt='The pump'><figcaption>The pump in October</figcaption></figure>"
)


class Here:
    """Reads pages in this process."""

    def to_article(self, source: Source) -> Captured:
        return intake.to_article(source)


def read(path: Path) -> adding.Read:
    return adding.read(str(path), at=AT, extractor=Here())


def kept(captured: Captured) -> dict[str, Kept]:
    return pictures.gather(captured)[0]


def page(src: str, head: str = "") -> str:
    figure = FIGURE.format(src=src)
    return f"<!DOCTYPE html>\n{head}<html><body><article>{PROSE}{figure}</article></body></html>"


# --- MHTML ---------------------------------------------------------------------------------------


def test_a_page_saved_by_chromium_comes_with_its_pictures(tmp_path: Path) -> None:
    path = tmp_path / "The pump.mhtml"
    path.write_bytes(ARCHIVE)
    came = read(path)
    there = "http://lowlandpost.example:8765/"
    assert (came.source.url, came.captured.title) == (
        f"{there}story.html",
        "The pump at Zandpolder",
    )
    assert "“naïve”" in came.captured.document.text
    assert "The pump in October. Photo: M. Visser" in came.captured.document.text
    assert {src: (each.media_type, each.width) for src, each in kept(came.captured).items()} == {
        f"{there}small.png": ("image/png", 60),
        f"{there}plain.jpg": ("image/jpeg", 64),
    }
    assert came.requests == ()


def test_a_saved_page_is_as_old_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "The pump.mhtml"
    path.write_bytes(ARCHIVE)
    now = datetime(2030, 1, 1, tzinfo=UTC)
    came = adding.read(str(path), at=now, extractor=Here())
    assert came.source.got_at.date() == datetime(2026, 11, 28, tzinfo=UTC).date()
    assert read(path).source.got_at == AT, "no later than now"


def mhtml(*parts: str, boundary: str = "b") -> Source:
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="{boundary}"\r\n\r\n'
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return Source(f"{head}{body}--{boundary}--\r\n".encode(), "multipart/related", AT)


def part(kind: str, content: bytes, **headers: str) -> str:
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    coded = base64.encodebytes(content).decode().replace("\n", "\r\n")
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{said}\r\n{coded}"


@pytest.mark.parametrize(
    ("src", "headers"),
    [
        ("pump.png", {"Content_Location": "https://lowlandpost.example/2024/10/pump.png"}),
        ("pump.png", {"Content_Location": "pump.png"}),
        ("/a%20pump.png", {"Content_Location": "https://lowlandpost.example/a pump.png"}),
        ("cid:pump@x", {"Content_ID": "<pump@x>"}),
        ("https://a.example/p.png?x=1", {"Content_Location": "https://a.example/p.png?x=1#top"}),
        ("pump.png", {"Content_Location": "https://lowlandpost.example/\r\n 2024/10/pump.png"}),
    ],
)
def test_a_picture_is_found_by_its_address_or_its_id(src: str, headers: dict[str, str]) -> None:
    html = part("text/html; charset=utf-8", page(src).encode(), Content_Location=URL)
    captured = intake.to_article(mhtml(html, part("image/png", PNG, **headers)))
    assert [each.content for each in kept(captured).values()] == [PNG]


def test_a_picture_is_found_in_whichever_size_the_archive_has_it() -> None:
    markup = page("s.png").replace("alt=", "srcset='s.png 300w, l.png 900w' alt=")
    html = part("text/html", markup.encode(), Content_Location=URL)
    large = part("image/png", PNG, Content_Location="https://lowlandpost.example/2024/10/l.png")
    captured = intake.to_article(mhtml(html, large))
    [(src, found)] = kept(captured).items()
    assert (src, found.content) == ("https://lowlandpost.example/2024/10/s.png", PNG)


def test_a_page_within_a_letter_within_an_archive_is_found() -> None:
    html = part("text/html", page("cid:p").encode(), Content_Location=URL)
    inner = f'Content-Type: multipart/alternative; boundary="c"\r\n\r\n--c\r\n{html}\r\n--c--\r\n'
    captured = intake.to_article(mhtml(inner, part("image/png", PNG, Content_ID="<p>")))
    assert len(kept(captured)) == 1


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_an_archive_that_was_cut_off_gives_what_is_in_it(cut: float) -> None:
    source = Source(ARCHIVE[: int(len(ARCHIVE) * cut)], "multipart/related", AT)
    with suppress(NotAnArticle):
        assert "The board met" in intake.to_article(source).document.text


def test_an_archive_without_a_page_is_no_article() -> None:
    with pytest.raises(NotAnArticle, match="no page in this web archive"):
        intake.to_article(mhtml(part("image/png", PNG)))


@given(st.binary(max_size=30), st.integers(0, len(ARCHIVE)), st.integers(0, 300))
def test_whatever_becomes_of_an_archive_it_is_an_article_or_none(
    spoilt: bytes, at: int, gone: int
) -> None:
    content = ARCHIVE[:at] + spoilt + ARCHIVE[at + gone :]
    with suppress(NotAnArticle):
        captured = intake.to_article(Source(content, "multipart/related", AT))
        found, missing = pictures.gather(captured)
        assert {*found, *missing} >= set(captured.pictures)


# --- Safari --------------------------------------------------------------------------------------


def resource(content: bytes, kind: str, url: str) -> dict[str, object]:
    said = {"WebResourceData": content, "WebResourceMIMEType": kind, "WebResourceURL": url}
    return {**said, "WebResourceTextEncodingName": "UTF-8", "WebResourceFrameName": ""}


PICTURE = "https://lowlandpost.example/2024/10/pump.png"
SAFARI = {
    "WebMainResource": resource(page("pump.png").encode(), "text/html", URL),
    "WebSubresources": [resource(PNG, "image/png", PICTURE)],
}


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_page_saved_by_safari_comes_with_its_pictures(
    tmp_path: Path, form: plistlib.PlistFormat
) -> None:
    path = tmp_path / "The pump.webarchive"
    path.write_bytes(plistlib.dumps(SAFARI, fmt=form))
    came = read(path)
    assert came.captured.url == URL
    assert [each.content for each in kept(came.captured).values()] == [PNG]


def test_pictures_of_frames_are_found_too() -> None:
    frame = {
        "WebMainResource": resource(b"<p>Frame", "text/html", "https://lowlandpost.example/f"),
        "WebSubresources": SAFARI["WebSubresources"],
    }
    whole = {"WebMainResource": SAFARI["WebMainResource"], "WebSubframeArchives": [frame]}
    source = Source(plistlib.dumps(whole), sniff.WEB_ARCHIVE, AT)
    assert len(kept(intake.to_article(source))) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"bplist00 WebMainResource",
        b"<?xml version='1.0'?><plist><dict><key>WebMainResource</key>",
        plistlib.dumps({"WebMainResource": "no"}),
        plistlib.dumps({"WebMainResource": {"WebResourceData": "no"}, "WebSubresources": 3}),
        b"<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY a 'b'>]><plist>WebMainResource&a;</plist>",
    ],
)
def test_a_damaged_archive_of_safari_is_no_article(content: bytes) -> None:
    with pytest.raises(NotAnArticle):
        intake.to_article(Source(content, sniff.WEB_ARCHIVE, AT))


# --- a page with its folder ----------------------------------------------------------------------


def saved(folder: Path, src: str, name: str = "The pump.html", head: str = "") -> Path:
    path = folder / name
    path.write_text(page(src, head), encoding="utf-8")
    return path


def put(folder: Path, name: str, content: bytes = PNG) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


CHROME = "<!-- saved from url=(0041)https://lowlandpost.example/2024/10/story -->\n"


@pytest.mark.parametrize(
    ("name", "src", "file", "head"),
    [
        ("The pump.html", "./The pump_files/pump.png", "The pump_files/pump.png", CHROME),
        ("The pump.html", "The%20pump_files/pump.png", "The pump_files/pump.png", ""),
        ("The pump.htm", "The%20pump-Dateien/pump.png", "The pump-Dateien/pump.png", ""),
        ("Насос.html", "./Насос_files/насос(1).png", "Насос_files/насос(1).png", CHROME),
        ("renamed.html", "./The pump_files/p.png", "The pump_files/p.png", CHROME),
        ("p.html", "p_files/deep/er/p.png?v=2", "p_files/deep/er/p.png", ""),
        ("p.html", "./p_files/p.png", "p_files/p.png", f'{CHROME}<base href=".">'),
        ("p.html", "./p_files/p.png", "p_files/p.png", '<base href=".">'),
        ("p.html", "./p_files/saved_resource", "p_files/saved_resource", CHROME),
    ],
)
def test_a_complete_page_comes_with_the_pictures_in_its_folder(
    tmp_path: Path, name: str, src: str, file: str, head: str
) -> None:
    put(tmp_path, file)
    came = read(saved(tmp_path, src, name, head))
    assert [each.content for each in kept(came.captured).values()] == [PNG]
    assert came.requests == ()


@pytest.mark.parametrize(
    "src",
    [
        "../private_files/p.png",
        "./page_files/../private/p.png",
        "page_files/%2e%2e/private/p.png",
        "private/p.png",
        "p.png",
        "./p.png",
        "/etc/hostname",
        "file:///etc/hostname",
        "page_files/link.png",
        "linked_files/p.png",
        "page_files/folder",
        "page_files\\..\\private\\p.png",
        "page_files/%00.png",
        "page_files/" + "x" * 5000,
        "C:/page_files/p.png",
        "page_files/gone.png",
    ],
)
@pytest.mark.parametrize("head", ["", CHROME])
def test_nothing_is_read_but_what_lies_in_the_folder_of_the_page(
    tmp_path: Path, src: str, head: str
) -> None:
    put(tmp_path.parent, "private_files/p.png")
    here = tmp_path / "here"
    secret = put(here, "private/p.png")
    put(here, "p.png")
    put(here, "page_files/folder/x.png")
    os.symlink(secret, here / "page_files" / "link.png")
    os.symlink(secret.parent, here / "linked_files")
    came = read(saved(here, src, "page.html", head))
    assert came.captured.carried == ()
    assert "The board met" in came.captured.document.text


def test_what_lies_in_the_folder_must_be_a_picture(tmp_path: Path) -> None:
    put(tmp_path, "p_files/p.png", b"-----BEGIN OPENSSH PRIVATE KEY-----")
    found, missing = pictures.gather(read(saved(tmp_path, "p_files/p.png", "p.html")).captured)
    assert found == {}
    assert "PNG" in next(iter(missing.values()))


@pytest.mark.parametrize("name", ["a_files", "a-Dateien", "a_fichiers", "a_archivos", "a files"])
def test_folders_of_saved_pages_are_known_by_their_names(name: str) -> None:
    assert page_folder.is_page_folder(name)


@pytest.mark.parametrize("name", ["files", "_files", "my_files_2024", "photos", ""])
def test_other_folders_are_none(name: str) -> None:
    assert not page_folder.is_page_folder(name)


# --- one file by an extension --------------------------------------------------------------------

SINGLE_FILE = (
    "<!--\n Page saved with SingleFile \n url: https://lowlandpost.example/2024/10/story?x=1 \n"
    " saved date: Wed Oct 02 2024 12:29:55 GMT+0200 (Central European Summer Time)\n-->"
)
SAVE_PAGE = (
    '<meta name="savepage-url" content="https://lowlandpost.example/2024/10/story?x=1">'
    '<meta name="savepage-title" content="The pump">'
    '<meta name="savepage-date" content="Wed Oct 02 2024 12:29:55 GMT+0200 (CEST)">'
)


@pytest.mark.parametrize("head", [SINGLE_FILE, SAVE_PAGE])
def test_a_page_saved_by_an_extension_knows_where_it_is_from_and_when(
    tmp_path: Path, head: str
) -> None:
    came = read(saved(tmp_path, data(PNG), head=head))
    assert came.source.url == "https://lowlandpost.example/2024/10/story?x=1"
    assert came.source.got_at == datetime(2024, 10, 2, 10, 29, 55, tzinfo=UTC)
    assert [each.content for each in kept(came.captured).values()] == [PNG]


@pytest.mark.parametrize(
    "head",
    [
        "<!--\n Page saved with SingleFile \n url: javascript:alert(1) \n saved date: now\n-->",
        "<!--\n Page saved with SingleFile \n url: https://x.example/a \n saved date: Foo Bar 99"
        " 2024 99:99:99 GMT+9999\n-->",
        "<!-- saved from url=(0014)about:internet -->",
        "<!-- saved from url=(0099)http://" + "h" * 9000 + " -->",
    ],
)
def test_what_a_page_says_wrongly_of_itself_is_not_believed(tmp_path: Path, head: str) -> None:
    source = read(saved(tmp_path, data(PNG), head=head)).source
    assert source.got_at == AT
    assert source.url in (None, "https://x.example/a")


@pytest.mark.parametrize("name", ["single-file.html", "single-file.zip"])
def test_a_page_saved_by_single_file_comes_with_its_pictures(name: str) -> None:
    came = adding.read(str(PAGES / "saved" / name), at=datetime(2030, 1, 1, tzinfo=UTC),
                       extractor=Here())  # fmt: skip
    assert came.captured.url == "http://lowlandpost.example:8765/story.html"
    assert "The pump in October. Photo: M. Visser" in came.captured.document.text
    assert [(each.media_type, each.width) for each in kept(came.captured).values()] == [
        ("image/png", 60),
        ("image/jpeg", 64),
    ]


def zipped(src: str, name: str, head: str = "") -> bytes:
    return packed([("index.html", page(src, head).encode()), (name, PNG), ("more.css", b"p{}")])


def unpacking_itself(content: bytes) -> bytes:
    """As SingleFile wraps it: a page whose script reads the package in a comment of that page."""
    head = f"<!doctype html><html data-sfz>{SINGLE_FILE}<script>unpack()</script><body><!--"
    return head.encode() + content


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("head", ["", SINGLE_FILE])
def test_a_page_that_was_packed_with_its_pictures_is_unpacked(
    tmp_path: Path, wrapped: bool, head: str
) -> None:
    content = zipped("images/0.png", "images/0.png", head)
    path = tmp_path / "The pump.u.zip.html"
    path.write_bytes(unpacking_itself(content) if wrapped else content)
    came = read(path)
    assert "The board met" in came.captured.document.text
    assert [each.content for each in kept(came.captured).values()] == [PNG]
    if wrapped or head:
        assert came.captured.url == "https://lowlandpost.example/2024/10/story?x=1"


def test_a_package_leads_nowhere_but_into_itself(tmp_path: Path) -> None:
    put(tmp_path, "images/0.png")
    for src in ("../images/0.png", "/etc/hostname", "images/gone.png", "file:///etc/hostname"):
        captured = intake.to_article(
            Source(zipped(src, "x.png"), sniff.ZIPPED_PAGE, AT, name="p.zip")
        )
        assert captured.carried == ()


@pytest.mark.parametrize(
    "content",
    [
        packed([("a/index.html", page("x").encode())]),
        zipped("images/0.png", "images/0.png")[:400],
        zipped("images/0.png", "images/0.png")[:-30] + b"PK\x05\x06" + bytes(18),
    ],
)
def test_a_package_that_is_damaged_or_holds_no_page_is_no_article(content: bytes) -> None:
    with pytest.raises(NotAnArticle):
        intake.to_article(Source(content, sniff.ZIPPED_PAGE, AT))


# --- for real ------------------------------------------------------------------------------------


def test_pictures_come_through_the_process_that_reads() -> None:
    large = png(900, 600, os.urandom(3_000_000))
    html = part("text/html", page("cid:p").encode(), Content_Location=URL)
    with Child() as child:
        captured = child.to_article(mhtml(html, part("image/png", large, Content_ID="<p>")))
    assert [each.content for each in kept(captured).values()] == [large]
