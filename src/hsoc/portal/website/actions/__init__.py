"""Changes of the public web. Never: a change without a record."""
