"""What is read for the network room. Every list begins at a gate here. Never: a change."""
