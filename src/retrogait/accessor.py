"""`df.gait`: doors from a frame of samples to the functions of retrogait; no logic of its own.

Registered by `import retrogait` when pandas is already imported, else by `import retrogait.accessor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import pandas as pd

if TYPE_CHECKING:
    from retrogait.gait.contacts import ContactOptions
    from retrogait.mounting.alignment import Alignment
    from retrogait.recording import Recording
    from retrogait.session import Person, Session


class Declared(TypedDict, total=False):
    """What a frame does not say of itself; see `Recording.from_frames`."""

    rate_hz: float | None
    frame: str
    site: str | None
    sites: dict[str, str] | None
    acc_unit: str
    gyr_unit: str


class Options(Declared, total=False):
    """The declarations and the options of `retrogait.analyze`."""

    alignment: Alignment | None
    surface: str | None
    belt_speed_mps: float | None
    person: Person
    contacts: ContactOptions
    direction: str | None
    subject: str | None
    visit: str | None
    task: str | None


@pd.api.extensions.register_dataframe_accessor("gait")
class GaitAccessor:
    """Gait of the walk recorded in a frame.

    The frame has wide columns `<site>_<acc|gyr>_<x|y|z>`, or the columns of one sensor `acc_x` .. `gyr_z`
    with `site=` given. Time is the index or a column `time_s`. Acceleration is in m/s^2 and rotation in
    deg/s unless `acc_unit` and `gyr_unit` say otherwise.

    Examples
    --------
    >>> import retrogait as rg
    >>> import retrogait.accessor
    >>> walk, truth = rg.simulate_walk(direction="backward", duration_s=20, seed=1)
    >>> df = walk.wide()
    >>> sorted(df.gait.strides()["direction"].unique())
    ['backward']
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def recording(self, **declared: Unpack[Declared]) -> Recording:
        """Make a `Recording` of the frame; takes the arguments of `Recording.from_frames`."""
        from retrogait.recording import Recording

        return Recording.from_frames(self._frame, **declared)

    def analyze(self, **options: Unpack[Options]) -> Session:
        """Analyse the walk; takes the arguments of `Recording.from_frames` and of `retrogait.analyze`."""
        from retrogait.pipeline import analyze

        given: dict[str, Any] = dict(options)
        declared = {name: given.pop(name) for name in Declared.__annotations__ if name in given}
        return analyze(self.recording(**declared), **given)

    def contacts(self, **options: Unpack[Options]) -> pd.DataFrame:
        """Find initial and final contacts: `session.events` of `analyze` with these options."""
        return self.analyze(**options).events

    def strides(self, **options: Unpack[Options]) -> pd.DataFrame:
        """Measure strides: `session.strides` of `analyze` with these options."""
        return self.analyze(**options).strides

    def bouts(self, **options: Unpack[Options]) -> pd.DataFrame:
        """Group strides into walking bouts: `session.bouts` of `analyze` with these options."""
        return self.analyze(**options).bouts

    def summary(self, **options: Unpack[Options]) -> pd.Series[Any]:
        """Sum up the walk in one flat row: `session.summary` of `analyze` with these options."""
        return self.analyze(**options).summary
