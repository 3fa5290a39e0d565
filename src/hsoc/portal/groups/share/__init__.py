"""What leaves the room: notices to its people. Never: who may be told (queries)."""
