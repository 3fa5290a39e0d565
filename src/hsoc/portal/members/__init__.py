"""Organisations, people, rights, tokens and approvals."""
