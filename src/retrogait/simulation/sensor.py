"""The sensors people buy: how they are worn, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption
from retrogait.simulation.places import KIND_OF, PLACES
from retrogait.tables.catalogue import SITES
from retrogait.tables.checks import Checked, is_finite, option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Sensor(Checked):
    """The faults of a sensor and how it is worn; the defaults are those of a good wearable.

    Parameters
    ----------
    acc_noise_mps2, gyr_noise_dps
        SD of the white noise of each sample.
    acc_bias_mps2, gyr_bias_dps
        SD of the constant bias of each axis.
    acc_range_g, gyr_range_dps
        Values beyond are clipped; None does not clip.
    bits
        Resolution: the range is divided into 2**bits steps; None does not round.
    bandwidth_hz
        The sensor's own second-order low-pass filter, which attenuates and delays the signal; None for no filter.
    scale_error
        SD of the scale error of each axis, as a share.
    rate_error_ppm
        SD of the sampling-rate error of each sensor, in parts per million, positive if faster than stated.
    clock_offset_s
        SD of the clock offset of each sensor, positive if its stamps are late.
    mounting
        None: the axes are the segment's. `"random"`: any rotation, drawn per site. A mapping of site to
        (3, 3): rotation from sensor to segment, v_segment = R @ v_sensor. With a mounting the recording has
        `frame="sensor"`.
    places
        Mapping of site to the place of the sensor on it: `"heel"` or `"toe"` of a foot, `"ankle"` or `"below_knee"` of
        a shank, `"above_knee"` or `"pocket"` of a thigh, `"hip"` of the lower back, `"breast_pocket"` of the sternum.
        In a pocket it is loose, and turns.
    slips
        Mapping of site to (time in s, angle in deg): from then on the sensor is turned about the segment's long axis,
        as a strap slides round a limb; positive to the left.
    left_handed
        Sites whose sensor has its z axis reversed.
    exchanged
        Two sites whose sensors were exchanged, or ().
    lost_share, lost_packet_s
        Share of the samples lost, in packets of this length.
    lost_when
        `"any"` time, or `"swing"`: only while the own foot swings, either foot for the trunk; the share is then that of
        these samples.
    lost_as
        `"nan"` blanks lost rows, `"rows"` leaves them out, as an export would, before the recording is made; `"zeros"`
        writes zeros, `"held"` the sample before, as loggers do.
    """

    acc_noise_mps2: float = option(0.02, low=0)
    gyr_noise_dps: float = option(0.1, low=0)
    acc_bias_mps2: float = option(0.03, low=0)
    gyr_bias_dps: float = option(0.2, low=0)
    acc_range_g: float | None = option(16.0, low=0, none=True)
    gyr_range_dps: float | None = option(2000.0, low=0, none=True)
    mounting: str | Mapping[str, ArrayLike] | None = None
    lost_share: float = option(0.0, low=0, high=0.5)
    lost_packet_s: float = option(0.05, low=0)
    lost_as: str = option("nan", choices=("nan", "rows", "zeros", "held"))
    bits: int | None = option(None, low=6, high=24, whole=True, none=True)
    bandwidth_hz: float | None = option(None, low=0.5, high=1000.0, none=True)
    scale_error: float = option(0.0, low=0.0, high=0.3)
    rate_error_ppm: float = option(0.0, low=0.0, high=20000.0)
    clock_offset_s: float = option(0.0, low=0.0, high=5.0)
    slips: Mapping[str, tuple[float, float]] | None = None
    left_handed: tuple[str, ...] = ()
    exchanged: tuple[str, ...] = ()
    places: Mapping[str, str] | None = None
    lost_when: str = option("any", choices=("any", "swing"))

    def __post_init__(self) -> None:
        """Refuse what no sensor does."""
        super().__post_init__()
        if isinstance(self.mounting, str) and self.mounting != "random":
            raise InvalidOption(
                f"Sensor: mounting is {self.mounting!r}; expected None, 'random' or a mapping of site to a (3, 3) "
                "rotation; correct it"
            )
        if self.bits is not None and (self.acc_range_g is None or self.gyr_range_dps is None):
            raise InvalidOption(
                f"Sensor: bits is {self.bits} and a range is None; expected ranges for bits to divide; give "
                "acc_range_g and gyr_range_dps"
            )
        for name in ("left_handed", "exchanged", "slips", "places"):
            _want_sites(name, getattr(self, name))
        if len(self.exchanged) not in (0, 2) or len(set(self.exchanged)) < len(self.exchanged):
            raise InvalidOption(
                f"Sensor: exchanged is {self.exchanged!r}; expected two different sites, or (); correct it"
            )
        for site, place in (self.places or {}).items():
            known = PLACES[KIND_OF[site]]
            if place not in known:
                raise InvalidOption(
                    f"Sensor: places of {site!r} is {place!r}; expected one of {' '.join(known)}; correct it"
                )
        for site, slip in (self.slips or {}).items():
            given: object = slip
            if not (isinstance(given, tuple) and len(given) == 2 and all(map(is_finite, given))):
                raise InvalidOption(
                    f"Sensor: slips of {site!r} is {slip!r}; expected (time in s, angle in deg); correct it"
                )

    @classmethod
    def perfect(cls) -> Sensor:
        """Make a sensor without noise, bias or range."""
        return cls(0.0, 0.0, 0.0, 0.0, None, None)


def _want_sites(name: str, sites: object) -> None:
    """Refuse what is no collection of sites."""
    if sites is None or (isinstance(sites, (tuple, dict)) and all(site in SITES for site in sites)):
        return
    form = "a mapping of sites" if name in {"slips", "places"} else "a tuple of sites"
    raise InvalidOption(f"Sensor: {name} is {sites!r}; expected {form}, of {' '.join(SITES)}; correct it")
