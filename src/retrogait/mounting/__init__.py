"""How sensors sit on their segments: declared, calibrated, and checked."""
