"""From samples to motion: where a limb or the trunk rests, how it is turned, how it moves."""
