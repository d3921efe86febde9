"""Where live samples come from: phones and sensors, behind one protocol."""

from __future__ import annotations

from retrogait.live.sources.lines import LineSource
from retrogait.live.sources.phyphox import PhyphoxSource
from retrogait.live.sources.samples import Samples, Source
from retrogait.live.sources.together import SourceGroup

__all__ = ["LineSource", "PhyphoxSource", "Samples", "Source", "SourceGroup"]
