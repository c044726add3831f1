"""Other libraries that read pages, asked as `tests.bench.pages` asks; run by a Python that has one.

    python page_peers.py NAME

Each line of stdin is a page as JSON (`html`, `url`), each line of stdout what the library makes of
it. Nothing of Galley is imported here.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


def trafilatura(page: str, url: str | None) -> Answer:
    library = importlib.import_module("trafilatura")
    kept = {"include_links": True, "include_images": True, "include_formatting": True}
    html = library.extract(page, url=url, output_format="html", include_comments=False, **kept)
    about = library.extract_metadata(page, default_url=url)
    return {
        "html": html,
        "title": about.title,
        "byline": about.author,
        "published": about.date,
        "site": about.sitename,
        "excerpt": about.description,
        "image": about.image,
    }


def readability(page: str, url: str | None) -> Answer:
    document = importlib.import_module("readability").Document(page, url=url)
    return {"html": document.summary(), "title": document.short_title()}


def newspaper4k(page: str, url: str | None) -> Answer:
    library = importlib.import_module("newspaper")
    article = library.article(url or "https://a.example/x", input_html=page, fetch_images=False)
    published = article.publish_date
    return {
        "html": article.article_html,
        "text": article.text,
        "title": article.title,
        "byline": ", ".join(article.authors),
        "published": published.isoformat() if published else None,
        "image": article.top_image,
    }


def goose3(page: str, url: str | None) -> Answer:
    library = importlib.import_module("goose3")
    article = library.Goose({"enable_image_fetching": False}).extract(raw_html=page)
    return {
        "text": article.cleaned_text,
        "title": article.title,
        "byline": ", ".join(article.authors or ()),
        "published": article.publish_date,
    }


NAMES: dict[str, Callable[[str, str | None], Answer]] = {
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
    "goose3": goose3,
}


def main(name: str) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.process_time()
        try:
            answer = NAMES[name](asked["html"], asked["url"])
        except Exception as error:  # a library may fall over any page; that is its score
            answer = {"err": repr(error)[:200]}
        answer["dt"] = time.process_time() - start
        print(json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
