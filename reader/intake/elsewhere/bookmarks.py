"""Bookmarks as browsers and many other programs write them: Netscape's file of nested lists.

https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
describes it; TAGS, and DD below a link, are what others added. Raindrop.io puts highlights there.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from reader.intake import html
from reader.intake.elsewhere import fields
from reader.messages import _
from reader.model import Brought, Missed, Remark, Saved

NAME = _("Bookmarks")

_PLACES = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
"""What tells the folders of a browser from those that someone made."""


def is_bookmarks(head: str) -> bool:
    return "netscape-bookmark-file" in head.lower()


def from_page(written: str) -> Brought:
    """The bookmarks that lead to a web page, tagged with the folders that they are in."""
    reading = _Reading()
    for event, element in etree.iterwalk(html.parse(written), events=("start", "end")):
        if event == "start":
            reading.enter(element)
        else:
            reading.leave(element)
    return Brought(NAME, tuple(reading.saved), tuple(reading.missed))


class _Reading:
    """A walk through the lists: which folders are open, and what was found."""

    def __init__(self) -> None:
        self.saved: list[Saved] = []
        self.missed: list[Missed] = []
        self._folders: list[str] = []
        self._next = ""
        self._can_tell = False

    def enter(self, element: html.Element) -> None:
        match element.tag:
            case "h3":
                is_own = not any(element.get(name) for name in _PLACES)
                self._next = fields.line(html.text_of(element)) if is_own else ""
                self._can_tell = False
            case "dl":
                self._folders.append(self._next)
                self._next = ""
            case "a":
                self._take(element)
            case "dd" if self._can_tell:
                self._describe(element)

    def leave(self, element: html.Element) -> None:
        if element.tag == "dl" and self._folders:
            self._folders.pop()

    def _take(self, link: html.Element) -> None:
        title, url = fields.line(html.text_of(link)), fields.address(link.get("href"))
        self._can_tell = url is not None
        if url is None:
            name = title or fields.line(link.get("href")) or _("A link")
            self.missed.append(Missed(name, _("It leads to no web page.")))
            return
        tags = [*fields.apart(link.get("tags"), ","), *self._folders]
        self.saved.append(
            Saved(
                title=title,
                url=url,
                saved_at=fields.moment(link.get("add_date")),
                starred=fields.is_yes(link.get("data-important")),
                tags=fields.tags(tags),
            )
        )

    def _describe(self, below: html.Element) -> None:
        """What stands below a link, and the quotes in it, which are highlights."""
        self._can_tell = False
        last = self.saved[-1]
        quotes = [
            Remark(quote=fields.words(html.text_of(each)))
            for each in html.find_all(below, "./blockquote")
        ]
        words = [below.text or "", *(child.tail or "" for child in _until_next(below))]
        self.saved[-1] = replace(
            last,
            excerpt=" ".join(" ".join(words).split())[: fields.LONGEST_TEXT],
            remarks=tuple(each for each in quotes if each.quote),
        )


def _until_next(below: html.Element) -> list[html.Element]:
    """What belongs to a description: the file closes none of them."""
    children = []
    for child in below:
        if child.tag in ("dt", "dl", "p", "a", "h3"):
            break
        children.append(child)
    return children
