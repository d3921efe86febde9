"""The verdict on the accelerometer and the gyroscope of one sensor: its strides under every guess, and the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics.sensor_range import RangeOptions
from retrogait.kinematics.stride_closure import Scales
from retrogait.mounting.pair_finding import PairFinding
from retrogait.mounting.pair_guesses import Guess, guesses

if TYPE_CHECKING:
    from retrogait.kinematics.sensor_range import CutOff
    from retrogait.kinematics.stride_closure import StrideSample
    from retrogait.mounting.pair_finding import PairOptions

_FITS = "they fit together"
_FASTEST_DPS, _WIDE_DPS = 1500.0, 2000.0  # no walker's limb turns as fast; a range that holds every walk
_DOUBTFUL = {"signs", "exchanged", "unknown"}  # what a cut off accelerometer may look like
_MANY = {"signs", "exchanged"}  # guesses of these kinds
_NOT_KNOWN = Guess("unknown", 6, np.eye(3), 1.0, "", "")
_TRIED_STRIDES = 8  # under every guess, before all strides are under the best ones ...
_TRIED_GUESSES, _OFTEN = 8, {"negated", "unit"}  # ... and under those met most often


class Judgement:
    """The strides of a site under all guesses."""

    def __init__(self, site: str, sample: StrideSample, options: PairOptions, gyr_unit: str = "") -> None:
        self.site, self.sample, self.options, self.gyr_unit = site, sample, options, gyr_unit
        self.scales = Scales.of_site(site)
        self.least_ratio = options.least_ratio(site)
        given = sample.left_over(np.eye(3)) if sample.n_strides else None
        self.residual = given.residual(self.scales) if given else float("nan")
        self.gravity_mps2 = float(np.median(given.gravity)) if given else float("nan")

    def finding(self) -> PairFinding:
        """Name what is wrong, if anything is."""
        options, n = self.options, self.sample.n_strides
        cut_off = RangeOptions().cut_off(self.sample.windows)
        if cut_off is not None and cut_off.n_tops < options.clipped_share * n:
            cut_off = None
        if n < options.least_strides:
            if cut_off is not None:
                return self._clipped(cut_off, is_broken=False)
            return self._found("fits", f"{n} strides were found; too few to judge", decided=False)
        best, residual = self._best_guess()
        is_off = self._off_mps2() > options.no_fit_mps2
        if cut_off is not None:
            is_often = cut_off.n_tops >= options.often_clipped_share * n
            return self._clipped(cut_off, is_often or best.rank > 0 or is_off)
        if best.cause in _DOUBTFUL or (best.rank == 0 and is_off):
            acc = RangeOptions().cut_off(self.sample.windows, "acc")
            if acc is not None and acc.n_tops >= options.clipped_share * n:
                return self._acc_clipped(acc)
        if best.cause == "unknown" or (best.rank == 0 and is_off):
            return self._delayed() or self._unknown()
        if best.rank > 0:
            return self._wrong(best, residual)
        return self._delayed() or self._fits()

    def _best_guess(self) -> tuple[Guess, float]:
        """The guess that is believed, and what it leaves over."""
        as_given, *others = guesses()
        if self.residual <= self.options.fits:
            return as_given, self.residual
        others = [guess for guess in others if guess.cause not in _MANY or self._may_be_exchanged(guess)]
        every = max(1, self.sample.n_strides // _TRIED_STRIDES)
        rough = [self._try(guess, every)[0] for guess in others]
        likely = [others[k] for k in np.argsort(rough)[:_TRIED_GUESSES] if rough[k] < self.residual]
        likely += [guess for guess in others if guess.cause in _OFTEN and guess not in likely]
        tried = []
        for guess in likely:
            left, off_mps2 = self._try(guess)
            if off_mps2 <= self.options.most_off_mps2:
                tried.append((guess, left))
        if not tried:
            return as_given, self.residual
        least = min(left for _, left in tried)
        if self.residual < self.least_ratio * least:
            return as_given, self.residual
        most = max(self.options.alike * least, self.options.alike_residual)
        alike = [(g, left) for g, left in tried if left <= most]
        believed = min(alike, key=lambda one: (one[0].rank, one[1]))
        if believed[0].is_smaller_rate:  # then it may be any
            believed = next((one for one in alike if one[0].cause == "too fast"), believed)
        if believed[0].cause == "too fast" and self._off_mps2() <= self.options.no_fit_mps2:
            is_wrong = self._off_mps2() > self.options.most_off_mps2
            return (_NOT_KNOWN if is_wrong else as_given), self.residual
        return believed

    def _may_be_exchanged(self, guess: Guess) -> bool:
        """Whether enough is left over for a guess about axes or single signs to be tried at all."""
        options = self.options
        if self.residual < options.least_exchanged:
            return False
        if not guess.keeps(self.sample.main_axis):
            return self._off_mps2() >= options.least_off_mps2
        unbiased = self.sample.without_bias.left_over(np.eye(3)).residual(self.scales)
        return min(self.residual, unbiased) >= options.least_across

    def _try(self, guess: Guess, every: int = 1) -> tuple[float, float]:
        """Residual under a guess, and departure of gravity from 1 g, m/s^2."""
        left = self.sample.left_over(guess.change, acc_factor=guess.acc_factor, every=every)
        return left.residual(self.scales), abs(float(np.median(left.gravity)) - STANDARD_GRAVITY_MPS2)

    def _off_mps2(self) -> float:
        """How far gravity is from 1 g as given."""
        return abs(self.gravity_mps2 - STANDARD_GRAVITY_MPS2)

    def _wrong(self, guess: Guess, residual: float) -> PairFinding:
        likely, way_out = guess.likely, guess.way_out
        if guess.gyr_unit and guess.gyr_unit == self.gyr_unit:  # it was passed already, or stands in the file
            likely = f"the gyroscope's rate is multiplied by {guess.change[0, 0]:.4g}"
            way_out = f"multiply gyr_x, gyr_y and gyr_z by {guess.change[0, 0]:.4g}"
        words = (
            f"accelerometer and gyroscope do not belong together: {self._figures()}, and "
            f"{self.residual / residual:.2g} times less is left over if {likely}; {way_out}"
        )
        return self._found(guess.cause, words, broken=True, best=residual)

    def _unknown(self) -> PairFinding:
        words = (
            f"accelerometer and gyroscope do not belong together: {self._figures()}, and no one sign, axis or unit "
            "explains it; check that both are of one sensor, in one set of axes, and export again"
        )
        return self._found("unknown", words, broken=True)

    def _clipped(self, cut_off: CutOff, is_broken: bool) -> PairFinding:
        so = f" ({self._figures()})" if is_broken else ""
        what = f"record with a range of {_WIDE_DPS:g} deg/s"
        if cut_off.level >= _FASTEST_DPS:
            what = "its rates seem many times too large: check gyr_unit and the sensitivity, and export again"
        words = (
            f"the gyroscope is cut off at {cut_off.level:.4g} deg/s: it stays there for several samples, "
            f"{cut_off.n_tops} times in {len(self.sample.windows)} windows of 12 s"
            f"{so}; expected peaks of different heights, up to about 1000 deg/s at a foot; {what}"
        )
        return self._found("clipped", words, broken=is_broken)

    def _acc_clipped(self, cut_off: CutOff) -> PairFinding:
        words = (
            f"the accelerometer is cut off at {cut_off.level:.3g} m/s^2 ({cut_off.n_tops} peaks in "
            f"{self.sample.n_strides} strides), so what else is wrong with it and the gyroscope cannot be determined "
            f"({self._figures()}); expected room for impacts; record with a range of 16 g"
        )
        return self._found("clipped", words)

    def _delayed(self) -> PairFinding | None:
        rate_hz, options = self.sample.rate_hz, self.options
        if not self.site.endswith("foot") or self.residual <= 0.5 * options.fits:
            return None  # at a shank the residual of a delay is too small to show it
        least = max(options.least_delay_s * rate_hz, options.least_delay_samples)
        jerks = self.sample.jerk_delay()
        if abs(jerks) < least:
            return None
        if self.sample.left_over(np.eye(3), jerks).residual(self.scales) >= self.residual:
            return None
        late = self.sample.delay(self.scales, jerks)
        left = self.sample.left_over(np.eye(3), round(late)).residual(self.scales)
        late_s = late / rate_hz
        apart_s = abs(late - jerks) / rate_hz
        if abs(late) < least or late * jerks < 0 or apart_s > options.delays_apart_s:
            return None
        if self.residual < options.delay_ratio * left:
            return None
        way = "late" if late_s > 0 else "early"
        words = (
            f"the gyroscope is {abs(1e3 * late_s):.0f} ms {way} against the accelerometer, in its impacts and in the "
            f"velocity left over after {self.sample.n_strides} strides; expected one clock for both; read them with "
            f"their own time columns, or shift gyr_x, gyr_y and gyr_z by {round(abs(late))} samples"
        )
        return self._found("delayed", words, best=left, delay_s=late_s)

    def _fits(self) -> PairFinding:
        negated, _ = self._try(guesses()[1])
        if negated < self.least_ratio * max(self.residual, 0.5 * self.options.fits):
            return self._found("fits", "nothing decides: the other sign would fit as well", decided=False)
        return self._found("fits", _FITS)

    def _figures(self) -> str:
        return (
            f"over {self.sample.n_strides} strides gravity comes out as {self.gravity_mps2:.1f} m/s^2 (expected 9.8) "
            f"and {self.residual:.2g} times the usual velocity and tilt are left over"
        )

    def _found(
        self,
        cause: str,
        words: str,
        *,
        decided: bool = True,
        broken: bool = False,
        best: float | None = None,
        delay_s: float = 0.0,
    ) -> PairFinding:
        best_residual = self.residual if best is None else best
        n = self.sample.n_strides
        return PairFinding(
            self.site,
            cause,
            decided,
            broken,
            words,
            n,
            self.residual,
            best_residual,
            self.gravity_mps2,
            delay_s,
        )
