"""What `--json` prints: the shapes of the shell's contract, which scripts rely on.

Offsets are code points of the canonical text; our own times are ISO 8601 in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.again import Again, marks
from reader.anchoring.pieces import Piece
from reader.drift import Drift, Side
from reader.export.merged import Remark
from reader.homecoming import Brought, Came
from reader.intake.as_html import running_text, to_html
from reader.library import Reader
from reader.model import Annotation, Article, Captured, Hit, Place, Revision, Subscription
from reader.records import Json, write_time
from reader.sent_marks import SentMarks
from reader.waiting import Waiting

if TYPE_CHECKING:
    from reader.feeding import Refreshed


def article(library: Reader, record: Article) -> dict[str, Json]:
    """An article; `annotations` counts those that are not in the trash."""
    return {
        "id": record.id,
        "title": record.title,
        "byline": list(record.bylines),
        "site": record.site,
        "url": record.url,
        "canonical": record.canonical,
        "published": record.published,
        "captured": write_time(library.revision(record.id).captured),
        "lang": record.lang,
        "tags": list(record.tags),
        "stories": [story.title for story in library.stories() if record.id in story.items],
        "revision": record.revision,
        "annotations": len(library.annotations(record.id)),
    }


def whole_article(library: Reader, record: Article, number: int | None) -> dict[str, Json]:
    """An article with its text at one revision, its note and the digest of its source."""
    revision = library.revision(record.id, number)
    return {
        **article(library, record),
        "revision": revision.number,
        "captured": write_time(revision.captured),
        "text": library.document(record.id, revision.number).text,
        "note": record.note,
        "source_sha256": revision.source,
    }


def annotation(library: Reader, record: Annotation) -> dict[str, Json]:
    """An annotation where it stands in the current revision; start and end null for an orphan."""
    current = library.article(record.article).revision
    place = library.places(record.article, current).get(record.id)
    labels = {label.id: label for label in library.labels()}
    label = labels[record.label]
    return {
        "id": record.id,
        "article": record.article,
        "revision": current,
        "start": _start(place),
        "end": _end(place),
        "quote": record.anchor.exact,
        "prefix": record.anchor.prefix,
        "suffix": record.anchor.suffix,
        "label": label.name,
        "colour": label.colour,
        "note": record.note,
        "tags": list(record.tags),
        "private": record.private,
        "checked": record.checked,
        "state": place.state if place else "orphan",
        "created": write_time(record.created),
        "edited": write_time(record.edited) if record.edited else None,
    }


def _start(place: Place | None) -> int | None:
    return place.passage.start if place and place.passage else None


def _end(place: Place | None) -> int | None:
    return place.passage.end if place and place.passage else None


def revision(record: Revision, text: str, current: int) -> dict[str, Json]:
    """A revision; `chars` counts the code points of its text."""
    return {
        "number": record.number,
        "captured": write_time(record.captured),
        "why": record.why,
        "chars": len(text),
        "current": record.number == current,
        "set_aside": record.set_aside,
        "source_sha256": record.source,
    }


def piece(found: Piece) -> dict[str, Json]:
    """A stretch of two revisions; each of `from` and `to` is [start, end) in its own text."""
    return {
        "op": found.op,
        "from": [found.old.start, found.old.end],
        "to": [found.new.start, found.new.end],
    }


def looked_again(library: Reader, record: Again) -> dict[str, Json]:
    """An article that was checked or read again; `marks` counts a new revision's by state."""
    return {
        "id": record.article,
        "title": record.title,
        "outcome": record.outcome,
        "revision": library.article(record.article).revision if record.error is None else None,
        "set_aside": record.set_aside,
        "error": record.error.sentence if record.error else None,
        "marks": dict(marks(record)),
    }


