"""Mutual help: what members offer and ask of each other when one of them is in need. Never: anything public."""
