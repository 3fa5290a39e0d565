"""Commands of the app feeds."""
