"""Real articles, pages and measures beside a checkout: other people's, and not ours to ship."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared(name: str) -> Path:
    """The file or folder of that name; skips the test where it is absent."""
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"needs {name}, other people's data that is not in the repository")
    return path
