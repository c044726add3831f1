"""A fault of PySide6 6.12.0 that must not come back unseen: docs/decisions/0001."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

CALLS = 10_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_ten_thousand_qt_calls_that_return_nothing_leave_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(CALLS):
        thing.setObjectName("odd" if number % 2 else "even")
    assert abs(sys.getrefcount(None) - before) < CALLS // 100
