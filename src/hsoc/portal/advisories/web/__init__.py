"""Pages of the app advisories."""
