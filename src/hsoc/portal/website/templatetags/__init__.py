"""Tags of the public web."""
