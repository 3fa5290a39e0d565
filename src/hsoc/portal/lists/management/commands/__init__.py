"""Commands of the lists."""
