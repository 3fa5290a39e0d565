"""Mailing lists of groups: posts in and out, moderation, archive. Never: who belongs to a group."""