def drift(library: Reader, record: Drift) -> dict[str, Json]:
    """An annotation with what became of it: `old` and `new` words and places, `pieces` compared."""
    return {
        **annotation(library, record.annotation),
        "state": record.state,
        "score": record.score,
        "old": _side(record.old),
        "new": _side(record.new),
        "pieces": [{"what": piece.kind, "words": piece.words} for piece in record.pieces],
    }


def _side(side: Side) -> dict[str, Json]:
    return {
        "revision": side.revision,
        "start": side.passage.start if side.passage else None,
        "end": side.passage.end if side.passage else None,
        "words": side.words,
        "before": side.before,
        "after": side.after,
    }


def feed(library: Reader, record: Subscription) -> dict[str, Json]:
    """A feed that is followed; `waiting` counts its items, `error` says what went wrong last."""
    from reader.feeding import Heard, heard

    last = heard(library).get(record.id, Heard())
    return {
        "id": record.id,
        "title": record.shown_name,
        "url": record.url,
        "site": record.site,
        "folder": record.folder,
        "waiting": library.waiting_in_feeds().get(record.id, 0),
        "checked": write_time(last.checked) if last.checked else None,
        "error": last.sentence or None,
        "retired": write_time(record.retired) if record.retired else None,
    }


def refreshed(found: Refreshed, new: int) -> dict[str, Json]:
    """What came of asking for a feed; `new` counts the items that wait since."""
    return {
        "id": found.feed,
        "title": found.name,
        "outcome": found.outcome,
        "new": new,
        "error": found.error.sentence if found.error else None,
    }


def feed_item(record: Waiting) -> dict[str, Json]:
    """An item of a feed; `article` is the one that is here of it, kept from it or not."""
    item = record.item
    return {
        "number": record.number,
        "feed": record.feed,
        "title": item.title,
        "url": item.url,
        "byline": list(item.bylines),
        "published": item.published,
        "seen": write_time(record.seen),
        "excerpt": item.excerpt,
        "chars": item.characters,
        "state": record.state,
        "article": record.article,
    }


def hit(found: Hit) -> dict[str, Json]:
    """One find of a search."""
    return {
        "article": found.article,
        "annotation": found.annotation,
        "start": found.passage.start if found.passage else None,
        "end": found.passage.end if found.passage else None,
        "snippet": found.snippet,
        "title": found.title,
    }


def sent_marks(came: SentMarks) -> dict[str, Json]:
    """What came of a file of marks, by their ids here."""
    return {
        "file": str(came.path),
        "entry": came.number,
        "new": list(came.new),
        "lost": list(came.lost),
        "known": list(came.known),
        "other": list(came.other),
        "away": list(came.away),
    }


def brought(found: Brought) -> list[dict[str, Json]]:
    """What came of a file that was merged, article by article: what was done, seen and left, and
    what waits."""
    return [_came(found, each) for each in found.came]


def _came(found: Brought, came: Came) -> dict[str, Json]:
    return {
        "file": str(found.path),
        "article": came.article.id,
        "entry": found.number,
        "done": [_remark(each) for each in came.merged.done],
        "listed": [_remark(each) for each in came.merged.listed],
        "conflicts": [
            {
                "record": each.record.id,
                "field": each.field,
                "ours": each.ours,
                "theirs": each.theirs,
            }
            for each in came.merged.conflicts
        ],
    }


def _remark(remark: Remark) -> dict[str, Json]:
    return {"what": remark.kind, "annotation": remark.annotation, "words": remark.words}


def extracted(captured: Captured) -> dict[str, Json]:
    """A page as `galley extract` prints it: several bylines are one string, and the text is that
    of the body, without headline and captions."""
    return {
        "title": captured.title,
        "byline": ", ".join(captured.bylines) or None,
        "published": captured.published,
        "site": captured.site,
        "lang": captured.lang,
        "excerpt": captured.excerpt or None,
        "image": captured.picture,
        "url": captured.url,
        "text": running_text(captured.document),
        "html": to_html(captured.document),
    }
