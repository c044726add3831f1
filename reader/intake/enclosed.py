"""Sources and captures as messages for a pipe: their bytes stand beside the JSON, not in it.

Twenty megabytes in JSON (as base64) keep every other thread of the process waiting for half a
second, the window's too. A message is the number of enclosed pieces and their lengths, in four
bytes each (big-endian), the pieces, and the JSON of `reader.records` without them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace

from reader import records
from reader.model import Captured, Source

_NUMBER = struct.Struct(">I")


def of_source(source: Source) -> bytes:
    """A source, to be read by `source`."""
    return _closed(records.dumps(replace(source, content=b"")), [source.content])


def source(message: bytes) -> Source:
    """What `of_source` wrote."""
    head, [content] = _opened(message)
    without: Source = records.loads(Source, head)
    return replace(without, content=content)


def of_captured(captured: Captured) -> bytes:
    """A capture with the pictures that came with it, to be read by `captured`."""
    empty = tuple(replace(each, content=b"") for each in captured.carried)
    head = records.dumps(replace(captured, carried=empty))
    return _closed(head, [each.content for each in captured.carried])


def captured(message: bytes) -> Captured:
    """What `of_captured` wrote."""
    head, contents = _opened(message)
    without: Captured = records.loads(Captured, head)
    pairs = zip(without.carried, contents, strict=True)
    return replace(without, carried=tuple(replace(each, content=held) for each, held in pairs))


def _closed(head: bytes, contents: Sequence[bytes]) -> bytes:
    numbers = (len(contents), *map(len, contents))
    return b"".join((*map(_NUMBER.pack, numbers), *contents, head))


def _opened(message: bytes) -> tuple[bytes, list[bytes]]:
    (count,) = _NUMBER.unpack_from(message)
    at, contents = _NUMBER.size * (1 + count), []
    for number in range(count):
        (length,) = _NUMBER.unpack_from(message, _NUMBER.size * (1 + number))
        contents.append(message[at : at + length])
        at += length
    return message[at:], contents
