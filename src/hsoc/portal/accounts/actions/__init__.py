"""Changes of devices, sessions and support."""
