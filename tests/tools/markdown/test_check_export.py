"""The checker itself: it passes a good export and sees each kind of fault."""

from __future__ import annotations

import pytest

from tests.tools.markdown.check_export import Expected, check

GOOD = """\
---
title: "x"
---

<!-- galley:article id=a1 -->

# Judul

Rusia mencaplok Krimea ==50% &#61;&#61; x.==

==Lalu==[^k00002] 他&#35828;==「你好」==[^k00001]

<!-- /galley:article -->

My own ==words==[^1].

[^1]: mine

[^k00001]: **Claim** (blue) · #nato · 2024-10-02T14:31:07Z

    Check.

[^k00002]: **Doubt** (red)
"""

TEXT = "Judul\nRusia mencaplok Krimea 50% == x.\nLalu 他说「你好」"
MARKS = (
    Expected("k00001", TEXT.index("「"), len(TEXT), "Claim", "Check.", ("nato",)),
    Expected("k00002", TEXT.index("50%"), TEXT.index("Lalu") + 4, "Doubt"),
)


def test_a_good_export_passes() -> None:
    assert check(GOOD, TEXT, MARKS, ["pymd"]).ok


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("mencaplok", "mencaplo"),
        ("&#35828;", "说"),
        ("Krimea", "==Krimea=="),
        ("==Lalu==[^k00002]", "Lalu"),
        ("x.==\n\n==Lalu", "x.\n\nLalu"),
        ("「你好」==[^k00001]", "「你==好」[^k00001]"),
        ("[^k00002]: ", "[^k00003]: "),
        ("**Doubt**", "**Doubts**"),
        ("#nato", "#nat"),
        ("    Check.", "    Check!"),
        ("    Check.", "Check."),
        ("<!-- /galley:article -->", ""),
    ],
)
def test_every_kind_of_fault_is_found(good: str, bad: str) -> None:
    assert good in GOOD
    assert not check(GOOD.replace(good, bad, 1), TEXT, MARKS, ["pymd"]).ok
