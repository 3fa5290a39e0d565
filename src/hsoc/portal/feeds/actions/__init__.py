"""Changes that the app feeds makes."""
