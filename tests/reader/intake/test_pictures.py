import base64

from reader import intake
from reader.intake import pictures
from tests.reader.intake.sources import PROSE, html

PNG = b"\x89PNG\r\n\x1a\n" + bytes(1000)
DATA = "data:image/png;base64," + base64.b64encode(PNG).decode()


def gathered(markup: str) -> tuple[dict[str, bytes], dict[str, str]]:
    source = html(f"<article>{PROSE}{markup}</article>")
    return pictures.gather(source, intake.to_article(source))


def test_a_picture_within_the_page_is_kept() -> None:
    assert gathered(f"<img src='{DATA}'>") == ({DATA: PNG}, {})


def test_a_picture_elsewhere_is_missing_and_not_fetched() -> None:
    found, missing = gathered("<img src='/far.png'>")
    assert not found
    assert list(missing) == ["https://lowlandpost.example/far.png"]


def test_what_only_claims_to_be_a_picture_is_missing() -> None:
    script = "data:image/png;base64," + base64.b64encode(b"<script>" * 200).decode()
    found, missing = gathered(f"<img src='{script}'>")
    assert not found
    assert "PNG" in missing[script]


def test_a_picture_beyond_the_cap_is_missing() -> None:
    huge = "data:image/png;base64," + "A" * 2_000
    source = html(f"<article>{PROSE}<img src='{huge}'></article>")
    captured = intake.to_article(source)
    assert captured.pictures == (huge,)
    found, missing = pictures.gather(source, captured)
    assert not found
    assert missing


def test_kinds_are_told_by_their_first_bytes() -> None:
    assert pictures.media_type(PNG) == "image/png"
    assert pictures.media_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert pictures.media_type(b"GIF89a") == "image/gif"
    assert pictures.media_type(b"RIFF1234WEBP") == "image/webp"
    assert pictures.media_type(b"<svg xmlns=") is None
