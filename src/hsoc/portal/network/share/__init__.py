"""What leaves the network room as a file, one file a subject. Never: who may take it (queries)."""
