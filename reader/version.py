"""Which Galley this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version of the installed distribution; "0" where it runs without being installed."""
    try:
        return version("galley")
    except PackageNotFoundError:
        return "0"
