"""What changes organisations, people, tokens and approvals: may the actor, change, record; by subject. Never: a read for a page."""
