"""A PDF as LibreOffice writes it: columns, a note, lists, a table, three directions of script."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from reader import intake
from reader.model import Captured, Cell, Footnote, Item
from tests.reader.intake.pdf_made import source

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

NEEDS_OFFICE = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

LONG = (
    "The board met on Tuesday evening, and its minutes, which anyone may read, say in four lines"
    " what the town has argued about for a year. A long-term contract was rejected; the short-term"
    " alternative was adopted with an overwhelming majority of nineteen votes. "
)
ARABIC = (
    "وقال الرئيس (علي) إن الأمر لا يحتمل التأخير في عام 2025، وأضاف أن شركة Acme Corp ستبدأ العمل"
    " بتكلفة 3.5 مليون دينار. ثم غادر القاعة بعد ساعة من النقاش، ولم يعلّق أحد."
)
HEBREW = "המועצה התכנסה ביום שלישי בשעה 20:30 ואישרה (סוף סוף) את התקציב."
JAPANESE = (
    "理事会は火曜日の午後8時に開かれ、その議事録は誰でも読むことができる。一年間にわたって町が"
    "議論してきたことが4行で書かれている。新しいポンプは2025年の冬までに交換される予定だ。"
)
ROWS = [
    ("Year", "Cost of the work", "Paid by"),
    ("2021", "1.2 million", "The town and the region, each of which pays half of it in two parts"),
    ("2022", "2.4 million", "The state"),
]

STYLES = """
<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties
 fo:margin-bottom="0.2cm"/><style:text-properties fo:font-size="11pt" fo:language="en"
 fo:country="GB"/></style:default-style>
<style:style style:name="P" style:family="paragraph"><style:paragraph-properties
 fo:text-align="justify"/></style:style>
<style:style style:name="R" style:family="paragraph"><style:paragraph-properties
 fo:text-align="start" style:writing-mode="rl-tb"/></style:style>
<style:style style:name="Title" style:family="paragraph"><style:text-properties
 fo:font-size="20pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Head" style:family="paragraph"><style:text-properties
 fo:font-size="14pt" fo:font-weight="bold"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="16cm" fo:margin="1.5cm"/><style:header-style/><style:footer-style/>
</style:page-layout>
<style:style style:name="Two" style:family="section"><style:section-properties>
<style:columns fo:column-count="2" fo:column-gap="0.7cm"/></style:section-properties></style:style>
<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties
 fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"
 style:num-suffix="."><style:list-level-properties
 text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
 text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="1.2cm"/>
</style:list-level-properties></text:list-level-style-number></text:list-style>
</office:automatic-styles>
"""
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("table", "table"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    )
)


def paragraph(words: str, style: str = "P") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def letter() -> str:
    """The document in LibreOffice's flat format."""
    note = (
        "<text:note text:id='f1' text:note-class='footnote'><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>Minutes, item 5.</text:p></text:note-body>"
        "</text:note>"
    )
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="Cell">{paragraph(cell, "R0")}</table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    items = "".join(
        f"<text:list-item>{paragraph(each)}</text:list-item>" for each in ("Measure", "Dig", "Pay")
    )
    body = "".join(
        (
            paragraph("The pump at Zandpolder", "Title"),
            paragraph(f"Nobody said anything{note} about the efficient office. {LONG}"),
            '<text:section text:name="S" text:style-name="Two">',
            paragraph("What it costs", "Head"),
            paragraph(f"First: {LONG * 2}"),
            paragraph(f"Second: {LONG * 2}"),
            paragraph(f"Third: {LONG * 2}"),
            "</text:section>",
            f'<text:list text:style-name="L">{items}</text:list>',
            '<table:table><table:table-column table:number-columns-repeated="3"/>',
            cells,
            "</table:table>",
            paragraph(f"Fourth: {LONG * 3}"),
            paragraph(ARABIC, "R"),
            paragraph(HEBREW, "R"),
            paragraph(JAPANESE),
        )
    )
    foot = paragraph("Page <text:page-number/> of <text:page-count/>")
    return (
        f'<?xml version="1.0"?><office:document {SPACES} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        "<office:meta><meta:initial-creator>Marit Okafor</meta:initial-creator></office:meta>"
        f"{STYLES}<office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="pm"><style:header>'
        f"{paragraph('The Polder Review')}</style:header><style:footer>{foot}</style:footer>"
        f"</style:master-page></office:master-styles><office:body><office:text>{body}"
        "</office:text></office:body></office:document>"
    )


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Captured:
    folder: Path = tmp_path_factory.mktemp("office")
    (folder / "letter.fodt").write_text(letter(), encoding="utf-8")
    assert OFFICE is not None
    subprocess.run(
        [
            OFFICE,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "letter.fodt"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return intake.to_article(source((folder / "letter.pdf").read_bytes()))


@NEEDS_OFFICE
def test_every_word_of_the_letter_comes_once_and_in_order(captured: Captured) -> None:
    cells = " ".join(cell for row in ROWS for cell in row)
    said = " ".join(
        (
            "The pump at Zandpolder",
            f"Nobody said anything1 about the efficient office. {LONG}",
            f"What it costs First: {LONG * 2} Second: {LONG * 2} Third: {LONG * 2}",
            f"Measure Dig Pay {cells} Fourth: {LONG * 3} {ARABIC} {HEBREW} {JAPANESE}",
        )
    )
    text = " ".join(
        block.text
        for block in captured.document.blocks
        if not any(isinstance(each, Footnote) for each in block.containers)
    )
    assert text.split() == said.split()


@NEEDS_OFFICE
def test_its_paragraphs_are_whole_over_columns_and_pages(captured: Captured) -> None:
    texts = {block.text for block in captured.document.blocks}
    long = [f"{word}: {LONG * 2}".strip() for word in ("First", "Second", "Third")]
    assert {*long, f"Fourth: {LONG * 3}".strip(), ARABIC, HEBREW, JAPANESE} <= texts


@NEEDS_OFFICE
def test_its_notes_lists_tables_and_pages_are_known(captured: Captured) -> None:
    blocks = captured.document.blocks
    kinds = [type(each) for block in blocks for each in block.containers]
    assert kinds.count(Item) == 3
    assert kinds.count(Cell) == 9
    (note,) = (block for block in blocks for each in block.containers if isinstance(each, Footnote))
    assert note.text == "Minutes, item 5."
    assert captured.bylines == ("Marit Okafor",)
    assert "Review" not in captured.document.text
    assert blocks[-2].page == 2
    assert {block.direction for block in blocks if block.text in (ARABIC, HEBREW)} == {"rtl"}
