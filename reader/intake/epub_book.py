"""What an e-book (EPUB 2 and 3) says about itself, and its documents as trees of elements.

A package names its documents, their order and a table of contents; each may be missing, broken,
named twice or lead in circles. What is not there is passed over.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from reader.errors import NotAnArticle
from reader.intake import charset, dates, html
from reader.intake.html import Element, names
from reader.intake.metadata import Metadata
from reader.intake.packed import Package, local, resolved
from reader.messages import _
from reader.values import dataclass

_OPS = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_MOST_DOCUMENTS = 5_000
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways in which fonts are made useless outside of a book; they lock nothing that is read."""

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,40});")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,2000}(?:\[.{0,100000}?\]\s{0,99})?>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the book: its name in the package, its media type, what the book uses it as."""

    name: str
    media_type: str
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents: what it is called and in which document it begins."""

    title: str
    name: str
    below: tuple[Entry, ...] = ()


class Book:
    """A book in a package; NotAnArticle if it is damaged, locked by its seller, or no book."""

    def __init__(self, content: bytes) -> None:
        self.package = Package(content)
        self.opf = self._opf()
        root = self.package.xml(self.opf)
        if root is None:
            raise _no_book()
        self._root = root
        self.resources = self._resources()
        self.spine = self._spine()
        if not self.spine:
            raise _no_book()
        self._refuse_if_locked()
        self.guide = self._guide()

    # --- the package

    def _opf(self) -> str:
        container = self.package.xml("META-INF/container.xml")
        for each in container.iter("{*}rootfile") if container is not None else ():
            name = resolved("", each.get("full-path") or "")
            if self.package.has(name):
                return name
        found = [name for name in self.package.names() if name.lower().endswith(".opf")]
        if not found:
            raise _no_book()
        return found[0]

    def _resources(self) -> dict[str, Resource]:
        found = {}
        for each in self._root.iter("{*}item"):
            name = resolved(self.opf, each.get("href") or "")
            uses = names(each.get("properties") or "")
            kind = (each.get("media-type") or "").strip().lower()
            found[each.get("id") or name] = Resource(name, kind, uses)
        return found

    def _spine(self) -> list[str]:
        """The documents in reading order, each once."""
        order = (each.get("idref") or "" for each in self._root.iter("{*}itemref"))
        found = (self.resources[id] for id in order if id in self.resources)
        shown = (
            each.name
            for each in found
            if self.package.has(each.name) and each.media_type in _DOCUMENTS
        )
        return list(dict.fromkeys(shown))[:_MOST_DOCUMENTS]

    def _refuse_if_locked(self) -> None:
        said = self.package.xml("META-INF/encryption.xml")
        for each in said.iter("{*}EncryptedData") if said is not None else ():
            method = next(each.iter("{*}EncryptionMethod"), None)
            if method is not None and method.get("Algorithm") in _FONTS_ONLY:
                continue
            targets = (one.get("URI") or "" for one in each.iter("{*}CipherReference"))
            if any(resolved("", target) in self.spine for target in targets):
                raise NotAnArticle(
                    _("This book is locked by its seller (DRM)."),
                    _("Ask its publisher for a copy without a lock, or quote it by hand."),
                )

    def _guide(self) -> dict[str, str]:
        """What the documents are for, as books of EPUB 2 say (`cover`, `toc`)."""
        return {
            resolved(self.opf, each.get("href") or ""): (each.get("type") or "").lower()
            for each in self._root.iter("{*}reference")
        }

    # --- what it says of itself

    def facts(self) -> Metadata:
        """Title, authors, language, day, publisher."""
        published = next((day for each in self._said("date") if (day := self._day(each))), None)
        address = next(
            (
                each
                for each in (*self._texts("source"), *self._texts("identifier"))
                if _is_web(each)
            ),
            None,
        )
        return Metadata(
            title=next(iter(self._texts("title")), ""),
            bylines=self._authors(),
            site=next(iter(self._texts("publisher")), None),
            published=published,
            declared_lang=next(iter(self._texts("language")), None),
            excerpt=_without_tags(next(iter(self._texts("description")), "")),
            url=address,
        )

    def of_part(self) -> str | None:
        """The book that this one is a part of, where Galley cut it out of one."""
        for each in self._root.iter("{*}meta"):
            if each.get("name") == PART_OF:
                return " ".join((each.get("content") or "").split())[:1000] or None
        return None

    def _said(self, name: str) -> Iterator[Element]:
        for metadata in self._root.iter("{*}metadata"):
            yield from metadata.iter(f"{{*}}{name}")

    def _texts(self, name: str) -> list[str]:
        texts = (" ".join("".join(map(str, each.itertext())).split()) for each in self._said(name))
        return [text[:2000] for text in texts if text]

    def _authors(self) -> tuple[str, ...]:
        roles = {
            (each.get("refines") or "")[1:]: (each.text or "").strip()
            for each in self._said("meta")
            if each.get("property") == "role"
        }
        found = []
        for each in self._said("creator"):
            role = each.get(_OPF + "role") or roles.get(each.get("id") or "-", "aut")
            if role in ("aut", "edt", "", "cre"):
                names_in_it = re.split(r"\s*;\s*|\s+&\s+", (each.text or "")[:1000])
                found += [" ".join(name.split()) for name in names_in_it if name.strip()]
        return tuple(dict.fromkeys(found))

    def _day(self, date: Element) -> str | None:
        if (date.get(_OPF + "event") or "publication") not in (
            "publication",
            "original-publication",
        ):
            return None
        day = dates.iso(re.sub(r"T00:00:00(?:Z|\+00:00)$", "", (date.text or "").strip()))
        # Calibre writes the year 101 where it knows none.
        return day if day and day[:4] > "1000" else None

    # --- contents

    def contents(self) -> list[Entry]:
        """The two upper levels of the table of contents; none if the book has none."""
        for each in self.resources.values():
            if "nav" in each.uses and (root := self.document(each.name)) is not None:
                navs = [nav for nav in root.iter("nav") if "toc" in kinds(nav)] or list(
                    root.iter("nav")
                )
                if navs and (found := _of_nav(each.name, navs[0])):
                    return found
        for each in self.resources.values():
            if each.media_type == "application/x-dtbncx+xml" or each.name.endswith(".ncx"):
                root = self.package.xml(each.name)
                top = root.find("{*}navMap") if root is not None else None
                if top is not None:
                    return _of_ncx(each.name, top)
        return []

    def document(self, name: str) -> Element | None:
        """The `html` element of a document, its names without namespaces; None if there is none."""
        content = self.package.read(name)
        if content is None or not content.strip():
            return None
        markup = _DOCTYPE.sub("", charset.decode(content), count=1)
        root = _strictly(markup)
        try:
            return html.parse(markup) if root is None else root
        except NotAnArticle:
            return None


PART_OF = "galley:part-of"
"""The name of what a chapter cut out of a book says: from which one."""

_DOCUMENTS = frozenset(
    ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml", "")
)


def _no_book() -> NotAnArticle:
    return NotAnArticle(
        _("There is no book in this file that could be read."),
        _("Get it once more from where it came from."),
    )


def _is_web(words: str) -> bool:
    return re.match(r"https?://[^\s/]+\S*$", words) is not None


def _without_tags(words: str) -> str:
    return " ".join(entities.unescape(re.sub(r"<[^<>]{0,500}>", " ", words)).split())


# --- documents -----------------------------------------------------------------------------------


def _strictly(markup: str) -> Element | None:
    """The document as the XML that it should be; None if it is none."""
    named = _ENTITY.sub(lambda found: entities.unescape(found[0]), markup)
    named = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", named)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(named.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if local(root) != "html":
        return None
    for each in root.iter():
        if isinstance(each.tag, str):
            each.tag = local(each).lower()
    return root


def kinds(element: Element) -> frozenset[str]:
    """What a book says that an element is (`footnote`, `toc`), in its own words or in ARIA's."""
    said = element.get(_OPS) or element.get("epub:type") or ""
    role = element.get("role") or ""
    return names(f"{said} {role.replace('doc-', '')}".lower())


