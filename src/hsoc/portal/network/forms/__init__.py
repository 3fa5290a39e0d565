"""What may stand in an address or a form of the network room, one file a subject. Never: what it finds."""
