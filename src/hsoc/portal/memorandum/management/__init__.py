"""Commands of the memorandum. Never: what they do."""
