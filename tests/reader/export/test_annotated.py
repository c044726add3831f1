"""The annotated flavour, by example."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from reader.export import ExportOptions, annotated
from reader.model import (
    Cell,
    Exported,
    Figure,
    Item,
    Link,
    List,
    Passage,
    Picture,
    Quote,
    Span,
    StoredPicture,
    Table,
    sha256,
)
from tests.reader.export import adversarial, cases
from tests.reader.export.cases import ARTICLE, AT, DOUBT, annotation, block, body, document, passage

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "export"


def rich() -> Exported:
    """One article with something of everything."""
    of = document(
        block(
            "Brussels – Sekretaris Jenderal NATO Jens Stoltenberg menyerahkan kepemimpinan kepada "
            "Mark Rutte. Rutte “presiden” 50% == x.",
            [
                Span(36, 52, "strong"),
                Span(85, 95, Link("https://example.org/rutte")),
            ],
        ),
        "Rusia mencaplok Krimea, belanja naik $5 dan $9 pada 2014.",
        block("Yang lain", kind="heading", level=2),
        block("32 organisasi", (), List(1), Item(2, 1)),
        block("1. bukan daftar", (), List(1), Item(3, 2)),
        block("satu", (), List(1), Item(3, 2), List(4, ordered=True), Item(5, 1)),
        block("他说「你好」然后 #nato", (), Quote(6)),
        block("قال الوزير إن الميزانية لن تُخفَّض.", (), Quote(6)),
        block("if x == 1:\n\tprint(`y`)", kind="code"),
        block("", [Span(0, 1, Picture("https://e.org/a.jpg", "Rutte"))], Figure(7), kind="picture"),
        block("Mark Rutte. (AP)", (), Figure(7), kind="caption"),
        block("Tahun", (), Table(8), Cell(9, 0, 0, header=True)),
        block("Belanja", (), Table(8), Cell(10, 0, 1, header=True)),
        block("2014", (), Table(8), Cell(11, 1, 0)),
        block("$5|$9", (), Table(8), Cell(12, 1, 1)),
        block("Lebar", (), Table(13), Cell(14, 0, 0, columns=2)),
        block("kiri", (), Table(13), Cell(15, 1, 0)),
        block("kanan", (), Table(13), Cell(16, 1, 1)),
        "Baris satu\u2028baris dua H~2~O https://example.org/a.",
        headline="Jens Stoltenberg mundur sebagai Sekjen NATO",
    )
    marks = (
        annotation(
            "k7f3q9",
            passage(of, "Jens Stoltenberg meny", until="Rutte"),
            note="Check with *AP*.\n\n- call press office\n- SIPRI",
        ),
        annotation("k2m8xd", passage(of, "50% ==", until="mencaplok"), label=DOUBT),
        annotation("k5t1zz", passage(of, "belanja naik $5")),
        annotation("k9p4ra", passage(of, "naik $5 dan $9"), note="[^k5t1zz]: not a definition"),
        annotation("k3c6vv", passage(of, "「你好」")),
        annotation("k0code", passage(of, "print", until="Rutte. (AP)")),
        annotation("k0cell", passage(of, "$5|$9", until="kiri")),
        annotation("k0lost", None, "words that went\nwith the update", label=DOUBT, note="Why?"),
    )
    case = cases.exported(of, marks, note="About *all* of it.\n\n```\nopen")
    first = replace(
        marks[0][0],
        tags=("nato", "budget/2014"),
        edited=AT,
        checked="holds",
        checked_at=AT,
    )
    kept = StoredPicture(ARTICLE.id, "https://e.org/a.jpg", sha256(b"x"), media_type="image/jpeg")
    return replace(
        case,
        marks=((first, marks[0][1]), *marks[1:]),
        pictures={kept.src: kept},
    )


@pytest.mark.parametrize("marks", ["equals", "html"])
def test_a_rich_article_is_written_as_it_was(marks: str) -> None:
    written = annotated.write(rich(), ExportOptions(marks="html" if marks == "html" else "equals"))
    golden = GOLDEN / f"rich-{marks}.md"
    if "GALLEY_GOLDEN" in os.environ:
        golden.write_bytes(written.encode())
    assert written == golden.read_bytes().decode()


def test_the_same_article_is_the_same_bytes_whatever_the_order_and_the_machine() -> None:
    case = rich()
    written = annotated.write(case)
    turned = replace(
        case,
        marks=tuple(reversed(case.marks)),
        labels=dict(reversed([*case.labels.items()])),
    )
    assert annotated.write(turned) == written
    code = (
        "import hashlib; from reader.export import annotated;"
        "from tests.reader.export.test_annotated import rich;"
        "print(hashlib.sha256(annotated.write(rich()).encode()).hexdigest())"
    )
    for strange in (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Jakarta", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"},
    ):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **strange},
            cwd=Path(__file__).resolve().parents[3],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == sha256(written.encode())


def test_every_line_of_an_article_is_a_line_of_its_own() -> None:
    of = document("Baris satu\u2028- baris dua")
    assert body(annotated.write(cases.exported(of))) == "# Headline\n\nBaris satu  \n\\- baris dua"


def test_a_hard_break_in_a_headline_does_not_end_it() -> None:
    of = document(headline="Satu\u2028dua")
    assert body(annotated.write(cases.exported(of))) == "# Satu<br> dua"


def test_lists_that_follow_each_other_stay_two() -> None:
    of = document(block("a", (), List(1), Item(2, 1)), block("b", (), List(3), Item(4, 1)))
    assert body(annotated.write(cases.exported(of))).endswith("-   a\n\n<!-- -->\n\n-   b")


def test_a_dollar_amount_stays_readable() -> None:
    of = document("belanja naik $5 dan $9 pada 2014", "rumus $x$ ini")
    written = body(annotated.write(cases.exported(of)))
    assert "naik $5 dan $9" in written
    assert "&#36;x&#36;" in written


def test_a_free_address_becomes_a_link_and_one_that_is_marked_in_part_none() -> None:
    of = document("Lihat https://example.org/page.html, ya.", "Lihat https://example.org/abc.")
    marks = [annotation("k00001", passage(of, "org/abc"))]
    written = body(annotated.write(cases.exported(of, marks)))
    assert "<https://example.org/page.html>, ya" in written
    assert "https&#58;//example.==org/abc==[^k00001]." in written


def test_a_picture_points_to_its_file_or_the_web_and_never_into_the_machine() -> None:
    sources = (
        "https://e.org/a.jpg",
        "https://e.org/b.jpg",
        "file:///etc/passwd",
        "data:image/png,x",
    )
    of = document(
        *(block("", [Span(0, 1, Picture(src, "alt"))], kind="picture") for src in sources)
    )
    kept = StoredPicture(ARTICLE.id, sources[0], sha256(b"x"), media_type="image/webp")
    case = replace(cases.exported(of), pictures={kept.src: kept})
    written = body(annotated.write(case))
    assert f"![alt](attachments/a01j9zk3/01-{sha256(b'x')[:8]}.webp)" in written
    assert "![alt](https://e.org/b.jpg)" in written
    assert written.count("![alt]()") == 2


def test_an_orphan_keeps_its_quote_its_label_and_its_note() -> None:
    of = document("Something else.")
    lost = annotation("k00001", None, "gone *words*\nand more", note="Why?\n\n[^k2]: x")
    written = annotated.write(cases.exported(of, [lost]))
    assert (
        "<!-- galley:orphans id=a01j9zk3 -->\n\n"
        "> gone \\*words\\*\n>\n> and more\n>\n"
        "> **Claim** (blue) · 2024-10-02T14:31:07Z · orphan · k00001\n>\n"
        "> Why?\n>\n> \\[^k2]: x\n\n"
        "<!-- /galley:orphans -->"
    ) in written
    assert "[^k00001]:" not in written


def test_a_mark_of_white_space_alone_is_kept_as_an_orphan() -> None:
    of = document("a b")
    mark = annotation("k00001", Passage(10, 11), " ")
    assert "orphan · k00001" in annotated.write(cases.exported(of, [mark]))


def test_an_article_note_cannot_close_its_section_or_leave_a_fence_open() -> None:
    note = "<!-- /galley:note -->\n\\<!-- galley:x\n[^1]: x\n\n~~~\nopen"
    written = annotated.write(cases.exported(document("x"), note=note))
    assert (
        "<!-- galley:note -->\n\\<!-- /galley:note -->\n\\\\<!-- galley:x\n\\[^1]: x\n\n"
        "~~~\nopen\n~~~\n<!-- galley:fence -->\n<!-- /galley:note -->\n"
    ) in written


def test_a_note_that_leaves_html_open_is_closed() -> None:
    of = document("x y")
    mark = annotation("k00001", passage(of, "x"), note="<div>\n\n`<b>` <https://a.b> <br> <script>")
    written = annotated.write(cases.exported(of, [mark]))
    assert "    </script></div>\n    <!-- galley:fence -->\n" in written


def test_no_hostile_article_breaks_the_writer() -> None:
    for seed in range(100):
        written = annotated.write(adversarial.exported(Random(seed)))
        assert written.endswith("\n")
        assert not written.endswith("\n\n")
