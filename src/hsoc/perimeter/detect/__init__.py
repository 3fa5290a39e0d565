"""Detectors: each file one definition of one kind of attack, plus the watch that judges them live. Pure; no clock, no I/O."""
