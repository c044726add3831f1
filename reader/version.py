"""Which Galley this is."""


def program_version() -> str:
    """The version of the installed distribution; "0" where it runs without being installed."""
    # Here and not above: it takes 40 ms to load, and the window opens without it.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("galley")
    except PackageNotFoundError:
        return "0"