def pictures(root: Element, name: str) -> dict[Element, str]:
    """The pictures of a document, and what each is called in the package; empty where it is not
    in there."""
    found = {}
    for each in root.iter("img", "image"):
        address = each.get("src") or each.get(_XLINK) or each.get("xlink:href") or each.get("href")
        found[each] = resolved(name, address) if address else ""
    return found


# --- tables of contents --------------------------------------------------------------------------


def _of_nav(name: str, nav: Element) -> list[Entry]:
    top = nav.find(".//ol")
    return _listed(name, top, deeper=True) if top is not None else []


def _listed(name: str, items: Element, *, deeper: bool) -> list[Entry]:
    found = []
    for item in items.iterchildren("li"):
        inner = item.find("ol")
        below = _listed(name, inner, deeper=False) if deeper and inner is not None else []
        label = next((each for each in item.iterchildren("a", "span")), None)
        if label is None:
            continue
        target = resolved(name, label.get("href") or "") if label.get("href") else ""
        found.append(_entry(html.text_of(label), target, below))
    return [each for each in found if each.name]


def _of_ncx(name: str, top: Element) -> list[Entry]:
    return [
        each
        for point in top.iterchildren("{*}navPoint")
        if (each := _point(name, point, [_point(name, one, []) for one in _points(point)])).name
    ]


def _points(point: Element) -> Iterator[Element]:
    return point.iterchildren("{*}navPoint")


def _point(name: str, point: Element, below: list[Entry]) -> Entry:
    label = point.find("{*}navLabel")
    content = point.find("{*}content")
    target = resolved(name, content.get("src") or "") if content is not None else ""
    return _entry(html.text_of(label) if label is not None else "", target, below)


def _entry(title: str, name: str, below: list[Entry]) -> Entry:
    inner = tuple(each for each in below if each.name)
    made = Entry(" ".join(title.split())[:500], name, inner)
    return made if name or not inner else replace(made, name=inner[0].name)
