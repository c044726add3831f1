"""A passage to paste with its source, in many styles: each as plain text, Markdown and HTML.

`cited` is pure: equal values give equal words, whatever the clock, the place and the language of
the program. What is not known leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import accumulate, pairwise
from typing import Literal, get_args

from reader.export import blocks, entries, excerpt, paging
from reader.export.escape import escaped, escaped_line, escaped_within
from reader.export.fragment import in_markdown, link_to
from reader.export.links import destination, is_on_the_web, percent_encoded
from reader.export.notes import quoted_passage
from reader.export.pictures import Whereabouts
from reader.export.quote import (
    address_of,
    credit_of,
    dated,
    marks_of,
    on_one_line,
    quoted,
    spelled,
    spelled_date,
    without_pictures,
)
from reader.export.references import Line, Run, reference, work_of
from reader.model import Article, Document, Passage, Revision
from reader.values import dataclass

CiteStyle = Literal[
    "plain",
    "attribution",
    "markdown",
    "link",
    "apa",
    "chicago",
    "harvard",
    "mla",
    "wikipedia",
    "bibtex",
    "csl-json",
    "pandoc",
]
STYLES: tuple[CiteStyle, ...] = get_args(CiteStyle)


@dataclass(frozen=True, slots=True)
class Copied:
    """The same words for three kinds of programs; all empty where a style has nothing to say."""

    plain: str
    markdown: str
    html: str


NOTHING = Copied("", "", "")


def cited(
    style: CiteStyle, article: Article, revision: Revision, document: Document, passage: Passage
) -> Copied:
    """The passage with its source. "link" is empty where the article has no address."""
    said = passage.of(document.text)
    address = _web_address(article, revision)
    link = link_to(address, document, passage)
    markdown = quoted_passage(document, passage, Whereabouts({}))
    shown = excerpt.html(document, passage)
    pages = paging.pages_of(document, passage)
    of = _Quotation(said, markdown, shown, link or "", pages)
    return _cited(style, article, revision, of)


def cited_words(style: CiteStyle, article: Article, revision: Revision, words: str) -> Copied:
    """The same for words that no longer stand in the text: without emphasis, and without a link
    to the very place."""
    quotation = _Quotation(words, _paragraphs(words), excerpt.paragraphs(words), "")
    return _cited(style, article, revision, quotation)


def cited_source(style: CiteStyle, article: Article, revision: Revision) -> Copied:
    """The article itself as a line, or an entry, of a list of sources."""
    work = work_of(article, revision)
    match style:
        case "apa" | "chicago" | "harvard" | "mla":
            return in_lines(reference(style, work))
        case "wikipedia":
            return _source_text(entries.wikipedia(work, ""), "wikitext")
        case "bibtex":
            return _source_text(entries.bibtex(work, ""), "bibtex")
        case "csl-json":
            return _source_text(entries.csl_json(work, ""), "json")
        case "pandoc":
            key = f"[@{entries.key_of(work)}]"
            return Copied(key, key, f"<p>{key}</p>")
        case "link":
            return _link(work.address, work.title)
        case "plain" | "attribution" | "markdown":
            return in_lines(credited(quoted(work.title, article.lang), article, work.address))


def bare_words(words: str) -> Copied:
    """The same for words that no longer stand in the text."""
    return Copied(words, _paragraphs(words), excerpt.paragraphs(words))


def bare(document: Document, passage: Passage) -> Copied:
    """The passage without its source; the plain text is the article's, character by character."""
    markdown = quoted_passage(document, passage, Whereabouts({}))
    return Copied(passage.of(document.text), markdown, excerpt.html(document, passage))


@dataclass(frozen=True, slots=True)
class _Quotation:
    """The words, what they look like in Markdown and HTML, the address of the very place, and its
    pages ("12–13", empty where there are none)."""

    words: str
    markdown: str
    html: str
    link: str
    pages: str = ""


def _cited(style: CiteStyle, article: Article, revision: Revision, of: _Quotation) -> Copied:
    work, words = work_of(article, revision), without_pictures(of.words)
    said = quoted(of.words, article.lang)
    page = paging.named(of.pages)
    match style:
        case "plain":
            return in_lines(credited(said, article, _web_address(article, revision), page))
        case "attribution":
            return in_lines(_attribution(of.words, article, page))
        case "markdown":
            return _blockquote(of, article, _web_address(article, revision))
        case "link":
            return _link(of.link or work.address, work.title)
        case "apa" | "chicago" | "harvard" | "mla":
            return in_lines((Run(f"{said} ({page})" if page else said),), reference(style, work))
        case "wikipedia":
            return _source_text(entries.wikipedia(work, words, of.pages), "wikitext")
        case "bibtex":
            return _source_text(entries.bibtex(work, words, page), "bibtex")
        case "csl-json":
            return _source_text(entries.csl_json(work, words, page), "json")
        case "pandoc":
            return _with_key(said, ", ".join(filter(None, (entries.key_of(work), page))))


def _web_address(article: Article, revision: Revision) -> str:
    """The address to name; none on the reader's own machine."""
    address = address_of(article, revision)
    return percent_encoded(address) if is_on_the_web(address) else ""


