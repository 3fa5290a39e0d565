"""What is decided of the memorandum without a database. Never: Django, a clock."""
