"""The simulated walk: a plan of steps, a body in motion, sensors on it, and the truth."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.errors import RetrogaitWarning
from retrogait.recording import Recording
from retrogait.simulation import imu, options, room, sensor_faults
from retrogait.simulation.belt import belt_speed_mps, plan_on_belt
from retrogait.simulation.body import Body
from retrogait.simulation.foot import FootPath
from retrogait.simulation.foothold import FootShape
from retrogait.simulation.footsteps import draw_blows, place_feet, plan_steps
from retrogait.simulation.held_foot import Disturbed
from retrogait.simulation.jogging import check_jogger
from retrogait.simulation.near_falls import Mishaps, read_near_falls
from retrogait.simulation.personal import PersonalMotion
from retrogait.simulation.places import Worn, place_of
from retrogait.simulation.pose import rotations
from retrogait.simulation.sensor import Sensor
from retrogait.simulation.stairs import check_climber
from retrogait.simulation.table import lay_down
from retrogait.simulation.tables import list_near_falls, list_spells, make_tables
from retrogait.simulation.task import set_task
from retrogait.simulation.truth import Truth, list_swings
from retrogait.simulation.walker import Walker
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SENSOR_COLUMNS, SIDES, SITES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.simulation.curves import Floats

_TABLE_DRAWS = (1000,)  # of the seed, beyond what is spawned


@arguments(
    seed="Any",
    sites="str | Iterable[Any]",
    program="Iterable[Any] | None",
    speed_mps="Any",
    cadence_spm="Any",
    stand_s="Any",
    near_falls="Iterable[Any] | None",
)
def simulate_walk(
    direction: str = "backward",
    speed_mps: float | Mapping[str, float] = 0.5,
    duration_s: float = 60.0,
    seed: int = 0,
    *,
    cadence_spm: float | Mapping[str, float] | None = None,
    rate_hz: float = 100.0,
    sites: Sequence[str] = ("left_foot", "right_foot"),
    program: Sequence[tuple[object, ...]] | None = None,
    stand_s: float | tuple[float, float] | None = None,
    surface: str = "overground",
    incline_deg: float = 0.0,
    contact: str = "velocity",
    first_step: str = "left",
    walker: Walker | str | None = None,
    sensor: Sensor | None = None,
    near_falls: Sequence[tuple[object, ...]] | None = None,
) -> tuple[Recording, Truth]:
    """Simulate a person walking, with sensors on the body, and give the recording and the exact truth.

    Parameters
    ----------
    direction : {"backward", "forward"}
        Walking direction.
    speed_mps : float or mapping of direction to float
        Mean walking speed, 0.1 to 2 m/s; the first and the last steps are slower.
    duration_s : float
        Length of the recording; a `program` sets its own.
    seed : int
        The same seed and arguments give the same numbers.
    cadence_spm : float or mapping of direction to float, optional
        Steps per minute, 20 to 180; None takes one that suits the speed.
    rate_hz : float
        Sampling rate, 50 to 400 Hz. The truth does not depend on it.
    sites : sequence of str
        Sensors worn, of `retrogait.tables.catalogue.SITES`.
    program : sequence of (kind, amount) or (kind, amount, speed_mps), optional
        Segments in order. Lasting some seconds: `stand`, `stop`, `forward`, `backward`, `closing_forward` and
        `closing_backward` (every second step only comes beside the other foot), `jog` (forward, with flights), and side
        steps to the `left` and `right`. By some degrees, positive to the left: `turn` (round a small circle) and `spin`
        (on the spot). By a number of steps: `stairs_up` and `stairs_down`, walked the way of the run they are in. The
        direction of side steps and spins is `"unknown"` in the truth. Without steps, for some seconds including the
        time to get there and back: `sit` (5 or more), `lie` (on the back, 9 or more) and `table` or `off` (the sensors
        lie on a table, each turned its own way, 5 or more); a person stands a second before and half a second after. A
        program can begin or end in one of these.
    stand_s : float or (float, float), optional
        Standing before and after the walk, 2 s each by default. With 0 the recording is cut out of
        steady walking.
    surface : {"overground", "treadmill"}
        On a treadmill the belt carries the walker back; the samples are the same, only `truth.paths` differs. A
        `program` there has `stand`, `stop`, `forward` and `backward` only: the belt takes a few seconds from one speed
        to the next, stops where the person stands, and a segment begins with its change of speed.
    incline_deg : float
        Slope of the floor, positive uphill along the first walk, -15 to 15.
    contact : {"velocity", "touch"}
        What counts as contact in the truth. `velocity`, as in `ContactOptions`: the landing point's speed
        along travel falls below 30 % of its swing peak, the departing point's rises above it. `touch`: it
        meets and leaves the floor. An initial contact by velocity comes 5 to 8 ms before the touch, a final
        contact 25 to 45 ms after the point has left.
    first_step : {"left", "right"}
        The foot that starts.
    walker : retrogait.simulation.Walker or str, optional
        Body, style and steadiness, or the name of a profile (`retrogait.simulation.PROFILES`), such as `"adult"`. The
        default is `"plain"`: calm and level, as in earlier versions.
    sensor : retrogait.simulation.Sensor, optional
        Noise, bias, range, mounting and losses.
    near_falls : sequence of (kind, time_s) or (kind, time_s, size), optional
        Near-falls, each in the next straight step on the level to end: `trip` (the swinging foot is held, the trunk
        goes on and drops), `slip` (the foot slides as it lands), `stumble` (a cross-over step) and `side_step` (a wide
        step). A size of 1 is typical. Two are at least 4 s apart.

    Returns
    -------
    recording : Recording
        `frame` is `"segment"`, or `"sensor"` when the sensor has a mounting rotation.
    truth : Truth
        Tables with the columns of a `Session`, and more.

    Raises
    ------
    InvalidOption
        An argument, or a combination of arguments, is impossible for a walk.

    Notes
    -----
    In stance the foot rolls without slip about heel and toe, forward heel - flat - toe and backward toe -
    flat - heel, as backward gait is nearly forward gait reversed in time (Lee et al. 2013, Gait & Posture
    38:674-678). Samples are means over a sample interval of the exact motion, so that integrating a noise-free
    recording gives the path back. It is a simulation: use it to teach, to plan and to test, not to claim how
    people walk.

    Examples
    --------
    >>> recording, truth = simulate_walk("backward", 0.5, duration_s=20, seed=1)
    >>> recording.sites
    ('left_foot', 'right_foot')
    >>> truth.strides["direction"].unique().tolist()
    ['backward']
    """
    walker = Walker.profile(walker) if isinstance(walker, str) else walker or Walker()
    sensor = sensor or Sensor()
    options.check_choices(direction, surface, contact, first_step)
    options.check_sites(sites)
    options.check_numbers(duration_s, rate_hz, incline_deg, seed)
    options.check_sensor(sensor, sites, rate_hz)
    pace_of = partial(options.choose_pace, walker=walker, speed_mps=speed_mps, cadence_spm=cadence_spm)
    task = set_task(direction, duration_s, program, stand_s, surface, pace_of)
    step_rng, *sensor_rngs = (
        np.random.default_rng(s) for s in np.random.SeedSequence(int(seed)).spawn(3 + 3 * len(SITES))
    )
    units = {
        site: sensor_faults.Unit.draw(sensor, sensor_rngs[len(SITES) + SITES.index(site)]) for site in sites
    }
    mishaps = Mishaps(read_near_falls(near_falls or ()))
    belt = None
    if surface == "treadmill" and program is not None:
        steps, over_s, belt = plan_on_belt(task.runs, pace_of, walker, first_step, step_rng, mishaps)
    else:
        steps, over_s = plan_steps(task.runs, pace_of, walker, first_step, task.begin_s, step_rng, mishaps)
    mishaps.check_over(over_s)
    if any(step.rise_m for step in steps):
        check_climber(walker, incline_deg)
    check_jogger(walker, max((step.length_m for step in steps if step.hop_m), default=0.0))
    end_s = over_s + task.rest_s if task.end_s is None else task.end_s
    steps = draw_blows(steps, walker, sensor_rngs[-2])
    holds = place_feet(steps, walker)
    shape = FootShape.of_length(walker.foot_length_m)
    feet = {side: FootPath.through(holds[side], shape) for side in SIDES}
    for side, foot in feet.items():
        disturbed = Disturbed.of([step for step in steps if step.side == side], holds[side])
        feet[side] = replace(foot, disturbed=disturbed)
    slope = _slope(incline_deg, task.runs[0].direction if task.runs else direction)

    worn = {
        site: Worn(
            place_of(site, (sensor.places or {}).get(site)),
            sensor_rngs[2 * len(SITES) + SITES.index(site)].random((3, 3)),
        )
        for site in sites
    }
    spells = task.spells_s(steps)
    personal = PersonalMotion.of(walker, steps, sensor_rngs[-1])
    body = Body.over(feet, steps, walker, slope, worn, personal, spells)
    table_rng = np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=_TABLE_DRAWS))
    body = replace(
        body, stays=lay_down(spells, sites, partial(body.poses, sites), feet, table_rng), belt=belt
    )
    gravity_mps2 = slope.T @ [0.0, 0.0, -STANDARD_GRAVITY_MPS2]

    time_s = np.arange(int(np.floor(end_s * rate_hz + 1e-9))) / rate_hz
    steady_belt = surface == "treadmill" and belt is None
    belt_mps = pace_of(direction, None).speed_mps if steady_belt else 0.0
    belt_mps = belt_mps if direction == "backward" else -belt_mps
    times_s = {site: units[site].sampled_at(time_s) for site in sites}
    recorded = imu.record(partial(body.poses, sites), gravity_mps2, times_s, rate_hz)
    worn_at = {site: site for site in sites} | dict(
        zip(sensor.exchanged, reversed(sensor.exchanged), strict=True)
    )
    paths, knee = room.trace(partial(body.motion, sites, SIDES), sites, time_s, slope, belt_mps)
    frames, mounting = {}, {}
    for site in sites:
        rng = sensor_rngs[SITES.index(site)]
        mounting[site] = sensor_faults.mount(sensor, site, rng)
        values = sensor_faults.slip(recorded[worn_at[site]], time_s, sensor, site)
        values = sensor_faults.add_faults(values, sensor, mounting[site], rng, units[site], rate_hz)
        frame = pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=pd.Index(time_s, name="time_s"))
        frames[site] = sensor_faults.lose(frame, rate_hz, sensor, rng, _swings(feet, site))
    swings = [swing for side in SIDES for swing in list_swings(feet[side], contact, slope)]
    events, strides, bouts, rises = make_tables(swings, end_s)
    belt_frame = pd.DataFrame(
        {"belt_mps": belt_speed_mps(belt, time_s) if belt else np.full(len(time_s), belt_mps)},
        index=pd.Index(time_s, name="time_s"),
    )
    truth = Truth(
        events,
        strides,
        bouts,
        rises,
        list_spells(spells),
        list_near_falls(steps),
        knee,
        belt_frame,
        paths,
        mounting,
    )
    # losses that were asked for are listed in recording.warnings, they need not be given out as well
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):
        frame_name = "segment" if sensor.mounting is None else "sensor"
        return Recording.from_frames(frames, rate_hz=rate_hz, frame=frame_name), truth


def _swings(feet: Mapping[str, FootPath], site: str) -> Floats:
    """Begins and ends (n, 2) of the swings of a site's own foot, of both feet for the trunk."""
    own = site.partition("_")[0]
    holds = [feet[side].holds for side in ((own,) if own in SIDES else SIDES)]
    return np.concatenate([np.column_stack([one.lift_s, one.touch_s]) for one in holds])


def _slope(incline_deg: float, first_way: str) -> Floats:
    """Rotation (3, 3) from the walk's frame, whose floor is level, to the room."""
    uphill = np.radians([incline_deg if first_way != "backward" else -incline_deg])
    return np.asarray(rotations(np.zeros(1), -uphill, np.zeros(1))[0])
