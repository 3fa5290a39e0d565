"""The pages of notices. Never: a rule of its own."""
