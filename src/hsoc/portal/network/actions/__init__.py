"""What people change in the network room, one file a subject; each function records who, when and why. Never: reading."""
