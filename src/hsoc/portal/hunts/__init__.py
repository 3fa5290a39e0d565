"""Retro-hunts: a shared indicator is looked up in the traffic of the members that take part, and watched for. Never: flows themselves."""
