"""What the measures of a log are called where people read them: words and unit."""

from __future__ import annotations

from typing import NamedTuple

from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import check_choice
from retrogait.tables.measures import FOOT, GAIT, KNEE
from retrogait.training.columns import (
    FOOT_IMPACTS,
    IMPACT_MEASURES,
    LEG_MEASURES,
    MEASURES,
    OUTCOME,
    PEAK,
    SCORES,
    STRIDE_MEASURES,
)


class Label(NamedTuple):
    """A measure in words, its unit (empty where it has none), and how many decimals are shown."""

    words: str
    unit: str
    digits: int

    @property
    def title(self) -> str:
        """The words with the unit, as an axis has them."""
        return f"{self.words} ({self.unit})" if self.unit else self.words


_OF_STRIDES = {one.column: Label(one.label, one.unit, one.digits) for one in (*GAIT, *FOOT, *KNEE)}
_OF_STRIDES["double_support_pct"] = Label("double support", "% of stride", 1)
_OTHERS = {
    "toe_strike_pct": Label("toe strikes", "% of contacts", 0),
    "heel_strike_pct": Label("heel strikes", "% of contacts", 0),
    "stride_time_cv_pct": Label("stride time variability", "CV, %", 1),
    "gait_asymmetry_pct": Label("gait asymmetry", "%", 1),
    "phase_coordination_index_pct": Label("phase coordination index", "%", 1),
    "step_regularity_vertical": Label("step regularity, vertical", "0 to 1", 2),
    "stride_regularity_vertical": Label("stride regularity, vertical", "0 to 1", 2),
    "harmonic_ratio_anterior": Label("harmonic ratio, anterior", "", 2),
    "harmonic_ratio_lateral": Label("harmonic ratio, lateral", "", 2),
    "harmonic_ratio_vertical": Label("harmonic ratio, vertical", "", 2),
    "rms_ratio_lateral": Label("lateral share of trunk RMS", "0 to 1", 2),
    "trunk_lean_forward_deg": Label("forward lean of the trunk", "deg", 1),
    "trunk_roll_range_deg": Label("trunk sway to the sides", "deg", 1),
    "trunk_pitch_range_deg": Label("trunk sway, forward and back", "deg", 1),
    "trunk_yaw_range_deg": Label("trunk turning to and fro", "deg", 1),
    "pain_before": Label("pain before", "of 10", 1),
    "pain_after": Label("pain after", "of 10", 1),
    "pain_rise": Label("rise of pain", "of 10", 1),
    "effort": Label("effort", "of 10", 1),
    "three_metre_backward_walk_s": Label("3-metre backward walk", "s", 1),
}


def _of_impact(name: str) -> Label:
    """An impact at a foot never stands without what it depends on."""
    site = name.removesuffix(f"_{PEAK}").replace("_", " ")
    placed = ", placement dependent" if name in FOOT_IMPACTS else ""
    return Label(f"{site} impact peak{placed}", "m/s²", 1)


LABELS = {
    **{name: _OF_STRIDES[name] for name in STRIDE_MEASURES},
    **{
        f"{side}_{name}": _OF_STRIDES[name]._replace(words=f"{side} {_OF_STRIDES[name].words}")
        for name in LEG_MEASURES
        for side in SIDES
    },
    **{name: _of_impact(name) for name in IMPACT_MEASURES},
    **_OTHERS,
}
LABELS = {name: LABELS[name] for name in (*MEASURES, *SCORES)}


@arguments()
def label_of(measure: str) -> Label:
    """Return the label of a measure of trends; for an outcome its own name.

    Raises
    ------
    InvalidOption
        It is not a measure of a log.

    Examples
    --------
    >>> label_of("left_knee_range_swing_deg").title, label_of("outcome_womac_pain").title
    ('left knee range in swing (deg)', 'womac pain')
    """
    if measure.startswith(OUTCOME):
        return Label(measure.removeprefix(OUTCOME).replace("_", " "), "", 2)
    check_choice("label_of", "measure", measure, LABELS)
    return LABELS[measure]
