"""What a drawing from the web may still do when it has been made safe: be seen."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reader.intake import safe_svg
from reader.intake.html import names
from reader.intake.safe_svg import is_svg, made_safe

HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
CHART = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg {HEAD} viewBox="0 0 60 40" role="img"><style type="text/css">
.bar, g &gt; text {{ fill: #1a7f5a; stroke: none }}
@media (prefers-color-scheme: dark) {{ .bar {{ fill: black }} }}
</style><defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient></defs>
<title>Pumps</title><g transform="translate(2 3)"><rect class="bar" width="8" height="20"/>
<use xlink:href="#b"/><path id="b" d="M1,2 L3e1-4z" style="fill:url(#a);stroke-width:2"/>
<text x="4" y="9" font-family="'Open Sans', Arial">Zand<tspan dy="2">polder</tspan> 2024</text>
</g></svg>"""


def drawing(markup: str, more: str = 'width="60" height="40"') -> bytes:
    return f"<svg {HEAD} {more}>{markup}</svg>".encode()


def safe(markup: str, more: str = 'width="60" height="40"') -> str:
    made = made_safe(drawing(markup + "<rect width='9' height='9'/>", more))
    return made.decode() if made is not None else ""


def test_a_chart_keeps_its_words_and_colours() -> None:
    made = made_safe(CHART.encode())
    assert made is not None
    assert safe_svg.size(made) == (60, 40)
    root = etree.fromstring(made)
    assert " ".join("".join(root.itertext()).split()).endswith("PumpsZandpolder 2024")
    assert b"fill:#1a7f5a" in made
    assert b"url(#a)" in made
    assert b"black" not in made


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<script xlink:href='https://x.example/a.js'/>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><iframe/></body></foreignObject>",
        "<image href='file:///etc/passwd' width='9' height='9'/>",
        "<image xlink:href='data:image/png;base64,AAAA'/>",
        "<use xlink:href='https://x.example/a.svg#b'/>",
        "<use href='file:///a.svg#b'/>",
        "<a xlink:href='javascript:alert(1)'><circle r='2'/></a>",
        "<rect onload='alert(1)' onclick='alert(2)'/>",
        "<rect fill='url(https://x.example/#a)'/>",
        "<rect fill=\"url('//x.example/a')\"/>",
        "<rect style='fill:url(https://x.example/a)'/>",
        "<rect style='background-image:url(a.png);behavior:url(x)'/>",
        "<rect style='fill:u\\72l(https://x.example/a)'/>",
        "<style>@import 'https://x.example/a.css'; rect { fill: red }</style>",
        "<style>@font-face { src: url(https://x.example/f.woff) }</style>",
        "<style>rect { fill: url(https://x.example/a) }</style>",
        "<style>rect { fill: u/**/rl(https://x.example/a) }</style>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<filter id='f'><feImage href='https://x.example/a.png'/></filter>",
        "<mask id='m'><rect/></mask><pattern id='p'><rect/></pattern>",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
        "<?xml-stylesheet href='https://x.example/a.css'?>",
        "<rect xml:base='https://x.example/' x:href='https://x.example' xmlns:x='urn:x'/>",
    ],
)
def test_what_could_do_more_than_be_seen_is_left_out(markup: str) -> None:
    made = safe(markup)
    assert "<rect" in made
    harm = (
        "script|foreign|iframe|example|file:|data:|alert|url|import|animate|<set|image|filter|mask"
    )
    body = made.replace("http://www.w3.org/", "")
    assert re.findall(harm, body, re.IGNORECASE) == []


