"""Files, memory and compilation: what the machine asks for, not the science."""
