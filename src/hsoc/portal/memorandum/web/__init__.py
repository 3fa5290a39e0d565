"""The pages of the memorandum. Never: a right."""
