"""The table of walking tests: a row for each trial."""

from __future__ import annotations

from retrogait.tables.kinds import COUNT, TEXT
from retrogait.tables.schema import Column, Table, number
from retrogait.tables.selection import WALKED
from retrogait.walk_tests.protocols import CUSTOM, PROTOCOLS

ENDS = ("distance", "stop")
BY_PATH = "path of the feet from where they stood"
BY_STOP = "first movement to the last contact of a taped course"
BY_TIME = "mean path of the feet in a stated time"

WALK_TESTS = Table(
    "walk_tests",
    (
        Column("test", TEXT, "the test", (*PROTOCOLS, CUSTOM)),
        Column("trial", COUNT, "the trial, from 1 in order of time"),
        Column("direction", TEXT, "the direction walked", WALKED),
        number("distance_m", "the distance that is timed, or that was walked in a stated time", 0),
        number(
            "start_s", "the first movement, go where it is stated, or the line that ends the acceleration"
        ),
        number("end_s", "the distance is reached, the person has stopped, or the time is over"),
        number("time_s", "from start to end", 0),
        Column("measure", TEXT, "what the interval is of", ("time_s", "distance_m")),
        number("low", "lower end of its 95 % interval for what the sensors cannot know", 0),
        number("high", "its upper end", 0),
        number("mean_speed_mps", "distance over time", 0),
        Column("n_steps", COUNT, "steps between start and end, the one that crosses the line too"),
        number("step_time_s", "median time from one contact to the next, of the other foot", 0),
        number("first_step_s", "from the first movement to the first contact", 0),
        number("reaction_s", "from go to the first movement, missing where go is not stated", 0),
        number("walked_m", "how far the foot that got farthest was from where it stood", 0),
        Column("flag", TEXT, "ok, a caution, or why there is no figure"),
        Column("how", TEXT, "what was measured", (BY_PATH, BY_STOP, BY_TIME)),
    ),
)
