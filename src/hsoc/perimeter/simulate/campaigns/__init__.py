"""Attacks by class, each drawn with its own size, pace and manner, to measure detection with. Never: a threshold of the engine."""
