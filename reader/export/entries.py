"""A source as other programs read it: BibTeX, CSL-JSON, Wikipedia's template, pandoc's key."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from reader.export.bylines import Name
from reader.export.quote import Dated, spelled
from reader.export.references import Work

_IN_TEX = {
    "\\": r"\textbackslash{}",
    # Braces are counted, even behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}
_IN_WIKITEXT = re.compile(r"[|{}\[\]<>]|'(?=')|(?<=')'|~(?=~)|(?<=~)~|_(?=_)|(?<=_)_|&(?=[#\w])")


def key_of(work: Work) -> str:
    """`site2024title` in ASCII letters and digits; the article's id where that tells too little."""
    site = _slug(work.site.lower().removeprefix("www.").partition(".")[0])
    family = _slug(work.names[0].family) if work.names else ""
    words = (_slug(word) for word in work.title.split())
    title = next((word for word in words if len(word) > 1), "")
    year = work.published.year if work.published else ""
    source = site or family
    return source + year + title if source[:1].isalpha() and title else work.id


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).casefold()
    return "".join(char for char in plain if char.isascii() and char.isalnum())


# --- BibTeX --------------------------------------------------------------------------------------


def bibtex(work: Work, words: str, page: str = "") -> str:
    """An `@online` entry as biblatex knows it, the words of the quotation as its annotation, with
    their page ("p. 12")."""
    fields = {
        "author": " and ".join(map(_tex_name, work.names)),
        "title": f"{{{_tex(work.title)}}}" if work.title else "",
        "organization": _tex(work.site),
        "date": _iso(work.published) if work.published else "",
        "url": work.address,
        "urldate": _iso(work.accessed) if work.address else "",
        "annotation": _tex(_on_page(" ".join(words.split()), page)),
    }
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return "@online{" + ",\n".join([key_of(work), *lines]) + "\n}"


def _tex(words: str) -> str:
    return "".join(_IN_TEX.get(char, char) for char in words)


def _tex_name(name: Name) -> str:
    if not name.given:
        return f"{{{_tex(name.family)}}}"
    parts = (name.family, name.suffix, name.given)
    return ", ".join(_tex(part) for part in parts if part)


def _iso(date: Dated) -> str:
    return "-".join(
        f"{part:02}" if number else date.year for number, part in enumerate(date.numbers)
    )


def _on_page(words: str, page: str) -> str:
    return f"{words} ({page})" if words and page else words


# --- CSL-JSON ------------------------------------------------------------------------------------


def csl_json(work: Work, words: str, page: str = "") -> str:
    """A list of one item, as Zotero and pandoc read it; the words are its annotation, with their
    page ("p. 12")."""
    item: dict[str, Any] = {
        "id": key_of(work),
        "type": "article-newspaper" if work.site else "webpage",
        "title": work.title,
        "author": [_csl_name(name) for name in work.names],
        "container-title": work.site,
        "issued": _csl_date(work.published) if work.published else None,
        "accessed": _csl_date(work.accessed) if work.address else None,
        "URL": work.address,
        "language": work.lang,
        "annote": _on_page(words, page),
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2)


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    suffix = {"suffix": name.suffix} if name.suffix else {}
    return {"family": name.family, "given": name.given, **suffix}


def _csl_date(date: Dated) -> dict[str, list[list[int]]]:
    return {"date-parts": [list(date.numbers)]}


# --- Wikipedia -----------------------------------------------------------------------------------


def wikipedia(work: Work, words: str, pages: str = "") -> str:
    """`{{cite web |…}}` on one line; `{{cite news |…}}` where there is no address. `pages` are
    "12" or "12–13"."""
    fields = {
        **_wiki_names(work.names),
        "date": spelled(work.published) if work.published else "",
        "title": work.title,
        "website" if work.address else "work": work.site,
        "language": "" if work.lang.lower().partition("-")[0] in ("", "en") else work.lang,
        "pages" if "–" in pages else "page": pages,
        "quote": " ".join(words.split()),
    }
    said = {name: _wikitext(value) for name, value in fields.items()}
    if work.address:
        said |= {"url": _wiki_address(work.address), "access-date": spelled(work.accessed)}
    known = "".join(f" |{name}={value}" for name, value in said.items() if value)
    return f"{{{{cite {'web' if work.address else 'news'}{known}}}}}"


def _wiki_names(names: tuple[Name, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        if name.given:
            given = " ".join(part for part in (name.given, name.suffix) if part)
            fields |= {f"last{number}": name.family, f"first{number}": given}
        else:
            fields[f"author{number}"] = name.family
    return fields


def _wikitext(words: str) -> str:
    return _IN_WIKITEXT.sub(lambda found: f"&#{ord(found[0])};", words)


def _wiki_address(address: str) -> str:
    return address.replace("|", "%7C").replace("~~", "%7E%7E").replace("''", "%27%27")
