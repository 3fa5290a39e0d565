"""What leaves the app advisories in another dress."""
