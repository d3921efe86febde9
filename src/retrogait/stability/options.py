"""The parameters of `measure_stability`, with the field's usual values."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from retrogait.errors import InvalidOption
from retrogait.stability.jerk_peaks import NearFallOptions
from retrogait.stability.signals import is_number

_ABOVE_ZERO = {"entropy_r", "sparc_highest_hz", "sparc_least_amplitude"}


@dataclass(frozen=True)
class StabilityOptions:
    """How the stability of a session is measured; written into the result.

    Attributes
    ----------
    n_strides : int
        Local divergence, Floquet multiplier and entropies use so many strides at most, and are flagged `few_strides`
        with fewer: they depend on the number, so it must be equal across what is compared.
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
    near_fall : NearFallOptions
        What counts as a near-fall.
    """

    n_strides: int = 150
    samples_per_stride: int = 100
    dim: int = 5
    delay_samples: int = 10
    exclude_strides: float = 0.5
    short_from_strides: float = 0.0
    short_to_strides: float = 0.5
    long_from_strides: float = 4.0
    long_to_strides: float = 10.0
    n_harmonics: int = 20
    entropy_m: int = 2
    entropy_r: float = 0.2
    entropy_scales: int = 6
    sparc_highest_hz: float = 10.0
    sparc_least_amplitude: float = 0.05
    near_fall: NearFallOptions = field(default_factory=NearFallOptions)

    def __post_init__(self) -> None:
        """Refuse values that no measure can work with."""
        lowest = {"n_strides": 30, "samples_per_stride": 20, "n_harmonics": 2}
        for option in fields(self):
            value = getattr(self, option.name)
            if option.name == "near_fall":
                if not isinstance(value, NearFallOptions):
                    raise InvalidOption(
                        f"StabilityOptions: near_fall is {value!r}; expected NearFallOptions(...); leave it out for "
                        "the default"
                    )
                continue
            low = lowest.get(option.name, 1 if option.type == "int" else 0)
            right = is_number(value) and low <= value < float("inf")
            if right and option.name in _ABOVE_ZERO:
                right = value > 0
            if not right or (option.type == "int" and value != int(value)):
                kind = "whole number" if option.type == "int" else "number"
                wanted = "above 0" if option.name in _ABOVE_ZERO else f"of {low:g} or more"
                raise InvalidOption(
                    f"StabilityOptions: {option.name} is {value!r}; expected a {kind} {wanted}; "
                    f"the default is {option.default!r}"
                )
            if option.type == "int":
                object.__setattr__(self, option.name, int(value))  # 5.0 is 5
        for name in ("short", "long"):
            first, last = getattr(self, f"{name}_from_strides"), getattr(self, f"{name}_to_strides")
            if first >= last:
                raise InvalidOption(
                    f"StabilityOptions: {name}_from_strides is {first:g} and {name}_to_strides {last:g}; expected a "
                    "range from small to large; swap them"
                )
