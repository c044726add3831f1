"""Dates as PDF writes them (`D:20241001142955+02'00'`) to ISO 8601 with the offset given."""

from __future__ import annotations

import re

from reader.intake import dates

_DATE = re.compile(
    r"\s*(?:D:)?(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\d{2})?)?)?)?)?"
    r"\s*(Z|[+-]\d{2}'?(?:\d{2})?)?"
)


def iso(written: str) -> str | None:
    """The date, as precise as it is given; None if it is none."""
    whole = _DATE.match(written)
    if whole is None:
        return dates.iso(written)
    year, month, day, hour, minute, second, zone = whole.groups()
    said = "-".join(part for part in (year, month, day) if part)
    if hour:
        said += f"T{hour}:{minute or '00'}:{second or '00'}{_offset(zone)}"
    return dates.iso(said)


def _offset(zone: str | None) -> str:
    if not zone or zone[0] == "Z":
        return zone or ""
    digits = re.sub(r"\D", "", zone).ljust(4, "0")
    return "Z" if digits == "0000" else f"{zone[0]}{digits[:2]}:{digits[2:]}"
