"""From motion to gait: swings, contacts, strides, bouts and the summary of a session."""
