"""The walking tests by name: how far, or for how long, a person walks."""

from __future__ import annotations

from dataclasses import dataclass

FOOT_M = 0.3048


@dataclass(frozen=True)
class Protocol:
    """What a person does in a test.

    Attributes
    ----------
    name : str
        What the test is called here.
    what : str
        The test in plain words.
    distance_m : float or None
        Length of the course; None where the test ends after a time.
    duration_s : float or None
        How long a person walks; None where the test ends after a distance.
    source : str
        Who describes it.
    """

    name: str
    what: str
    distance_m: float | None
    duration_s: float | None
    source: str


PROTOCOLS = {
    one.name: one
    for one in (
        Protocol(
            "3m", "3-metre walk", 3.0, None, "backward: Carter et al. 2019, doi 10.1519/JPT.0000000000000149"
        ),
        Protocol("10m", "10-metre walk", 10.0, None, "a usual course; skip_m leaves out its ends"),
        Protocol("25ft", "25-foot walk", 25 * FOOT_M, None, "the course of the timed 25-foot walk"),
        Protocol("2min", "2-minute walk", None, 120.0, "the time of the 2-minute walk test"),
    )
}
CUSTOM = "custom"
UP_AND_GO = "tug"  # `timed_up_and_go`, on the command line
