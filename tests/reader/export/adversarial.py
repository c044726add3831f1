"""Articles made to break an exporter: every special character in every place, marks all over.

Everything comes from the `Random` that is handed in, so a seed names a case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Block,
    BlockKind,
    Cell,
    Colour,
    Container,
    Document,
    Exported,
    Figure,
    Footnote,
    Item,
    Label,
    LabelId,
    Link,
    List,
    Passage,
    Picture,
    Place,
    Quote,
    Revision,
    Sha256,
    Span,
    StoredPicture,
    Style,
    Table,
    leaf,
    sha256,
    trimmed,
)
from reader.text import HARD_BREAK, normal_note

AT = datetime(2024, 10, 2, 14, 31, 7, tzinfo=UTC)

WORDS = (
    *("Rusia", "mencaplok", "Krimea", "naik", "a", "I", "x2", "O’Neill", "São", "Straße", "İzmir"),
    *("他说", "你好", "日本語です", "「你好」", "。", "한국어", "ไทยแลนด์", "हिन्दी", "क्‍ष", "বাংলা"),
    *("بوتين", "قال", "مُحَمَّد", "נתניהו", "שָׁלוֹם", "‏عن‏", "Ελλάδα", "Россия", "қазақ"),
    *(
        "😀",
        "👨‍👩‍👧",
        "🇮🇩",
        "👍🏽",
        "e\u0301\u0323",
        "\u0301",
        "ﬁ",
        "ǅ",
        "½",
        "…",
        "–",
        "—",
        "“",
        "”",
        "«",
        "»",
    ),
)

SPECIALS = (
    *"\\`*_{}[]()<>#+-.!|~^$=:&%@\"'/;,?",
    *(
        "==",
        "===",
        "**",
        "***",
        "__",
        "~~",
        "~~~",
        "^^",
        "$$",
        "%%",
        "--",
        "---",
        "```",
        "||",
        "::",
    ),
    *(
        "[^1]",
        "[^1]:",
        "[^k00000]",
        "![x](y)",
        "[a](b)",
        "[a]",
        "[a]:",
        "^[x]",
        "[[x]]",
        "[ ]",
        "[x]",
    ),
    *("<b>", "</p>", "<!--", "-->", "<br>", "<https://a.b>", "&amp;", "&#61;", "&copy", "&copy;"),
    *(
        "https://example.org/a_b?x=1&y=2",
        "http://a.b",
        "https://ru.org/wiki/%D0%A0",
        "www.a.org/_b_",
    ),
    *("https://example.org/plain-page.html", "ftp://a.b/~c", "me@example.org", "@name", "x@y"),
    *(
        "1.",
        "1)",
        "(1)",
        "2014.",
        "a.",
        "(a)",
        "iv.",
        "XII)",
        "#.",
        "(@)",
        "(@x)",
        "@x.",
        "12345678901.",
    ),
    *("- ", "+ ", "> ", "# ", "## ", "#tag", " #tag", "* ", ": ", "| ", "Table: ", "table:", ":::"),
    *(
        ":smile:",
        ":x",
        "$5",
        "$9",
        "$x$",
        "$`a`$",
        "\\$",
        "{.c}",
        "{#id}",
        "{{x}}",
        "%",
        "C++",
        "a=b",
    ),
    *(
        "\u00a0",
        "\u202f",
        "\u3000",
        "\u2003",
        "\u200c",
        "\u200e",
        "\u2060",
        "a = b",
        "x == y",
        "10^6",
    ),
    *(
        "H~2~O",
        "_x_",
        "*x*",
        "`x`",
        "``",
        "\\(x\\)",
        "<mark>",
        "</mark>",
        "{==",
        "==}",
        "[TOC]",
        "*[A]:",
    ),
    *(
        "<script>",
        "javascript:alert(1)",
        "-|-",
        "|-|",
        "---|---",
        "+---+",
        "1\\.",
        "\\\\",
        "&",
        "&&",
    ),
)

HOSTILE_NOTES = (
    "Check with *AP*.\n\n- call press office\n- SIPRI",
    "plain",
    "[^k00000]: mine\n\n\\[^x]: yours",
    "x\n\n  [^k00001]: a\n\n> [^k00002]: b\n\n- [^k00000]: c\n\n1. > [^k00003]: d",
    "# A heading\n\n---\n\nafter",
    "```\nan open fence\n\n[^x]: y",
    "<div>open\n\n<!-- open comment",
    "<script>\nalert(1)",
    "<!-- /galley:article -->\n\n<!-- galley:note -->\n\nx",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "> quote\n\n1. one\n2. two\n\n    code",
    "---\ntitle: x\n---",
    "    indented\n\ttab",
    "שָׁלוֹם ==mark== **bold** `code`",
    "See [^1] and [[wiki]] #tag",
    "~~~\nx\n~~~\n\n$$\nx\n$$",
    "a  \nb\\\nc",
    "<pre>\n\nopen",
    "* * *\n\n***\n\n===",
    "(@x) said so\n\n- (@name) denies\n\n> @y. and\n\n(a) (@x-1) b\n\n\\(@x) c\n\n(@x\\) d",
    "a. [^k00000]: e\n\n(1) [^k00001]: f\n\nterm\n: [^k00002]: g\n\n#. i. [^k00003]: h",
)

LABELS = (
    "Quote",
    "Claim",
    "Check",
    "Doubt!",
    "*Star*",
    "a [b] (c)",
    "<b>",
    "50% == x",
    "引用",
    "דעה",
)
COLOURS: tuple[Colour, ...] = ("yellow", "blue", "orange", "green", "grey", "red")
ADDRESSES = (
    "https://example.org/rutte",
    "https://example.org/a_(b)?x=1&y=2#c",
    "https://example.org/a b|c*d*e",
    "https://example.org/<>\"'`\\^{}[]==~~",
    "mailto:a@b.org",
    "javascript:alert(1)",
    "/relative/путь",
    "#part",
)


@dataclass
class Maker:
    """Makes one case from one random source."""

    random: Random
    number: int = 0
    blocks: list[Block] = field(default_factory=list)
    pictures: dict[str, StoredPicture] = field(default_factory=dict)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def fresh(self) -> int:
        self.number += 1
        return self.number

    # --- text

    def raw(self, most: int = 12) -> str:
        pieces = []
        for _ in range(self.random.randint(1, most)):
            vocabulary = SPECIALS if self.chance(0.45) else WORDS
            pieces.append(self.random.choice(vocabulary))
            pieces.append(self.random.choice(("", "", " ", " ", " ")))
            if self.chance(0.04):
                pieces.append(HARD_BREAK)
        return "".join(pieces)

    def spans(self, raw: str) -> list[Span]:
        found = []
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 4))):
            start = self.random.randrange(len(raw))
            end = min(len(raw), start + self.random.randint(1, 15))
            found.append(Span(start, end, self.style()))
        return found

    def style(self) -> Style:
        simple: tuple[Style, ...] = ("strong", "emphasis", "code", "sub", "sup", "deleted")
        if self.chance(0.3):
            title = self.raw(2) if self.chance(0.2) else ""
            return Link(self.random.choice(ADDRESSES), title)
        return self.random.choice(simple)

    def add(
        self,
        kind: BlockKind,
        containers: tuple[Container, ...] = (),
        level: int = 0,
        most: int = 12,
    ) -> None:
        raw = self.raw(most)
        spans = self.spans(raw)
        if self.chance(0.05) and kind == "paragraph":
            raw += "\ufffc"
            spans.append(Span(len(raw) - 1, len(raw), self.picture()))
        made = leaf(kind, raw, spans, containers=containers, level=level)
        if made:
            self.blocks.append(made)

    def picture(self) -> Picture:
        src = self.random.choice(
            (
                "https://a.b/c d.jpg",
                "data:image/png;base64,AAAA",
                "file:///etc/passwd",
                "p/x(1).png",
            )
        )
        if self.chance(0.5):
            self.pictures[src] = StoredPicture(
                ArticleId("a0000001"), src, sha256(src.encode()), media_type="image/jpeg"
            )
        return Picture(src, self.raw(3) if self.chance(0.7) else "")

    def add_picture(self, containers: tuple[Container, ...]) -> None:
        made = leaf("picture", "", [Span(0, 1, self.picture())], containers=containers)
        assert made
        self.blocks.append(made)

    # --- blocks

    def flow(self, containers: tuple[Container, ...], most: int, depth: int = 0) -> None:
        for _ in range(self.random.randint(1, most)):
            self.random.choice(self.kinds(depth))(containers, depth)

    def kinds(self, depth: int) -> list[Callable[[tuple[Container, ...], int], None]]:
        simple: list[Callable[[tuple[Container, ...], int], None]] = [
            self.paragraph,
            self.paragraph,
            self.paragraph,
            self.heading,
            self.code,
            self.lone_picture,
            self.figure,
        ]
        return (
            simple if depth > 2 else [*simple, self.bullets, self.bullets, self.quote, self.table]
        )

    def paragraph(self, containers: tuple[Container, ...], depth: int) -> None:
        self.add("paragraph", containers)

    def heading(self, containers: tuple[Container, ...], depth: int) -> None:
        self.add("heading", containers, level=self.random.randint(2, 6), most=5)

    def code(self, containers: tuple[Container, ...], depth: int) -> None:
        lines = [self.raw(4).replace(HARD_BREAK, "") for _ in range(self.random.randint(1, 4))]
        indents = ("", "", "    ", "\t", "  ")
        raw = "\n".join(self.random.choice(indents) + line for line in lines)
        if self.chance(0.2):
            raw = raw.replace("\n", "\n\n   \n")
        made = leaf("code", raw, containers=containers)
        if made:
            self.blocks.append(made)

    def lone_picture(self, containers: tuple[Container, ...], depth: int) -> None:
        self.add_picture(containers)

    def figure(self, containers: tuple[Container, ...], depth: int) -> None:
        inside = (*containers, Figure(self.fresh()))
        self.add_picture(inside)
        self.add("caption", inside, most=6)

    def quote(self, containers: tuple[Container, ...], depth: int) -> None:
        self.flow((*containers, Quote(self.fresh())), 3, depth + 1)

    def bullets(self, containers: tuple[Container, ...], depth: int) -> None:
        start = self.random.choice((1, 1, 1, 0, 7, 99, 2014))
        inside = List(self.fresh(), self.chance(0.5), start)
        for ordinal in range(start, start + self.random.randint(1, 4)):
            item = (*containers, inside, Item(self.fresh(), ordinal))
            if self.chance(0.6):
                self.add("paragraph", item, most=6)
            else:
                self.flow(item, 3, depth + 1)

    def table(self, containers: tuple[Container, ...], depth: int) -> None:
        table = Table(self.fresh())
        has_head, is_plain = self.chance(0.7), self.chance(0.7)
        if self.chance(0.1):
            self.add("caption", (*containers, table), most=4)
        columns = self.random.randint(1, 4)
        for row in range(self.random.randint(1, 4)):
            for column in range(columns):
                if self.chance(0.15):
                    continue
                self.cell((*containers, table), row, column, has_head, is_plain, depth)

    def cell(
        self,
        containers: tuple[Container, ...],
        row: int,
        column: int,
        has_head: bool,
        is_plain: bool,
        depth: int,
    ) -> None:
        rows = columns = 1
        if not is_plain and self.chance(0.2):
            rows, columns = self.random.randint(1, 3), self.random.randint(1, 3)
        cell = Cell(self.fresh(), row, column, has_head and row == 0, rows, columns)
        if is_plain or self.chance(0.8):
            self.add("paragraph", (*containers, cell), most=4)
        else:
            self.flow((*containers, cell), 2, 3)

    # --- the whole

    def document(self) -> Document:
        self.add("heading", level=1, most=8)
        if not self.blocks:
            self.blocks.append(Block("heading", "Headline", level=1))
        self.flow((), 8)
        if self.chance(0.2):
            for mark in ("1", "*"):
                self.add("paragraph", (Footnote(self.fresh(), mark),))
        return Document(tuple(self.blocks), lang="en")

    def passages(self, text: str) -> list[Passage]:
        found = []
        for _ in range(self.random.choice((0, 1, 3, 6))):
            start = self.random.randrange(len(text))
            length = self.random.choice((1, 3, 10, 30, 120))
            passage = trimmed(text, Passage(start, min(len(text), start + length)))
            if passage:
                found.append(passage)
        return found

    def exported(self) -> Exported:
        document = self.document()
        text = document.text
        labels = {
            LabelId(f"l000000{n}"): Label(LabelId(f"l000000{n}"), name, COLOURS[n % 6], n)
            for n, name in enumerate(LABELS)
        }
        marks = tuple(
            self.mark(text, number, passage, [*labels])
            for number, passage in enumerate(self.passages(text))
        )
        article = Article(
            ArticleId("a0000001"),
            document.blocks[0].text,
            AT,
            bylines=("A. Wartawan", 'B "Penulis"'),
            site="example.org",
            url="https://example.org/nato?utm_source=x",
            published="2024-10-01",
            lang="en",
            tags=("nato", "budget/2014"),
            note=self.note() if self.chance(0.3) else "",
        )
        revision = Revision(
            article.id,
            1,
            AT,
            "added",
            Sha256("0" * 64),
            Sha256("1" * 64),
            Sha256("2" * 64),
            "text/html",
        )
        return Exported(article, revision, document, marks, labels, self.pictures)

    def mark(
        self, text: str, number: int, passage: Passage, labels: list[LabelId]
    ) -> tuple[Annotation, Place]:
        id = AnnotationId(f"k{number:05}")
        annotation = Annotation(
            id,
            ArticleId("a0000001"),
            1,
            Anchor(passage.of(text), "", "", passage.start),
            self.random.choice(labels),
            AT,
            note=self.note() if self.chance(0.6) else "",
            tags=self.random.choice(((), ("nato",), ("деньги", "budget/2014"))),
            edited=AT if self.chance(0.3) else None,
        )
        return annotation, Place(id, 1, passage)

    def note(self) -> str:
        return normal_note(
            self.raw(6).replace(HARD_BREAK, "\n").replace("^[", "^").strip()
            if self.chance(0.3)
            else self.random.choice(HOSTILE_NOTES)
        )


def exported(random: Random) -> Exported:
    """One hostile article with its annotations."""
    return Maker(random).exported()
