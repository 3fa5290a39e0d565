"""Template tags of the look. Belongs here: thin doors from templates to the pure modules of charts. Never: figures, queries."""
