"""Changes of meetings."""
