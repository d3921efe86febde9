"""What a limb's stream is given once (`SETTINGS`) and what it carries from sample to sample (`STATE`).

One row each, so that a kernel takes the whole of it as one argument.
"""

from __future__ import annotations

import numpy as np

INITIAL, FINAL, STRIDE = 0, 1, 2
# columns of an event; instants are samples
AT, KIND, DECIDED, AHEAD, ANGLE_DEG, PEAK_MPS, DISPLACEMENT_M, REST_BEFORE = range(8)
EVENT_WIDTH = 8

LOST, STANCE, SWING = range(3)
FINE, NOT_GRAVITY, NOT_TURNING, NOT_UPRIGHT, NOT_PAIRED = range(5)  # what is wrong with the samples

HELD = 6  # contacts that wait to be reported at most
ROOM = 40  # events that one sample may bring: with it a rest may be found that was a second ago

SETTINGS = np.dtype(
    [
        ("rate_hz", "f8"),
        ("dt", "f8"),  # s between samples
        ("mounted", "i8"),  # the axes of the segment are known
        ("turned", "i8"),  # the samples are to be turned into them by `mount`
        ("mount", "f8", (3, 3)),
        ("hang", "f8"),  # of an unknown mounting: how far below the sensor the segment rests, m; else 0
        ("threshold", "f8"),  # share of the swing's peak speed at which a point lands and leaves
        ("settle", "i8"),  # samples for which a landing must hold
        ("longest_settle", "i8"),  # samples after which it is decided, settled or not
        ("look", "i8"),  # samples of the swing that a leaving is decided from
        ("bridge", "i8"),  # lost samples in a row that are bridged
        ("quiet", "f8"),  # of the energy around: what is quieter rests
        ("sure", "i8"),  # a first step that is unmistakable is reported at once
        ("least_swing_mps", "f8"),  # what a step is: as in `StepOptions`
        ("least_displacement_m", "f8"),
        ("least_straightness", "f8"),
        ("steepest", "f8"),
        ("least_ahead", "f8"),  # cosine below which a step goes sideways: as in `DirectionOptions`
        ("heel", "f8", (3,)),  # points of the segment, m from its base
        ("toe", "f8", (3,)),
    ]
)

STATE = np.dtype(
    [
        ("seen", "i8"),  # samples so far, lost ones included
        ("missing", "i8"),  # lost samples in a row, not yet bridged
        ("bridged", "i8"),  # the last sample before which some were lost and bridged, -1 for none
        ("started", "i8"),  # samples integrated since the frame began, 0 before
        ("before", "f8", (6,)),  # the last whole sample
        ("sample", "f8", (6,)),  # the one at hand
        ("base", "f8", (3,)),  # the point that rests on the ground, m from the sensor
        ("pull", "f8", (3,)),  # where that is not known yet: sum of specific force over
        ("pulled", "i8"),  # so many samples
        ("turn", "f8", (4,)),  # orientation in the fixed frame
        ("force", "f8", (3,)),  # specific force in it, m/s^2
        ("rate", "f8", (3,)),  # angular rate, rad/s
        ("force_sum", "f8", (3,)),  # its integral, m/s
        ("bias", "f8", (3,)),  # of the gyroscope, deg/s
        ("learned", "i8"),  # strides that it was learned from
        ("norm", "f8"),  # size of acceleration, smoothed, m/s^2
        ("energy", "f8"),  # of motion, summed
        ("blame", "f8"),  # time and impacts, summed: what drift is blamed on
        ("level", "f8"),  # energy of motion over the last two strides
        ("walking", "f8"),  # energy of motion of a stride when walking
        ("gravity", "f8", (3,)),  # in the fixed frame, m/s^2
        ("gravity_s", "f8"),  # time it was measured over
        ("mode", "i8"),  # LOST, STANCE or SWING
        ("anchor", "i8"),  # the present rest, -1 for none
        ("quiet", "f8"),  # its energy
        ("quietest", "f8"),  # of a limb that is lost: energy where it was quietest,
        ("quietest_at", "i8"),  # over a window that ends with this sample, -1 for none
        ("anchor_sum", "f8", (3,)),  # force_sum there
        ("rest", "i8"),  # the last rest that levelled the frame, -1 for none
        ("rest_sum", "f8", (3,)),
        ("rest_energy", "f8"),
        ("moved", "i8"),  # sample at which the limb moved off
        ("landed", "i8"),  # sample of the last landing or start: rests lie after it
        ("contact", "f8"),  # last initial contact, samples
        ("contact_before", "f8"),
        ("candidate", "i8"),  # first sample of the landing that may be, -1 for none
        ("above", "i8"),  # samples above the level since
        ("leaving_done", "i8"),
        ("travel", "f8", (3,)),  # sum of velocity weighed by speed, fixed frame
        ("usual_travel", "f8", (3,)),  # unit, of the swing before
        ("usual_ahead", "f8"),  # its cosine with the segment's x axis
        ("left_along", "f8", (3,)),  # unit, of this swing when its final contact was decided
        (
            "straight",
            "f8",
        ),  # cosine between that and the travel of the whole swing, as usual; 0 before the first
        ("heading", "f8", (3,)),  # sum of the segment's x axis likewise
        ("land_top_mps", "f8"),  # fastest of the landing point in this swing
        ("leave_top_mps", "f8"),
        ("leave_above", "i8"),  # samples since the leaving point passed its level
        ("own_top_mps", "f8"),
        ("usual_leave_mps", "f8"),  # the same of earlier swings
        ("usual_own_mps", "f8"),
        ("seen_mps", "f8"),  # fastest of the leaving point within the look after it
        ("seen_of", "i8"),  # which point that was
        ("usual_growth", "f8", (3,)),  # leave_top_mps over that, of each point
        ("displacement_m", "f8", (3,)),  # displacement since the rest
        ("period_s", "f8"),  # stride period
        ("fresh", "i8"),  # no swing since the limb was lost
        ("open", "i8"),  # a step was taken since the last rest, and is not yet known to have gone anywhere
        ("trusted", "i8"),  # the last step did go somewhere: contacts are reported as they happen
        ("held", "f8", (HELD, EVENT_WIDTH)),  # contacts that wait for that
        ("n_held", "i8"),
        ("scratch", "f8", (EVENT_WIDTH,)),
        ("block", "i8"),  # samples of the second at hand, by which units are judged
        ("block_sum", "f8", (6,)),
        ("block_square", "f8", (2,)),
        ("odd_force", "i8"),  # seconds in a row whose mean is not gravity
        ("odd_turn", "i8"),  # the same of those that shake, and turn too much or too little for it
        ("unpaired", "i8"),  # strides in a row in which accelerometer and gyroscope do not belong together
        ("tilted", "i8"),  # rests in a row at which the segment does not stand
        ("jumped", "i8"),  # the sample before was left out for being far from the one before it
        ("fault", "i8"),
    ]
)


def new_state() -> np.ndarray:
    """Make the state of a stream that has seen nothing."""
    state = np.zeros(1, STATE)
    state["turn"][0, 0] = 1.0
    for name in ("anchor", "rest", "candidate", "bridged", "moved", "quietest_at"):
        state[name] = -1
    for name in ("contact", "contact_before"):
        state[name] = np.nan
    state["period_s"] = 1.2
    state["fresh"] = 1
    return state
