"""A drawing from the web (SVG) as one that can do nothing but be seen.

It is built anew from what is known to be harmless; all the rest is left out: scripts, foreign
content, animation, filters and masks, pictures within it, and whatever names a file or an address.
What remains is bounded, so that painting it takes a moment and not a minute.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from reader.intake.html import names
from reader.patterns import pattern

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_NAMES: Any = {None: _SVG, "xlink": "http://www.w3.org/1999/xlink"}

MOST_BYTES = 2_000_000
_MOST_ELEMENTS = 5_000
"""Also counted through every `use`."""
_DEEPEST = 30
"""Qt paints nothing that is nested deeper than 32."""
_MOST_USES = 6
_MOST_PAINTED = 1_500_000_000
"""Elements times pixels: Qt paints 500,000,000 of the slowest kind in a second."""
_WIDEST = 4_000
_USUAL_SIZE = (300.0, 150.0)

_GROUPS = frozenset(("g", "a", "switch"))
_SHOWN = frozenset(
    ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use")
)
_OF_TEXT = frozenset(("text", "tspan", "title", "desc"))
_BESIDE = frozenset(("defs", "symbol", "linearGradient", "radialGradient", "stop", "clipPath"))
_ELEMENTS = _GROUPS | _SHOWN | _OF_TEXT | _BESIDE

_LOOKS = names(
    "alignment-baseline baseline-shift clip-path clip-rule color display dominant-baseline fill"
    " fill-opacity fill-rule font font-family font-size font-style font-variant font-weight"
    " letter-spacing opacity stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset"
    " stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor"
    " text-decoration vector-effect visibility word-spacing"
)
_SHAPE = names(
    "class clipPathUnits cx cy d dx dy fx fy gradientTransform gradientUnits height id lengthAdjust"
    " offset points preserveAspectRatio r rotate rx ry spreadMethod textLength transform viewBox"
    " width x x1 x2 y y1 y2"
)
_ATTRIBUTES = _LOOKS | _SHAPE
_LINKING = frozenset(("use", "linearGradient", "radialGradient"))

_HEAD = pattern(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b|<!--|<!doctype\s+svg\b|<svg\b)", re.IGNORECASE)
_VALUE = re.compile(r"[\w\s#.,%()+\-'\"/]*")
_INSIDE = re.compile(r"url\(\s*['\"]?#[\w.\-]+['\"]?\s*\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_LARGEST = 1e6
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{0,9})?)\s*(px|pt|mm|cm|in)?\s*")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def is_svg(content: bytes) -> bool:
    """Whether these bytes begin as a drawing does."""
    return _HEAD.match(content) is not None and b"<svg" in content[:20_000].lower()


def made_safe(content: bytes) -> bytes | None:
    """The drawing without all that could do harm; None if nothing is left or it is too much.

    What is safe already comes back as it is.
    """
    if len(content) > MOST_BYTES or b"<!ENTITY" in content:
        return None
    root = _parsed(content)
    if root is None or root.tag != f"{{{_SVG}}}svg":
        return None
    safe = _copied(root)
    count = _weight(safe) if safe is not None else None
    if safe is None or count is None:
        return None
    _fit(root, safe, count)
    return etree.tostring(safe, encoding="utf-8")


def size(safe: bytes) -> tuple[int, int] | None:
    """The width and height that `made_safe` wrote."""
    root = _parsed(safe)
    return None if root is None else (int(root.get("width", 0)), int(root.get("height", 0)))


def _parsed(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


# --- what is taken over --------------------------------------------------------------------------


def _copied(root: etree._Element) -> etree._Element | None:
    """The harmless elements in a tree of their own; None if they are too many or too deep."""
    made = etree.Element(f"{{{_SVG}}}svg", nsmap=_NAMES)
    _take_attributes(root, made, "svg")
    waiting = [(child, made, 1) for child in reversed(root)]
    count = 0
    while waiting:
        element, above, depth = waiting.pop()
        copy = _copy(element, above)
        if copy is None:
            continue
        count += 1
        if count > _MOST_ELEMENTS or depth > _DEEPEST:
            return None
        waiting += [(child, copy, depth + 1) for child in reversed(element)]
    return made


def _copy(element: etree._Element, above: etree._Element) -> etree._Element | None:
    """The element without what could do harm, below another; None if it is left out whole."""
    name = _name(element)
    if name == "style":
        rules = _rules(element.text or "")
        if rules:
            etree.SubElement(above, f"{{{_SVG}}}style").text = rules
        return None
    if name not in _ELEMENTS:
        return None
    made = etree.SubElement(above, f"{{{_SVG}}}{'g' if name in _GROUPS else name}")
    _take_attributes(element, made, name)
    if name in _OF_TEXT:
        made.text = element.text
    if _name(above) in _OF_TEXT:
        made.tail = element.tail
    return made


def _name(element: etree._Element) -> str:
    """The name of an element of SVG; empty for any other."""
    tag = element.tag
    return tag.removeprefix(f"{{{_SVG}}}") if isinstance(tag, str) and _SVG in tag else ""


def _take_attributes(element: etree._Element, made: etree._Element, name: str) -> None:
    for attribute, written in element.items():
        value = str(written)
        if attribute in _ATTRIBUTES and _is_harmless(value):
            made.set(attribute, value)
        elif attribute == "style" and (looks := _declarations(value)):
            made.set("style", looks)
        elif attribute in ("href", _XLINK) and name in _LINKING and value.startswith("#"):
            made.set(_XLINK, value)


def _is_harmless(value: str) -> bool:
    """Whether a value names nothing but parts of its own drawing, and no number beyond measure."""
    rest = _INSIDE.sub("", value)
    if not _VALUE.fullmatch(rest) or "url" in rest.lower():
        return False
    return all(abs(float(each)) <= _LARGEST for each in _NUMBER.findall(rest))


def _declarations(style: str) -> str:
    """The harmless ones of `name: value; ...`."""
    pairs = (each.partition(":") for each in style.split(";"))
    kept = ((name.strip().lower(), value.strip()) for name, _colon, value in pairs)
    return ";".join(
        f"{name}:{value}" for name, value in kept if name in _LOOKS and _is_harmless(value)
    )


_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR = re.compile(r"[\w\s.,#>*\-]+")


def _rules(css: str) -> str:
    """The rules of a style sheet with their harmless declarations, without those for some media."""
    kept = []
    for selector, declarations in _RULE.findall(_without_at_rules(_COMMENT.sub("", css))):
        looks = _declarations(declarations)
        if looks and _SELECTOR.fullmatch(selector):
            kept.append(f"{' '.join(selector.split())}{{{looks}}}")
    return "\n".join(kept)


def _without_at_rules(css: str) -> str:
    kept, depth, is_at = [], 0, False
    for char in css:
        is_at = is_at or (char == "@" and depth == 0)
        if not is_at:
            kept.append(char)
        depth = max(0, depth + (char == "{") - (char == "}"))
        if depth == 0 and char in ";}":
            is_at = False
    return "".join(kept)


# --- what it costs -------------------------------------------------------------------------------


def _weight(root: etree._Element) -> int | None:
    """How many elements are painted, also by `use`; None if none, too many, or without end."""
    by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
    known: dict[etree._Element, int] = {}

    def weigh(element: etree._Element, uses: int) -> int:
        if element in known:
            return known[element]
        total = 1
        if _name(element) == "use":
            target = by_id.get((element.get(_XLINK) or "")[1:])
            if target is not None:
                if uses == _MOST_USES:
                    raise _TooMuch
                total += weigh(target, uses + 1)
        total += sum(weigh(child, uses) for child in element)
        if total > _MOST_ELEMENTS:
            raise _TooMuch
        known[element] = total
        return total

    try:
        whole = weigh(root, 0)
    except _TooMuch:
        return None
    return whole if any(_name(each) in _SHOWN for each in root.iter()) else None


class _TooMuch(Exception):
    """It would take too long to paint."""


def _fit(root: etree._Element, safe: etree._Element, count: int) -> None:
    """Writes a size in pixels that can be painted in time; what is drawn fills it as before."""
    box = list(_box(root))
    width, height = _size(root, box)
    if not box:
        safe.set("viewBox", f"0 0 {width:g} {height:g}")
    room = math.sqrt(_MOST_PAINTED / (count * width * height))
    scale = min(1.0, _WIDEST / width, _WIDEST / height, room)
    safe.set("width", str(max(1, int(width * scale))))
    safe.set("height", str(max(1, int(height * scale))))


def _box(root: etree._Element) -> Iterator[float]:
    given = root.get("viewBox", "")
    numbers = [float(each) for each in _NUMBER.findall(given)] if _is_harmless(given) else []
    if len(numbers) == 4 and min(numbers[2:]) > 0:
        yield from numbers


def _size(root: etree._Element, box: list[float]) -> tuple[float, float]:
    """Width and height as written, else as the box is proportioned."""
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    usual = (box[2], box[3]) if box else _USUAL_SIZE
    if width and height:
        return width, height
    if width:
        return width, width * usual[1] / usual[0]
    if height:
        return height * usual[0] / usual[1], height
    return usual


def _pixels(length: str | None) -> float:
    """A length in pixels; 0 where it is none, or a share of what is around it."""
    found = _LENGTH.fullmatch(length or "")
    return float(found[1]) * _PIXELS[found[2]] if found else 0.0
