"""What is known of one value: reputation, and the page that gathers it. Belongs here: reading. Never: a table of its own."""
