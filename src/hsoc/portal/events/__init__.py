"""Threats: received through machine doors, kept in the journal, listed and explained. Never: the engine."""