def test_entities_are_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>'.encode()
    assert made_safe(bomb + drawing("<text>&l8;</text>")) is None
    file = b'<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    assert made_safe(file + drawing("<text>&f;</text>")) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no drawing",
        b"<html><svg/></html>",
        b"<svg><rect/></svg>",
        drawing(""),
        drawing("<defs/><title>Nothing</title>"),
        drawing("<rect/>" * 6_000),
        drawing("<g>" * 40 + "<rect/>" + "</g>" * 40),
        drawing("<g>" * 100_000 + "<rect/>" + "</g>" * 100_000),
        drawing("<g id='a'><rect/><use href='#a'/></g>"),
        drawing("<g id='a'><use href='#b'/></g><g id='b'><rect/><use href='#a'/></g>"),
        drawing("<g id='g0'><rect/></g>" + "".join(
            f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 20 + "</g>" for n in range(1, 6))),
        drawing("<path d='" + "M0 0L9 9" * 300_000 + "'/>"),
        drawing("<rect/>")[:-3],
    ],
)  # fmt: skip
def test_what_is_none_or_too_much_is_refused(content: bytes) -> None:
    assert made_safe(content) is None


@pytest.mark.parametrize(
    ("more", "width", "height"),
    [
        ('width="60" height="40"', 60, 40),
        ('width="2in" height="72pt"', 192, 96),
        ('viewBox="0 0 30 20"', 30, 20),
        ('width="100%" height="100%" viewBox="0 0 30 20"', 30, 20),
        ('width="60" viewBox="0 0 30 20"', 60, 40),
        ("", 300, 150),
        ('viewBox="0 0 0 0"', 300, 150),
        ('viewBox="0 0 1e9 1e9"', 300, 150),
        ('width="999999" height="9"', 4000, 1),
        ('width="-5" height="nan"', 300, 150),
    ],
)
def test_it_says_how_large_it_is(more: str, width: int, height: int) -> None:
    made = made_safe(drawing("<rect width='9' height='9'/>", more))
    assert made is not None
    assert safe_svg.size(made) == (width, height)


def test_much_to_paint_is_painted_small() -> None:
    made = made_safe(drawing("<rect width='9' height='9'/>" * 4_000, "width='3000' height='2000'"))
    assert made is not None
    width, height = safe_svg.size(made) or (0, 0)
    assert width * height * 4_000 <= 1_500_000_000
    assert width / height == pytest.approx(1.5, rel=0.01)


NAMES = st.sampled_from(
    sorted(
        names(
            "g a switch defs symbol rect path text tspan use style script image linearGradient stop"
            " title clipPath svg animate foreignObject"
        )
    )
)
VALUES = st.one_of(
    st.sampled_from(["#a", "url(#a)", "1 2 3", "https://x.example", "1e99", "fill:red", "5%", "-"]),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), max_size=12),
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(sorted(names("id href class style fill d transform width x font-size onload"))),
    VALUES,
    max_size=4,
)
TREES = st.recursive(
    st.tuples(NAMES, ATTRIBUTES, st.just([])),
    lambda inner: st.tuples(NAMES, ATTRIBUTES, st.lists(inner, max_size=4)),
    max_leaves=20,
)


def written(tree: tuple[str, dict[str, str], list]) -> etree._Element:  # type: ignore[type-arg]
    name, attributes, inner = tree
    element = etree.Element(f"{{http://www.w3.org/2000/svg}}{name}", attributes)
    element.text = attributes.get("class")
    element.extend([written(each) for each in inner])
    return element


@settings(max_examples=40)
@given(st.lists(TREES, max_size=4))
def test_what_was_made_safe_stays_as_it_is(trees: list[tuple[str, dict[str, str], list]]) -> None:  # type: ignore[type-arg]
    content = etree.tostring(written(("svg", {"width": "60", "height": "40"}, trees)))
    made = made_safe(content)
    if made is not None:
        assert made_safe(made) == made
        assert is_svg(made)
        values = [value for each in etree.fromstring(made).iter() for value in each.values()]
        assert [value for value in values if "example" in value] == []
        assert b"onload" not in made


@given(st.binary(max_size=40), st.integers(0, 900), st.integers(0, 60))
def test_a_damaged_drawing_is_one_or_none(spoilt: bytes, at: int, gone: int) -> None:
    content = CHART.encode()
    made = made_safe(content[:at] + spoilt + content[at + gone :])
    assert made is None or made_safe(made) == made
