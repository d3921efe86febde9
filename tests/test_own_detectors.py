"""Contact detectors and other stages of one's own: in `analyze`, in its summary, and what is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pytest

import retrogait as rg
from retrogait.errors import InvalidOption
from retrogait.gait.bouts import BoutOptions
from retrogait.gait.detectors import LimbSamples, own_instants
from retrogait.gait.direction import DirectionOptions
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.gait.reference_methods import Gottlieb2020, gottlieb2020
from retrogait.gait.roll import RollOptions
from retrogait.gait.steps import StepOptions
from retrogait.gait.swings import Directions
from retrogait.kinematics.track import track
from retrogait.tables.catalogue import DIRECTIONS

NAME = f"{__name__}:ShareOfStep"


@dataclass(frozen=True)
class ShareOfStep:
    """Contacts at fixed shares of the time from rest to rest."""

    leaves: float = 0.35
    lands: float = 0.65

    def find_contacts(self, limb):
        step_s = limb.step_end_s - limb.step_start_s
        return limb.step_start_s + self.lands * step_s, limb.step_start_s + self.leaves * step_s


BY_SHARE = ShareOfStep().find_contacts


def giving(answer):
    """A detector that gives what `answer` makes of the samples."""

    @dataclass(frozen=True)
    class Plugin:
        def find_contacts(self, limb):
            return answer(limb)

    return Plugin()


@pytest.fixture(scope="module")
def walk():
    return rg.simulate_walk("backward", 0.6, 20, seed=1)


@pytest.fixture(scope="module")
def session(walk):
    return rg.analyze(walk[0], stages=rg.Stages(contact=ShareOfStep()))


def test_contacts_are_where_the_detector_has_them(walk):
    """Each step of the library has the contacts that were given for it, and no other."""
    seen = []

    def shares(limb):
        seen.append(limb)
        return BY_SHARE(limb)

    events = rg.analyze(walk[0], stages=rg.Stages(contact=giving(shares))).events
    assert [limb.site for limb in seen] == ["left_foot", "right_foot"]
    given = [BY_SHARE(limb) for limb in seen]
    for place, kind in enumerate(("initial_contact", "final_contact")):
        times = [one[place] for one in given]
        own = events.loc[events["event"] == kind, "time_s"].to_numpy()
        assert len(own) > 20
        assert np.abs(np.subtract.outer(own, np.concatenate(times))).min(axis=1).max() < 1e-9
    assert events["time_se_s"].isna().all()
    assert events["strike"].notna().any()


def test_a_detector_is_given_the_samples_and_the_steps(walk):
    seen = []
    rg.analyze(walk[0], stages=rg.Stages(contact=giving(lambda limb: seen.append(limb) or BY_SHARE(limb))))
    limb: LimbSamples = seen[0]
    time_s, values = walk[0].samples("left_foot")
    np.testing.assert_allclose(limb.time_s, time_s)
    np.testing.assert_allclose(limb.acc_mps2, values[:, :3])
    np.testing.assert_allclose(limb.gyr_dps, values[:, 3:], atol=1.0)  # less a constant bias
    assert (limb.site, limb.frame, limb.rate_hz) == ("left_foot", walk[0].frame, 100.0)
    assert set(limb.step_direction) == {"backward"}
    assert (limb.step_start_s[1:] >= limb.step_end_s[:-1]).all()
    with pytest.raises(ValueError, match="read-only"):
        limb.acc_mps2[0] = 0.0


def test_strides_and_directions_come_with_it(walk, session):
    own = rg.analyze(walk[0])
    assert len(session.strides) == len(own.strides)
    assert set(session.strides["direction"]) == {"backward"}
    np.testing.assert_allclose(
        session.strides["stride_length_m"].mean(), own.strides["stride_length_m"].mean(), rtol=0.02
    )


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_gottlieb_is_one_of_them(direction):
    """Mean and SD are of the walk here and of the recording there, which hardly moves a contact."""
    walk, _ = rg.simulate_walk(direction, 0.7, 20, seed=1)
    found = rg.analyze(walk, stages=rg.Stages(contact=Gottlieb2020())).events
    assert found["direction"].unique().tolist() == [direction]
    there = gottlieb2020(walk, "left_foot", direction)
    here = found[found["side"] == "left"]
    for kind in ("initial_contact", "final_contact"):
        one, other = (table.loc[table["event"] == kind, "time_s"].to_numpy() for table in (here, there))
        assert len(one) >= 0.8 * len(other)
        nearest = np.abs(np.subtract.outer(one, other)).min(axis=1)
        assert np.median(nearest) < 0.002


def test_gottlieb_takes_each_direction_by_itself():
    walk, _ = rg.simulate_walk(
        program=[("forward", 12), ("turn", 180), ("backward", 12)], speed_mps=0.7, seed=2
    )
    counts = rg.analyze(walk, stages=rg.Stages(contact=Gottlieb2020())).strides["direction"].value_counts()
    assert counts["forward"] >= 10
    assert counts["backward"] >= 10


def test_the_summary_says_how_a_session_was_made(walk, session):
    text = f"{NAME}(leaves=0.35, lands=0.65)"
    assert session.summary["contact_contact"] == text
    assert json.loads(session.summary["custom_stages"]) == {"contact": text}
    assert session.summary["contact_threshold"] == rg.ContactOptions().threshold
    assert rg.Session.from_json(session.to_json()).summary["contact_contact"] == text
    plain = rg.analyze(walk[0]).summary
    assert "custom_stages" not in plain
    assert set(session.summary.index) - set(plain.index) == {"custom_stages"}


def test_sessions_of_two_detectors_are_not_compared(walk, session):
    with pytest.raises(InvalidOption, match="definition of a contact"):
        rg.compare_sessions(session, rg.analyze(walk[0]))


@dataclass(frozen=True)
class DoubtfulDirection(DirectionOptions):
    """Directions of the library, with an option more."""

    share: float = 0.5


def test_a_stage_made_of_another_keeps_the_columns(walk):
    summary = rg.analyze(walk[0], stages=rg.Stages(direction=DoubtfulDirection())).summary
    custom = json.loads(summary["custom_stages"])
    assert list(custom) == ["direction"]
    assert custom["direction"].startswith(f"{__name__}:DoubtfulDirection(")
    assert "share=0.5" in custom["direction"]
    assert "direction_share" not in summary


def test_every_stage_is_settable(walk):
    stages = rg.Stages(
        contact=rg.ContactOptions(contact="velocity"), roll=RollOptions(), bout=BoutOptions(least_strides=200)
    )
    with pytest.warns(rg.RetrogaitWarning, match="200 strides in a row"):
        found = rg.analyze(walk[0], stages=stages)
    assert len(found.strides) == 0
    assert found.summary["contact_contact"] == "velocity"
    assert found.summary["bout_least_strides"] == 200


def test_contacts_are_the_short_form(walk):
    options = rg.ContactOptions(contact="velocity")
    short, long = (
        rg.analyze(walk[0], contacts=options),
        rg.analyze(walk[0], stages=rg.Stages(contact=options)),
    )
    assert short.to_json() == long.to_json()
    with pytest.raises(InvalidOption, match="analyze: stages is a class; expected a Stages or None"):
        rg.analyze(walk[0], stages=rg.Stages)
    with pytest.raises(
        InvalidOption, match=r"analyze: contacts and stages are both given; expected one .*leave out"
    ):
        rg.analyze(walk[0], contacts=options, stages=rg.Stages())


def test_a_sole_that_is_given_holds_against_the_length_of_the_foot(walk):
    person = rg.Person(foot_length_m=0.22)
    by_length = rg.analyze(walk[0], person=person, stages=rg.Stages()).summary
    assert by_length["sole_toe_m"] == SoleOptions.of_length(0.22).toe_m
    given = rg.analyze(walk[0], person=person, stages=rg.Stages(sole=SoleOptions(toe_m=0.2)))
    assert given.summary["sole_toe_m"] == 0.2
    traced = rg.trace_feet(given)
    assert traced.equals(rg.trace_feet(given, sole=SoleOptions(toe_m=0.2)))
    assert not traced.equals(rg.trace_feet(given, sole=SoleOptions.of_length(0.22)))


def test_a_summary_of_an_early_version_has_the_sole_of_the_foot():
    assert SoleOptions.of_summary({"person_foot_length_m": 0.22}) == SoleOptions.of_length(0.22)
    assert SoleOptions.of_summary({}) == SoleOptions()


class NoDataclass:
    def find_contacts(self, limb):
        return [], []


@dataclass
class Thawed:
    def find_contacts(self, limb):
        return [], []


@dataclass(frozen=True)
class WithList:
    shares: object

    def find_contacts(self, limb):
        return [], []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"contact": ShareOfStep},
            "contact is the class ShareOfStep; expected an instance of it; write ShareOfStep()",
        ),
        (
            {"contact": NoDataclass()},
            ":NoDataclass, which is not a frozen dataclass; expected one, so that its options",
        ),
        ({"contact": Thawed()}, ":Thawed, which is not a frozen dataclass"),
        (
            {"contact": WithList([1])},
            r":WithList whose shares is \[1\]; expected a number, text, None or a tuple",
        ),
        ({"contact": WithList(((1, []),))}, "write lists and arrays as tuples"),
        (
            {"contact": StepOptions()},
            "contact is a StepOptions; expected ContactOptions, or a frozen dataclass with a method find_contacts",
        ),
        ({"bout": StepOptions()}, r"bout is a StepOptions; expected BoutOptions; pass BoutOptions\(...\)"),
        ({"bout": ShareOfStep()}, "bout is a ShareOfStep; expected BoutOptions"),
        ({"sole": None}, "sole is None; expected SoleOptions"),
    ],
)
def test_what_is_no_stage(given, words):
    with pytest.raises(InvalidOption, match=f"^Stages: .*{words}"):
        rg.Stages(**given)


def test_options_that_a_summary_can_hold():
    assert rg.Stages(contact=WithList((1, "a", None, (0.5, True)))).contact.shares[0] == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            lambda _: None,
            "gave None; expected two arrays, the times in s of initial and of final contacts",
        ),
        (lambda _: [[1.0]], "expected two arrays"),
        (lambda _: (5.0, [5.0]), "gave 5.0 as initial contacts; expected a one-dimensional array"),
        (lambda _: (["a"], []), r"gave \['a'\] as initial contacts"),
        (lambda _: ([], [[5.0]]), "as final contacts; expected a one-dimensional array"),
        (lambda _: ([np.nan], []), "gave nan as a time of initial contacts; expected finite times"),
        (lambda _: ([], [900.0]), "gave final contacts at 900.00 s; expected times from 0.00 to"),
        (lambda _: ([-0.01], []), "gave initial contacts at -0.01 s"),
        (
            lambda _: ([5.0, 4.0], []),
            "initial contacts at 4.00 s after 5.00 s; expected each once",
        ),
        (lambda _: ([5.0, 5.0], []), "sort them with np.unique"),
        (lambda _: (["5.0"], []), r"gave \['5.0'\] as initial contacts; expected a one-dimensional array"),
        (lambda _: (np.array([5.0 + 1j]), []), r"as initial contacts; expected a one-dimensional array"),
        (lambda _: ([], np.array([5], "datetime64[s]")), "as final contacts; expected a one-dimensional"),
        (lambda _: (np.ma.masked_less([5.0, 6.0], 5.5), []), "gave nan as a time of initial contacts"),
        (lambda limb: limb.time_s.fill(0.0), r"failed \(ValueError: .*read-only"),
        (lambda limb: limb.step_start_s.fill(0.0), r"failed \(ValueError: .*read-only"),
        (lambda limb: limb.nothing, r"failed \(AttributeError: .*nothing'\); .*correct its find_contacts"),
        (
            lambda limb: BY_SHARE(limb)[::-1],
            r"gave \d+ initial contacts, of which 0 lie between the fastest .* in this order",
        ),
        (
            lambda limb: (BY_SHARE(limb)[0], BY_SHARE(limb)[0]),
            r"gave \d+ final contacts, of which 0 lie between the rest before a swing",
        ),
    ],
)
def test_what_is_no_contact(walk, answer, words):
    """The error names the detector and the site."""
    with pytest.raises(InvalidOption, match=rf"analyze: stages.contact: .*Plugin at left_foot.*{words}"):
        rg.analyze(walk[0], stages=rg.Stages(contact=giving(answer)))


def test_contacts_at_the_ends_of_the_samples_are_inside(walk):
    def ends(limb):
        land, leave = BY_SHARE(limb)
        return np.append(land, limb.time_s[-1]), np.insert(leave, 0, limb.time_s[0])

    assert len(rg.analyze(walk[0], stages=rg.Stages(contact=giving(ends))).strides)


@pytest.mark.parametrize(("n_wrong", "refused"), [(0, False), (1, True)])
def test_half_of_the_contacts_are_to_be_in_place(walk, n_wrong, refused):
    """As many before the fastest instant as after it, and one more."""

    def half_wrong(limb):
        land, leave = BY_SHARE(limb)
        count = len(land) // 2
        wrong = leave[-count - n_wrong :]
        return np.sort(np.concatenate([land[:count], wrong])), leave

    stages = rg.Stages(contact=giving(half_wrong))
    if refused:
        with pytest.raises(InvalidOption, match="expected half of them or more there"):
            rg.analyze(walk[0], stages=stages)
    else:
        assert len(rg.analyze(walk[0], stages=stages).strides)


def test_contacts_at_the_rests_are_in_place(walk):
    """Where they can be the latest and the earliest: every step has both."""
    seen = []

    def at_rests(limb):
        seen.extend(zip(limb.step_end_s, limb.step_start_s, strict=True))
        return limb.step_end_s, limb.step_start_s

    events = rg.analyze(walk[0], stages=rg.Stages(contact=giving(at_rests))).events
    for kind, times in zip(("initial_contact", "final_contact"), zip(*seen, strict=True), strict=True):
        found = events.loc[events["event"] == kind, "time_s"]
        assert len(found) > 20
        np.testing.assert_allclose(found, sorted(times), atol=1e-6)


def test_where_nobody_steps_contacts_have_no_place(walk):
    """Of who marches on the spot any detector may find contacts, and there is nothing to hold them against."""
    motion = next(iter(track(walk[0], ("left_foot",))))
    count = len(motion.swing_features)
    unknown = Directions(
        np.full(count, DIRECTIONS.index("unknown")), np.full(count, np.nan), np.full(count, np.nan)
    )
    rests_s = motion.start_s + motion.rests / motion.rate_hz
    after_rests = giving(lambda _: (rests_s + 0.02, []))
    assert len(own_instants(after_rests, motion, unknown, np.zeros(count, bool)).land) == count
    with pytest.raises(InvalidOption, match="initial contacts, of which [01] lie between"):
        own_instants(after_rests, motion, unknown, np.ones(count, bool))


def test_of_several_contacts_in_a_swing_the_nearest_to_its_middle_are_taken(walk, session):
    def twice(limb):
        land, leave = BY_SHARE(limb)
        return np.unique([land, land + 0.02]), np.unique([leave, leave - 0.02])

    again = rg.analyze(walk[0], stages=rg.Stages(contact=giving(twice)))
    assert again.events["time_s"].tolist() == session.events["time_s"].tolist()


def test_a_detector_that_finds_nothing_is_named(walk):
    with pytest.warns(
        rg.RetrogaitWarning, match=r"no strides: .*Plugin finds no contacts of 3 strides in a row in"
    ):
        found = rg.analyze(walk[0], stages=rg.Stages(contact=giving(lambda _: ([], []))))
    assert len(found.strides) == 0


@pytest.mark.parametrize("sites", [("lower_back",), ("left_thigh", "right_thigh")])
def test_sites_that_show_no_foot(sites):
    recording, _ = rg.simulate_walk("backward", 0.6, 12, seed=1, sites=sites)
    words = f"ShareOfStep and contacts come from {', '.join(sites)}; expected sensors on feet or shanks"
    with pytest.raises(InvalidOption, match=words):
        rg.analyze(recording, stages=rg.Stages(contact=ShareOfStep()))


def test_shanks_have_contacts_of_one_s_own_but_not_by_gottlieb():
    recording, _ = rg.simulate_walk("backward", 0.6, 20, seed=1, sites=("left_shank", "right_shank"))
    assert len(rg.analyze(recording, stages=rg.Stages(contact=ShareOfStep())).strides)
    with pytest.raises(
        InvalidOption, match="Gottlieb2020: contacts come from 'left_shank'; expected a sensor on a foot"
    ):
        rg.analyze(recording, stages=rg.Stages(contact=Gottlieb2020()))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"worn_on": "instep"}, "Gottlieb2020: worn_on is 'instep'; expected one of toe heel"),
        ({"axis": (0, 0, 0)}, r"Gottlieb2020: axis is \(0, 0, 0\); expected three numbers"),
    ],
)
def test_options_of_gottlieb(given, words):
    with pytest.raises(InvalidOption, match=words):
        Gottlieb2020(**given)


def test_gottlieb_reads_another_axis(walk):
    axis = (0.47, 0.0, 0.88)  # the one of the toe box
    one, other = (
        rg.analyze(walk[0], stages=rg.Stages(contact=Gottlieb2020(axis=axis))) for axis in (axis, None)
    )
    assert one.events["time_s"].tolist() == pytest.approx(other.events["time_s"].tolist())
