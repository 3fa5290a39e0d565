"""Changes of services and requests."""
