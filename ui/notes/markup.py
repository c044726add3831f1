"""Markdown, as far as notes speak it. Loaded when the first note that holds any is shown."""

from __future__ import annotations

from html.parser import HTMLParser

from reader.export.markup import to_html
from ui.notes.setting import Setting


def set_markdown(note: str, setting: Setting) -> None:
    """Sets the note as it means itself; as it was typed where it nests too deeply."""
    html = to_html(note)
    if html is None:
        setting.plain(note)
        return
    setting.begin()
    tags = _Tags(setting)
    tags.feed(html)
    tags.close()
    setting.finish()


class _Tags(HTMLParser):
    """Hands the tags and words of what Markdown made to the setting."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(convert_charrefs=True)
        self._setting = setting

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._setting.open(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self._setting.shut(tag)

    def handle_data(self, data: str) -> None:
        self._setting.words(data)
