"""A web page to an article."""

from __future__ import annotations

from urllib.parse import urljoin

from reader.errors import NotAnArticle
from reader.intake import blocks, charset, html, language, main_content, metadata
from reader.intake.document import captured
from reader.intake.refused import TooLittle
from reader.messages import _
from reader.model import Block, Captured, Source

_MORE_IS_TOLD = 2
"""A page that carries apart twice the text it shows will show it by a script, or for money."""

_LEAST = 80
"""Fewer characters of prose than this are no article."""

_LEAST_OF_SHORT_PAGE = 20


def to_article(source: Source) -> Captured:
    """The article of an HTML page; NotAnArticle if it holds no prose.

    If it holds any words at all, that is a TooLittle with them.
    """
    root = html.parse(charset.decode(source.content, source.charset))
    facts = metadata.read(root, source.url)
    choice = main_content.find(root, facts.body)
    read = blocks.read(
        [*choice.before, choice.element],
        base=_base(root, source.url),
        headline=facts.title,
        left_out=choice.left_out,
    )
    told = _told(facts.body)
    if _prose(told) > _MORE_IS_TOLD * _prose(read):
        read = told
    if _prose(read) < _LEAST and not _is_short_page(root, read):
        raise _refusal(source, facts, read)
    return captured(source, facts, read)


def _refusal(source: Source, facts: metadata.Metadata, read: list[Block]) -> NotAnArticle:
    sentence = _("There is no article on this page.")
    advice = _("If it needs a log-in, open it in your browser, save the page and add that file.")
    if not facts.title and not read:
        return NotAnArticle(sentence, advice)
    return TooLittle(sentence, advice, captured(source, facts, read))


def _is_short_page(root: html.Element, read: list[Block]) -> bool:
    """Whether the page has little more than these words and asks for nothing (no log-in)."""
    body = root.find(".//body")
    if body is None or next(body.iter("input", "iframe", "script"), None) is not None:
        return False
    words = len(" ".join(html.text_of(body).split()))
    return _prose(read) >= max(_LEAST_OF_SHORT_PAGE, 0.5 * words)


def _base(root: html.Element, url: str | None) -> str | None:
    given = root.find(".//base[@href]")
    return urljoin(url or "", given.get("href") or "") or None if given is not None else url


def _prose(read: list[Block]) -> int:
    """Characters of paragraphs that are not links alone; dense scripts count threefold."""
    return sum(
        3 * len(block.text) if language.is_dense(block.text) else len(block.text)
        for block in read
        if block.kind in ("paragraph", "code") and blocks.linked_share(block) < 0.5
    )


def _told(body: str) -> list[Block]:
    """Paragraphs of the text that a page carries apart, where it shows none."""
    return blocks.paragraphs(body.replace("\r", "\n").split("\n"))
