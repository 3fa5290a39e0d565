"""Pages of the app indicators."""
