"""What is read of the public web. Never: a change."""
