"""What is known of an accelerometer and a gyroscope, and when that is enough to say that they do not fit together."""

from __future__ import annotations

from dataclasses import dataclass

from retrogait.tables.checks import Checked, option


@dataclass(frozen=True)
class PairOptions(Checked):
    """When accelerometer and gyroscope are said not to belong together.

    On 236 good sensors of people with strides enough the largest ratios were 1.3 (feet), 1.7 (shanks), 2.7 (thighs) and
    1.4 (trunks), and gravity was off by 0.7 m/s^2 at most.

    Attributes
    ----------
    least_strides : int
        Fewer decide nothing.
    least_exchanged : float
        What strides leave over, in usual errors, from which axes may be exchanged or single ones negated: there are 46
        such guesses, and one may fit noise.
    least_off_mps2 : float
        How far gravity is from 1 g as given, from which the axis that the sensor mainly turns about may be another one:
        turned about the wrong axis, gravity does not stay where it is.
    least_across : float
        What strides leave over, in usual errors, with and without the gyroscope's bias, from which axes are said to be
        exchanged that the sensor hardly turns about. What is left of a bias looks the same, and direction is right
        all the same.
    fits : float
        What strides leave over, in usual errors, at which nothing is looked for.
    least_ratio_foot : float
        How much more is left over as given than under another guess, at a foot, for that to be believed.
    least_ratio_shank, least_ratio_elsewhere : float
        The same at a shank, and at a thigh, a trunk or a site that is not stated, where less can be known.
    alike : float
        Among guesses whose residual is up to this multiple of the least, the more common one is taken ...
    alike_residual : float
        ... and so are those that leave no more than this.
    most_off_mps2 : float
        A guess under which gravity over a stride is further from 1 g is none.
    no_fit_mps2 : float
        Where as given it is further off, and no guess helps, the two do not fit for a reason that is not known.
    least_delay_s : float
        A gyroscope is said to be early or late from here on ...
    least_delay_samples : float
        ... and from this many samples on: at 25 Hz one sample is 40 ms, which impacts do not show.
    delays_apart_s : float
        The delay of impacts and that of the velocity left over differ by no more.
    delay_ratio : float
        How much more is left over as given than with the delay taken out.
    clipped_share, often_clipped_share : float
        Peaks cut off, in strides: from the first on it is said, from the second on the orientation is lost.
    """

    least_strides: int = option(5, whole=True, low=3)
    least_exchanged: float = option(3.0, low=0.0)
    least_off_mps2: float = option(0.15, low=0.0)
    least_across: float = option(4.5, low=0.0)
    fits: float = option(1.2, low=0.0)
    least_ratio_foot: float = option(2.0, low=1.0)
    least_ratio_shank: float = option(2.5, low=1.0)
    least_ratio_elsewhere: float = option(4.0, low=1.0)
    alike: float = option(1.25, low=1.0)
    alike_residual: float = option(0.4, low=0.0)
    most_off_mps2: float = option(1.0, low=0.0)
    no_fit_mps2: float = option(2.0, low=0.0)
    least_delay_s: float = option(0.03, low=0.0)
    least_delay_samples: float = option(1.5, low=0.0)
    delays_apart_s: float = option(0.025, low=0.0)
    delay_ratio: float = option(1.3, low=1.0)
    clipped_share: float = option(0.2, low=0.0)
    often_clipped_share: float = option(0.5, low=0.0)

    def least_ratio(self, site: str) -> float:
        """How much more must be left over as given, at this site."""
        if site.endswith("foot"):
            return self.least_ratio_foot
        return self.least_ratio_shank if site.endswith("shank") else self.least_ratio_elsewhere


@dataclass(frozen=True)
class PairFinding:
    """What is known of the accelerometer and the gyroscope at one site.

    Attributes
    ----------
    site : str
        The site.
    cause : str
        `fits`, `negated`, `unit`, `negated unit`, `factor`, `too fast`, `acc factor`, `signs`, `exchanged`, `delayed`,
        `clipped`, `stuck` or `unknown`.
    decided : bool
        Whether the strides distinguish this from a negated gyroscope; where not, `cause` is `fits`.
    broken : bool
        Whether orientation, and with it direction, cannot be had from this sensor as it is.
    words : str
        What was found, what is expected and what to do, a sentence.
    n_strides : int
        How many strides were judged.
    residual, best_residual : float
        What they leave over as given and under the guess believed, in usual errors of such a site; NaN if not judged.
    gravity_mps2 : float
        Median over strides of the length of the mean specific force as given; 9.8 where the two belong together.
    delay_s : float
        How much the gyroscope is late against the accelerometer; 0 unless `delayed`.
    """

    site: str
    cause: str
    decided: bool
    broken: bool
    words: str
    n_strides: int = 0
    residual: float = float("nan")
    best_residual: float = float("nan")
    gravity_mps2: float = float("nan")
    delay_s: float = 0.0

    @property
    def note(self) -> str:
        """The words as a warning; empty where nothing is wrong, or nothing can be determined."""
        return "" if self.cause == "fits" else f"{self.site}: {self.words}"
