"""A web page to an article."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from reader.errors import NotAnArticle
from reader.intake import (
    blocks,
    charset,
    dates,
    html,
    language,
    main_content,
    metadata,
    offers,
    pictures,
    told_by_script,
)
from reader.intake.document import captured
from reader.intake.refused import TooLittle
from reader.messages import _
from reader.model import Block, Captured, Picture, Source

_MORE_IS_TOLD = 2
"""A page that carries apart twice the text it shows will show it by a script, or for money."""

_LEAST = 80
"""Fewer characters of prose than this are no article."""

_LITTLE = 300
"""A page that shows less may hold its article in a script."""

_LEAST_OF_SHORT_PAGE = 20


def to_article(source: Source) -> Captured:
    """The article of an HTML page; NotAnArticle if it holds no prose.

    If it holds any words at all, that is a TooLittle with them.
    """
    root = html.parse(charset.decode(source.content, source.charset))
    facts = metadata.read(root, source.url)
    choice = main_content.find(root, facts.body, facts.excerpt, metadata.host_of(facts.canonical))
    read = blocks.read(
        [*choice.before, choice.element],
        base=base_of(root, source.url),
        headline=facts.title,
        left_out=choice.left_out,
    )
    told = _told(facts.body)
    if _prose(told) > _MORE_IS_TOLD * _prose(read):
        read = told
    if _prose(read) < _LITTLE:
        read = max(read, _told_by_script(root, source.url, facts), key=_prose)
    read = _without_credits(read, facts)
    facts = replace(facts, picture=_lead_picture(read) or facts.picture)
    if _prose(read) < _LEAST and not _is_short_page(root, read):
        raise _refusal(source, facts, read)
    article = captured(source, facts, read)
    offered = offers.of(root, base_of(root, source.url), pictures.wanted(article))
    return replace(article, offers=offered) if offered else article


_NEAR_TOP = 8
_LONGEST_CREDIT = 120


def _without_credits(read: list[Block], facts: metadata.Metadata) -> list[Block]:
    """The blocks without the lines near the top that only say who wrote this, and when."""
    near, rest = read[:_NEAR_TOP], read[_NEAR_TOP:]
    return [block for block in near if not _is_credit(block, facts)] + rest


def _is_credit(block: Block, facts: metadata.Metadata) -> bool:
    if block.kind != "paragraph" or block.containers or len(block.text) > _LONGEST_CREDIT:
        return False
    if metadata.names_only(block.text, facts.bylines):
        return True
    known = {day[:10] for day in (facts.published, facts.modified) if day}
    return dates.is_alone(block.text) and dates.in_words(block.text) in known


def _lead_picture(read: list[Block]) -> str | None:
    """The first picture of the article: nearer to it than what a page has for links to it."""
    shown = (span.style for block in read[:_NEAR_TOP] for span in block.spans)
    found = (style.src for style in shown if isinstance(style, Picture))
    return next((src for src in found if src.startswith("http")), None)


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


def base_of(root: html.Element, url: str | None) -> str | None:
    """What addresses on a page are relative to; None if it does not say and has none."""
    given = root.find(".//base[@href]")
    try:
        base = urljoin(url or "", given.get("href") or "") if given is not None else ""
    except ValueError:
        return url
    return base if base.startswith(("http://", "https://")) else url


def _prose(read: list[Block]) -> int:
    """Characters of paragraphs that are not links alone; dense scripts count threefold."""
    return sum(
        3 * len(block.text) if language.is_dense(block.text) else len(block.text)
        for block in read
        if block.kind in ("paragraph", "code")
        and blocks.linked_share(block) < 0.5
        and _is_written(block.text)
    )


def _is_written(words: str) -> bool:
    """Whether a text has letters, as every language has."""
    return sum(map(str.isalnum, words[:400])) > 0.2 * len(words[:400])


def _told_by_script(root: html.Element, url: str | None, facts: metadata.Metadata) -> list[Block]:
    """The article that a page holds in a script, which would show it."""
    held = told_by_script.find(root)
    if held is None:
        return []
    return blocks.read([held], base=base_of(root, url), headline=facts.title)


def _told(body: str) -> list[Block]:
    """Paragraphs of the text that a page carries apart, where it shows none."""
    return blocks.paragraphs(body.replace("\r", "\n").split("\n"))
