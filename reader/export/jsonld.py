"""Annotations as the W3C describes them: https://www.w3.org/TR/annotation-model/

One AnnotationCollection for an article, with one page that holds every mark. What the model has
no word for (a label's colour, the anchor that a mark was made with) is named `galley:...`, so
that `read` gives back every value. Positions count code points of the canonical text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from reader import records
from reader.anchoring import describe
from reader.errors import GalleyError
from reader.export.quote import address_of
from reader.messages import _
from reader.model import (
    Anchor,
    Annotation,
    AnnotationId,
    ArticleId,
    Exported,
    Label,
    Passage,
    Place,
    sha256,
)
from reader.records import Json
from reader.values import dataclass

CONTEXT = ("http://www.w3.org/ns/anno.jsonld", {"galley": "urn:galley:terms#"})
_URN = "urn:galley:"
_ID = re.compile(rf"{_URN}(?P<article>a[0-9a-z]+):(?P<annotation>k[0-9a-z]+)")


class NotAnnotations(GalleyError):
    """What was to be read holds no annotations that Galley wrote."""


@dataclass(frozen=True, slots=True)
class Read:
    """One annotation as it was written: with its place in that revision, and its label.

    `source` is the address of its article, or the article's `urn:` where there is none.
    """

    annotation: Annotation
    place: Place
    label: Label
    source: str


def write(*articles: Exported) -> str:
    """The collection of an article, of several a list of them; ends in a newline."""
    collections = [_collection(exported) for exported in articles]
    whole = collections[0] if len(collections) == 1 else collections
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> tuple[Read, ...]:
    """Every annotation in a text that `write` gave; NotAnnotations if it is anything else."""
    try:
        whole = json.loads(text)
        collections = whole if isinstance(whole, list) else [whole]
        return tuple(
            _read(item) for collection in collections for item in collection["first"]["items"]
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise NotAnnotations(
            _("The file holds no annotations that Galley wrote."),
            _("Export them again as JSON-LD."),
        ) from problem


# --- writing -------------------------------------------------------------------------------------


def _collection(exported: Exported) -> Json:
    article = exported.article
    return {
        "@context": list(CONTEXT),
        "id": f"{_URN}{article.id}",
        "type": "AnnotationCollection",
        "label": article.title,
        "total": len(exported.marks),
        "first": {
            "id": f"{_URN}{article.id}:marks",
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": [_annotation(exported, *mark) for mark in exported.marks],
        },
    }


def _annotation(exported: Exported, annotation: Annotation, place: Place) -> Json:
    return {
        "id": f"{_URN}{annotation.article}:{annotation.id}",
        "type": "Annotation",
        "motivation": _one_or_all(_motivations(annotation)),
        "created": records.write_time(annotation.created),
        **({"modified": records.write_time(annotation.edited)} if annotation.edited else {}),
        "body": list(_bodies(annotation, exported.labels[annotation.label])),
        "target": _target(exported, annotation, place),
        "galley:made": _made(annotation),
        "galley:place": _place(place),
    }


def _made(annotation: Annotation) -> Json:
    """The quote that the mark was made with, and the revision it was made in."""
    anchor = annotation.anchor
    return {
        "galley:revision": annotation.revision,
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
        "start": anchor.start,
    }


def _place(place: Place) -> Json:
    """How it came to stand where the target says."""
    return {
        "galley:revision": place.revision,
        "galley:state": place.state,
        "galley:score": place.score,
        **({} if place.came_from is None else {"galley:cameFrom": place.came_from}),
        **({"galley:settled": True} if place.settled else {}),
    }


def _one_or_all(words: Iterable[str]) -> Json:
    several = list(words)
    return several[0] if len(several) == 1 else several


def _motivations(annotation: Annotation) -> Iterator[str]:
    yield "commenting" if annotation.note else "highlighting"
    if annotation.tags:
        yield "tagging"
    if annotation.checked != "none":
        yield "assessing"


def _bodies(annotation: Annotation, label: Label) -> Iterator[Json]:
    yield {
        "id": f"{_URN}{label.id}",
        "type": "TextualBody",
        "purpose": "classifying",
        "value": label.name,
        "galley:colour": label.colour,
        "galley:order": label.order,
        **({"galley:retired": True} if label.retired else {}),
    }
    if annotation.note:
        yield {
            "type": "TextualBody",
            "purpose": "commenting",
            "format": "text/markdown",
            "value": annotation.note,
        }
    for tag in annotation.tags:
        yield {"type": "TextualBody", "purpose": "tagging", "value": tag}
    if annotation.checked != "none" or annotation.checked_at:
        at = annotation.checked_at
        yield {
            "type": "TextualBody",
            "purpose": "assessing",
            "value": annotation.checked,
            **({"created": records.write_time(at)} if at else {}),
        }


def _target(exported: Exported, annotation: Annotation, place: Place) -> Json:
    article, revision = exported.article, exported.revision
    digest = sha256(exported.document.text.encode("utf-8", "replace"))
    return {
        "type": "SpecificResource",
        "source": address_of(article, revision) or f"{_URN}{article.id}",
        "state": {
            "type": "TimeState",
            "sourceDate": records.write_time(revision.captured),
            "galley:revision": revision.number,
            "galley:hash": f"sha256-{digest}",
        },
        "selector": list(_selectors(exported, annotation, place)),
    }


def _selectors(exported: Exported, annotation: Annotation, place: Place) -> Iterator[Json]:
    passage = place.passage
    found = describe(exported.document.text, passage) if passage else annotation.anchor
    yield {
        "type": "TextQuoteSelector",
        "exact": found.exact,
        "prefix": found.prefix,
        "suffix": found.suffix,
    }
    if passage:
        yield {"type": "TextPositionSelector", "start": passage.start, "end": passage.end}


# --- reading -------------------------------------------------------------------------------------


def _read(item: Json) -> Read:
    ids = _ID.fullmatch(item["id"])
    if ids is None:
        raise ValueError(f"no annotation of ours: {item['id']!r:.60}")
    bodies = cast(Sequence[Mapping[str, Json]], item["body"])
    label = _label(next(_with(bodies, "classifying")))
    assessed: Mapping[str, Json] = next(_with(bodies, "assessing"), {"value": "none"})
    at, made = assessed.get("created"), item["galley:made"]
    annotation = Annotation(
        id=AnnotationId(ids["annotation"]),
        article=ArticleId(ids["article"]),
        revision=made["galley:revision"],
        anchor=Anchor(made["exact"], made["prefix"], made["suffix"], made["start"]),
        label=label.id,
        created=records.read_time(item["created"]),
        note=next((body["value"] for body in _with(bodies, "commenting")), ""),
        tags=tuple(body["value"] for body in _with(bodies, "tagging")),
        checked=assessed["value"],
        checked_at=records.read_time(at) if at else None,
        edited=records.read_time(item["modified"]) if "modified" in item else None,
    )
    # The codec knows what is no annotation: a check that does not exist, a note that is no text.
    sound = records.from_json(Annotation, records.to_json(annotation))
    return Read(sound, _read_place(item, sound.id), label, str(item["target"]["source"]))


def _read_place(item: Json, id: AnnotationId) -> Place:
    said, selectors = item["galley:place"], item["target"]["selector"]
    positions = [each for each in selectors if each["type"] == "TextPositionSelector"]
    place = Place(
        annotation=id,
        revision=said["galley:revision"],
        passage=Passage(positions[0]["start"], positions[0]["end"]) if positions else None,
        state=said["galley:state"],
        score=said["galley:score"],
        came_from=said.get("galley:cameFrom"),
        settled=said.get("galley:settled", False),
    )
    return records.from_json(Place, records.to_json(place))


def _with(bodies: Iterable[Mapping[str, Json]], purpose: str) -> Iterator[Mapping[str, Json]]:
    return (body for body in bodies if body["purpose"] == purpose)


def _label(body: Mapping[str, Json]) -> Label:
    said = {
        "id": body["id"].removeprefix(_URN),
        "name": body["value"],
        "colour": body["galley:colour"],
        "order": body["galley:order"],
        "retired": body.get("galley:retired", False),
    }
    return records.from_json(Label, said)
