"""What leaves the app feeds in another dress."""
