"""What a comparison with another package found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peer_environments import Environment


@dataclass
class Row:
    """A piece of work that retrogait and a peer do on the same recording, and what it took them."""

    work: str
    peer: str
    task: str
    file: str
    minutes: int | None = 60  # None where the work is not on a recording
    theirs_s: list[float] = field(default_factory=list)
    ours_s: list[float] = field(default_factory=list)
    found: tuple[float, float] = (float("nan"), float("nan"))
    failed: str = ""

    @property
    def ratios(self) -> list[float]:
        """Theirs over ours, round by round."""
        return [theirs / ours for theirs, ours in zip(self.theirs_s, self.ours_s, strict=True)]


@dataclass
class First:
    """What an environment weighs, and what a first result in a fresh process costs."""

    name: str
    environment: Environment
    import_s: float = float("nan")
    first_s: float = float("nan")
