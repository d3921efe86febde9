"""Wrong input to the measures of stability: the text of every error."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from retrogait import InvalidOption, InvalidTable, stability
from retrogait.session import Session

X = np.sin(np.arange(500) / 10.0)
STARTS = [0.0, 1.0, 2.0]
NOTHING = Session(*[pd.DataFrame()] * 4, pd.Series(dtype=object))
GAP = np.where(np.arange(500) == 7, np.nan, X)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: stability.sample_entropy(GAP),
            "sample_entropy: x holds nan at place 7; expected numbers throughout; cut the signal at its gaps",
        ),
        (
            lambda: stability.dfa(np.ones((5, 3))),
            r"dfa: x has 2 dimensions, shape \(5, 3\); expected one signal",
        ),
        (
            lambda: stability.sparc([1.0]),
            "sparc: speed has length 1; expected 2 or more; pass a longer signal",
        ),
        (lambda: stability.ldlj([1.0, 2.0]), "ldlj: speed has length 2; expected 3 or more"),
        (
            lambda: stability.harmonic_ratio(X, 100.0, [0.0, 2.0, 1.0]),
            "harmonic_ratio: stride_starts_s falls from 2 to 1 s; expected the contacts of one foot in order",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, [0.0, 1.0, 9.0]),
            "stride_starts_s reaches from 0 to 9 s, and the signal from 0 to 5 s; expected strides inside the signal",
        ),
        (
            lambda: stability.floquet_multiplier(X, 100.0, [1.0]),
            "floquet_multiplier: stride_starts_s has length 1; expected 2 or more",
        ),
        (
            lambda: stability.floquet_multipliers(np.ones((5, 3))),
            r"floquet_multipliers: states has shape \(5, 3\); expected numbers \(strides, phases, dim\)",
        ),
        (
            lambda: stability.floquet_multipliers(np.full((5, 3, 1), np.nan)),
            r"floquet_multipliers: states has shape \(5, 3, 1\) and holds NaN; expected numbers",
        ),
        (
            lambda: stability.variability([1.0, 2.0], ["left"]),
            "variability: there are 1 groups for 2 values; expected a label for each; pass as many",
        ),
        (lambda: stability.rms(np.ones((5, 2))), r"rms: acc has shape \(5, 2\); expected numbers \(n, 3\)"),
        (
            lambda: stability.rms_ratio(np.full((5, 3), np.nan)),
            r"rms_ratio: acc has shape \(5, 3\) and holds NaN; expected numbers \(n, 3\), anterior, lateral",
        ),
        (
            lambda: stability.dfa(["a"] * 300),
            "dfa: x holds <U1; expected real numbers; convert it first, e.g. times",
        ),
        (
            lambda: stability.ldlj(X + 1j),
            "ldlj: speed holds complex128; expected real numbers; convert it first",
        ),
        (
            lambda: stability.step_phases(pd.date_range("2026", periods=3), [0.5]),
            r"step_phases: own_contacts_s holds datetime64\[.s\]; expected real numbers; convert it first, e.g.",
        ),
        (
            lambda: stability.sparc(np.ma.masked_less(X, 0.0)),
            "sparc: speed holds nan at place 32; expected numbers throughout",
        ),
        (
            lambda: stability.sample_entropy(1e200 * X),
            r"sample_entropy: x holds .*e\+19\d at place 1; expected numbers",
        ),
        (lambda: stability.dfa(3.0), r"dfa: x has 0 dimensions, shape \(\); expected one signal"),
        (
            lambda: stability.dfa([[1, 2], [3]]),
            "dfa: x holds values of unequal length; expected real numbers",
        ),
        (
            lambda: stability.phase_coordination_index([2.0, 0.0, 1.0], [0.5]),
            "step_phases: own_contacts_s falls from 2 to 0 s; expected the contacts of one foot in order of time",
        ),
        (
            lambda: stability.step_phases([0.0, 1.0], [0.5, 0.5]),
            "step_phases: other_contacts_s falls from 0.5 to 0.5 s; expected the contacts of one foot in order",
        ),
        (
            lambda: stability.floquet_multipliers(np.ones((30, 3, 1)), [True] * 5),
            r"followed has shape \(5,\) for 30 strides; expected one value for each stride but the last, \(29,\)",
        ),
        (
            lambda: stability.variability([1.0, 2.0], [["left"], ["right"]]),
            "variability: groups has 2 dimensions; expected a row of labels, one for each value; pass one row",
        ),
        (
            lambda: stability.measure_stability(pd.DataFrame()),
            "measure_stability: session is a DataFrame; expected a Session; pass the result of retrogait.analyze",
        ),
    ],
)
def test_arrays_that_cannot_be_measured(call, text):
    with pytest.raises(InvalidTable, match=text):
        call()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: stability.harmonic_ratio(X, 100.0, [0.0, 1.0], "up"),
            "harmonic_ratio: axis is 'up'; expected one of anterior lateral vertical, because sideways acceleration",
        ),
        (
            lambda: stability.improved_harmonic_ratio(X, 100.0, [0.0, 1.0], "z"),
            "improved_harmonic_ratio: axis is 'z'",
        ),
        (lambda: stability.regularity(X, 100.0, 1.0, "x"), "regularity: axis is 'x'; expected one of"),
        (
            lambda: stability.regularity(X, 100.0, 0.0),
            "regularity: stride_time_s is 0.0; expected a number above 0; pass such a number",
        ),
        (lambda: stability.sparc(X, -1.0), "sparc: rate_hz is -1.0; expected a number above 0"),
        (
            lambda: stability.stride_harmonics(X, 100.0, [0.0, 1.0], 1),
            "stride_harmonics: n_harmonics is 1; expected a whole number of 2 or more; pass 20, the usual number",
        ),
        (
            lambda: stability.divergence_curve(X, 0),
            "divergence_curve: dim is 0; expected a whole number of 1 or more; pass 5, the usual one",
        ),
        (
            lambda: stability.divergence_curve(X, delay_samples=1.5),
            "divergence_curve: delay_samples is 1.5; expected a whole number of 1 or more",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, short=(1.0, 0.5)),
            r"local_divergence: short is \(1.0, 0.5\); expected a range of time from small to large, 0 or above",
        ),
        (
            lambda: stability.sample_entropy(X, m=0),
            "sample_entropy: m is 0; expected a whole number of 1 or more; pass 2, the usual one",
        ),
        (lambda: stability.sample_entropy(X, r=0.0), "sample_entropy: r is 0.0; expected a number above 0"),
        (
            lambda: stability.multiscale_entropy(X, scales=0),
            "multiscale_entropy: scales is 0; expected a whole number of 1 or more; pass 6, the usual number",
        ),
        (
            lambda: stability.dfa(X, [16, 600]),
            r"dfa: windows are \[16, 600\]; expected two or more different whole lengths from 4 to 500, the",
        ),
        (
            lambda: stability.near_falls(X, 25.0),
            "near_falls: rate_hz is 25; expected 50 or more, because a jerk peak lasts about 50 ms; record",
        ),
        (
            lambda: stability.NearFallOptions(times_usual=0.0),
            "NearFallOptions: times_usual is 0.0; expected a number above 0; the default is 2.5",
        ),
        (
            lambda: stability.StabilityOptions(n_strides=10),
            "StabilityOptions: n_strides is 10; expected a whole number of 30 or more; the default is 150",
        ),
        (
            lambda: stability.StabilityOptions(dim=2.5),
            "StabilityOptions: dim is 2.5; expected a whole number of 1 or more; the default is 5",
        ),
        (
            lambda: stability.StabilityOptions(entropy_r=float("nan")),
            "StabilityOptions: entropy_r is nan; expected a number above 0; the default is 0.2",
        ),
        (
            lambda: stability.StabilityOptions(long_from_strides=10.0, long_to_strides=4.0),
            "StabilityOptions: long_from_strides is 10 and long_to_strides 4; expected a range from small to large",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, STARTS, n_strides=-5),
            "local_divergence: n_strides is -5; expected a whole number of 30 or more; pass 150, the usual one",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, STARTS, samples_per_stride=100.5),
            "samples_per_stride is 100.5; expected a whole number of 20 or more; pass 100, the usual one",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, exclude=float("nan")),
            "local_divergence: exclude is nan; expected a time of 0 or more; pass 0.5, half a stride",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, short=(0.0, float("inf"))),
            r"local_divergence: short is \(0.0, inf\); expected a range of time from small to large",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, long=0.5),
            "local_divergence: long is 0.5; expected a range",
        ),
        (
            lambda: stability.local_divergence(X, 100.0, STARTS, start_s=float("nan")),
            "local_divergence: start_s is nan; expected the time of the first sample in s; leave it out for 0",
        ),
        (
            lambda: stability.sparc(X, "100"),
            "sparc: rate_hz is '100'; expected a number above 0; pass such a number",
        ),
        (
            lambda: stability.divergence_curve(X, None),
            "dim is None; expected a whole number of 1 or more; pass 5",
        ),
        (
            lambda: stability.floquet_multiplier(X, 100.0, STARTS, delay_samples=-1),
            "floquet_multiplier: delay_samples is -1; expected a whole number of 1 or more; pass 10, the usual one",
        ),
        (
            lambda: stability.multiscale_entropy(X, 2.5),
            "scales is 2.5; expected a whole number of 1 or more; pass 6",
        ),
        (
            lambda: stability.dfa(X, [16.7, 32.0]),
            r"dfa: windows are \[16.7, 32.0\]; expected two or more different whole",
        ),
        (
            lambda: stability.dfa(X, [16, 16]),
            r"dfa: windows are \[16, 16\]; expected two or more different whole",
        ),
        (lambda: stability.dfa(X, 16), "dfa: windows are 16; expected two or more different whole lengths"),
        (
            lambda: stability.near_falls(X, 100.0, {"least_mps3": 90}),
            r"near_falls: options is \{'least_mps3': 90\}; expected NearFallOptions\(...\), as in",
        ),
        (
            lambda: stability.NearFallOptions(span_s=None),
            "NearFallOptions: span_s is None; expected a number above 0",
        ),
        (
            lambda: stability.StabilityOptions(near_fall=None),
            r"StabilityOptions: near_fall is None; expected NearFallOptions\(...\); leave it out for the default",
        ),
        (
            lambda: stability.StabilityOptions(dim="5"),
            "StabilityOptions: dim is '5'; expected a whole number of 1 or",
        ),
        (
            lambda: stability.measure_stability(NOTHING, {"n_strides": 99}),
            r"measure_stability: options is \{'n_strides': 99\}; expected StabilityOptions\(...\), as in",
        ),
    ],
)
def test_parameters_out_of_range(call, text):
    with pytest.raises(InvalidOption, match=text):
        call()
