"""A walker with exact truth: backward and forward walking, for teaching, planning and testing."""

from __future__ import annotations

from retrogait.simulation.profiles import PROFILES, Figure, Profile
from retrogait.simulation.sensor import Sensor
from retrogait.simulation.truth import Truth
from retrogait.simulation.walk import simulate_walk
from retrogait.simulation.walker import Walker

__all__ = ["PROFILES", "Figure", "Profile", "Sensor", "Truth", "Walker", "simulate_walk"]
