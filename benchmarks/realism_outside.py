"""Features of a simulated walker that lie outside the spread of people, by walker; nothing else may."""

from __future__ import annotations

OUTSIDE: dict[str, dict[tuple[str, str, str], str]] = {}
