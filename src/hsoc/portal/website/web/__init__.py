"""Pages and doors of the public web."""
