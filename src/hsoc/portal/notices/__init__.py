"""What a person is told, by which way and when: one centre for all rooms. Never: why something is told."""
