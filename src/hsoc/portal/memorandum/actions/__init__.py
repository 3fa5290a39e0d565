"""What changes the memorandum, each recorded. Never: a page."""