def _paragraphs(words: str) -> str:
    """Lines of the text as paragraphs in Markdown."""
    lines = without_pictures(words).split("\n")
    return "\n\n".join(escaped_line(line) for line in lines if line.strip())


# --- the styles of newsrooms ---------------------------------------------------------------------


def credited(said: str, article: Article, address: str, page: str = "") -> Line:
    """`“Words” — Byline, Site, 1 October 2024, p. 12. URL`."""
    credit = ", ".join(part for part in (credit_of(article), page) if part)
    parts = [Run(f"{said} — {credit}" if credit else said)]
    if address:
        parts += [Run(". " if credit else " — "), Run(address, href=address)]
    return tuple(parts)


def _attribution(words: str, article: Article, page: str) -> Line:
    """`“Words,” Byline wrote in Site on 1 October 2024 (p. 12).`"""
    names = [*filter(None, map(on_one_line, article.bylines))]
    site = on_one_line(article.site or "")
    date = _on(article)
    who = _and(names) or site
    where = f" in {site}" if names and site and site not in names else ""
    if who:
        told = f"{who} wrote{where}{date and f' {date}'}{page and f' ({page})'}"
        return (Run(f"{_said(words, article.lang)} {told}."),)
    said = quoted(words, article.lang)
    known = ", ".join(part for part in (date and spelled_date(article.published), page) if part)
    return (Run(f"{said} ({known})" if known else said),)


def _said(words: str, lang: str | None) -> str:
    """The quotation before the one who wrote it: a comma for its full stop, within in English."""
    said, marks = without_pictures(words), marks_of(lang)
    if re.search(r"[?!…。！？]\W?$|\.\.\.$", said):
        return quoted(said, lang)
    said = said.rstrip(".,。，،")
    if (lang or "en").split("-")[0].lower() == "en":
        return quoted(f"{said},", lang)
    return f"{quoted(said, lang)}{'，' if marks.open == '「' else ','}"


def _on(article: Article) -> str:
    date = dated(article.published)
    if date is None:
        return ""
    return f"{'on' if date.day else 'in'} {spelled(date)}"


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _blockquote(of: _Quotation, article: Article, address: str) -> Copied:
    """A quotation in Markdown, its credit in the last line with a link to the very place."""
    named = ", ".join(filter(None, (credit_of(article), paging.named(of.pages))))
    credit = escaped_within(named)
    to = of.link or address
    link = f"[¶]({in_markdown(to)})" if to else ""
    ending = " · ".join(part for part in (credit, link) if part)
    parts = [of.markdown, f"— {ending}" if ending else ""]
    markdown = blocks.quoted("\n\n".join(part for part in parts if part))
    shown = [escape(named, quote=False)] if credit else []
    shown += [excerpt.link(to, "¶")] if link else []
    html = f"<p>— {' · '.join(shown)}</p>" if shown else ""
    return Copied(markdown, markdown, f"<blockquote>{of.html}{html}</blockquote>")


def _link(address: str, title: str) -> Copied:
    if not address:
        return NOTHING
    shown = escaped_within(title) or "¶"
    html = excerpt.link(address, escape(title, quote=False) or "¶")
    return Copied(address, f"[{shown}]({in_markdown(address)})", f"<p>{html}</p>")


# --- lines and entries ---------------------------------------------------------------------------


def in_lines(*lines: Line) -> Copied:
    """Paragraphs of their own."""
    return Copied(
        "\n".join("".join(run.text for run in line) for line in lines),
        "\n\n".join(_line_in_markdown(line) for line in lines),
        "".join(f"<p>{''.join(map(_run_in_html, line))}</p>" for line in lines),
    )


def _line_in_markdown(line: Line) -> str:
    edges = [0, *accumulate(len(run.text) for run in line)]
    placed = [*zip(line, pairwise(edges), strict=True)]
    linked = [span for run, span in placed if run.href]
    apart = {edge for run, span in placed if run.emphasis or run.href for edge in span}
    text = "".join(run.text for run in line)
    written = ["\n\n" if each == "\n" else each for each in escaped(text, apart, linked=linked)]
    return "".join(_run_in_markdown(run, written[low:high]) for run, (low, high) in placed)


def _run_in_markdown(run: Run, written: Sequence[str]) -> str:
    if run.href:
        return f"<{destination(run.href).strip('<>')}>"
    words = "".join(written)
    return f"*{words}*" if run.emphasis else words


def _run_in_html(run: Run) -> str:
    words = excerpt.words(run.text)
    if run.href:
        return excerpt.link(run.href, words)
    return f"<em>{words}</em>" if run.emphasis else words


def _with_key(said: str, key: str) -> Copied:
    """`“Words” [@key, p. 12]`, as pandoc reads it."""
    alone = in_lines((Run(said),))
    return Copied(
        f"{alone.plain} [@{key}]",
        f"{alone.markdown} [@{key}]",
        f"<p>{excerpt.words(said)} [@{key}]</p>",
    )


def _source_text(entry: str, language: str) -> Copied:
    """An entry for another program: as it is, fenced, preformatted."""
    fence, rest = blocks.fenced(entry).split("\n", 1)
    return Copied(entry, f"{fence}{language}\n{rest}", f"<pre>{escape(entry, quote=False)}</pre>")
