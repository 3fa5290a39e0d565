"""What is read of the memorandum. Never: a change."""
