"""Pages about how one is logged in."""
