"""A capture written out for a person to read: what the golden files in tests/pages hold."""

from reader.model import Block, Captured, Container, Picture, Span


def described(captured: Captured) -> str:
    """Metadata, then one line a block: kind, containers, text with its styles in brackets."""
    facts = {
        "title": captured.title,
        "bylines": ", ".join(captured.bylines),
        "site": captured.site,
        "canonical": captured.canonical,
        "published": captured.published,
        "modified": captured.modified,
        "lang": captured.lang,
        "direction": captured.document.direction,
        "excerpt": captured.excerpt,
        "picture": captured.picture,
        "pictures": ", ".join(captured.pictures),
        "tags": ", ".join(captured.tags),
    }
    head = [f"{name}: {value}" for name, value in facts.items() if value]
    return "\n".join([*head, "", *map(_line, captured.document.blocks), ""])


def _line(block: Block) -> str:
    level = f" {block.level}" if block.level else ""
    within = "".join(f" {_container(one)}" for one in block.containers)
    apart = "".join(f" [{one}]" for one in (block.direction, block.lang) if one)
    spans = "".join(f"\n    {_span(block.text, one)}" for one in block.spans)
    return f"{block.kind}{level}{within}{apart}: {block.text!r}{spans}"


def _container(container: Container) -> str:
    fields = [str(getattr(container, name)) for name in type(container).__slots__]
    return f"{type(container).__name__}({' '.join(fields)})"


def _span(text: str, span: Span) -> str:
    style = span.style
    named = style if isinstance(style, str) else repr(style)
    shown = "" if isinstance(style, Picture) else f" {text[span.start : span.end]!r}"
    return f"{named}{shown}"
