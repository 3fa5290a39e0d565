"""Changes of lists, each recorded."""
