"""Changes of reports and of how they are made."""
