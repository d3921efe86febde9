"""The parameters of `measure_stability`, with the field's usual values."""

from __future__ import annotations

from dataclasses import dataclass, field

from retrogait.errors import InvalidOption
from retrogait.stability.jerk_peaks import NearFallOptions
from retrogait.tables.checks import Checked, option, takes

LEAST_LOW_PASS_HZ = 3.0  # below, harmonics of brisk steps are cut off, of which every measure is made


@dataclass(frozen=True)
class StabilityOptions(Checked):
    """How the stability of a session is measured; written into the result.

    Attributes
    ----------
    n_strides : int
        Local divergence, Floquet multiplier and entropies use at most this many strides, and are flagged `few_strides`
        with fewer: they depend on the number, so it must be equal in all sessions compared.
    samples_per_stride : int
        Length of the time-normalised series, per stride, for divergence, Floquet multiplier and entropies.
    dim, delay_samples : int
        Embedding of the trunk acceleration, in samples of the normalised series.
    exclude_strides : float
        Neighbours closer in time do not count.
    short_from_strides, short_to_strides, long_from_strides, long_to_strides : float
        Where the short- and the long-term divergence exponents are fitted.
    n_harmonics : int
        Harmonics in the harmonic ratios.
    entropy_m : int
        Template length of the entropies.
    entropy_r : float
        Their tolerance, as a share of the SD of the signal.
    entropy_scales : int
        Coarsest scale of the multiscale entropy.
    sparc_highest_hz, sparc_least_amplitude : float
        Range of the spectrum that the spectral arc length is taken over.
    low_pass_hz : float
        Cut-off of the trunk's acceleration for its size and for regularities; a fourth-order Butterworth filter, run
        forward and backward. Ten times the sampling rate switches it off, here and below.
    fine_low_pass_hz : float
        The same for harmonic ratios, divergence, Floquet multipliers and entropies, which depend on small differences
        between strides and steps, and are most sensitive to noise.
    turn_low_pass_hz : float
        The same of the trunk's angular velocity, for spectral arc length and jerk.
    near_fall : NearFallOptions
        What counts as a near-fall.
    """

    n_strides: int = option(150, whole=True, low=30)
    samples_per_stride: int = option(100, whole=True, low=20)
    dim: int = option(5, whole=True, low=1)
    delay_samples: int = option(10, whole=True, low=1)
    exclude_strides: float = option(0.5, low=0)
    short_from_strides: float = option(0.0, low=0)
    short_to_strides: float = option(0.5, low=0)
    long_from_strides: float = option(4.0, low=0)
    long_to_strides: float = option(10.0, low=0)
    n_harmonics: int = option(20, whole=True, low=2)
    entropy_m: int = option(2, whole=True, low=1)
    entropy_r: float = option(0.2, low=0, inside=True)
    entropy_scales: int = option(6, whole=True, low=1)
    sparc_highest_hz: float = option(10.0, low=0, inside=True)
    sparc_least_amplitude: float = option(0.05, low=0, inside=True)
    low_pass_hz: float = option(10.0, low=LEAST_LOW_PASS_HZ)
    fine_low_pass_hz: float = option(4.0, low=LEAST_LOW_PASS_HZ)
    turn_low_pass_hz: float = option(8.0, low=LEAST_LOW_PASS_HZ)
    near_fall: NearFallOptions = field(
        default_factory=NearFallOptions,
        metadata=takes("NearFallOptions(...)", of=NearFallOptions, advice="leave it out for the default"),
    )

    def __post_init__(self) -> None:
        """Refuse values that no measure can work with."""
        super().__post_init__()
        for name in ("short", "long"):
            first, last = getattr(self, f"{name}_from_strides"), getattr(self, f"{name}_to_strides")
            if first >= last:
                raise InvalidOption(
                    f"StabilityOptions: {name}_from_strides is {first:g} and {name}_to_strides {last:g}; expected a "
                    "range from small to large; swap them"
                )
