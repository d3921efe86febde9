"""Versions: that of the package, in a file that imports nothing at its head, and those of others."""

__version__ = "0.1.0"


def installed(package: str) -> str | None:
    """The version of another package; None where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None
