"""When a change from one session to another is beyond what happens when nothing has changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption, shown
from retrogait.gait.detectable_change import KNEE_SESSION_SD_DEG, KNEE_SOURCE, minimal_detectable_change
from retrogait.intervals.matching import ComparisonOptions
from retrogait.knee.change import KNEE_ANGLES
from retrogait.tables.checks import is_finite, option, takes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

GIVEN = "given"


@dataclass(frozen=True)
class SessionComparisonOptions(ComparisonOptions):
    """How two sessions are compared.

    Attributes
    ----------
    caliper_mps, least_pairs
        As in `ComparisonOptions`, for `matched_speed`.
    session_sd : mapping of str to float
        For each measure the SD by which a session's mean differs when nothing changed, in its unit: that of
        `session_sd_of(repeatability(table))`, or a published one. Knee angles that are not named have 3 deg, the error
        of inertial knee angles on a human leg in Seel et al. 2014, doi 10.3390/s140406891.
    least_strides : int
        Strides of each session from which a change is set against the detectable one.
    """

    session_sd: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({}),
        metadata=takes("a mapping of measures to SDs", of=Mapping, advice="leave it out for none"),
    )
    least_strides: int = option(6, whole=True, low=2)

    def __post_init__(self) -> None:
        """Refuse values that mean nothing."""
        super().__post_init__()
        for name, value in self.session_sd.items():
            if not (is_finite(value) and value >= 0):
                raise InvalidOption(
                    f"SessionComparisonOptions: session_sd of {name!r} is {shown(value)}; expected a number of 0 or "
                    "more, in its unit; leave the measure out where it is not known"
                )

    def check_names(self, where: str, compared: Collection[str]) -> None:
        """Raise `InvalidOption` where an SD is given of something that no table has."""
        unknown = [name for name in self.session_sd if name not in compared]
        if unknown:
            raise InvalidOption(
                f"{where}: session_sd names {shown(unknown[0])}; expected measures of the tables that are compared, as "
                "speed_mps; correct the name, or pass the table that has it"
            )

    def sd_of(self, measure: str) -> tuple[float, str | None]:
        """The SD between sessions when nothing changed, and where it is from; NaN and None where it is not known."""
        if measure in self.session_sd:
            return float(self.session_sd[measure]), GIVEN
        if measure in KNEE_ANGLES:
            return KNEE_SESSION_SD_DEG, KNEE_SOURCE
        return math.nan, None

    def judge_change(
        self,
        measure: str,
        difference: float,
        strides: Iterable[tuple[float, int]],
        *,
        of_strides: bool = True,
    ) -> dict[str, float | str | None]:
        """The minimal detectable change of a measure, and whether a difference is beyond it.

        `strides` are SD and number of each session; the error of a figure of the whole walk is in the SD of sessions.
        """
        known = list(strides)
        sd, source = self.sd_of(measure)
        enough = min(n for _, n in known) >= self.least_strides
        detectable = math.nan
        if enough and not math.isnan(sd):
            detectable = minimal_detectable_change(sd, known if of_strides else ())
        decided = not (math.isnan(detectable) or math.isnan(difference))
        beyond = ("yes" if abs(difference) > detectable else "no") if decided else None
        return {
            "session_sd": sd,
            "session_sd_from": source,
            "minimal_detectable_change": detectable,
            "beyond_detectable_change": beyond,
        }
