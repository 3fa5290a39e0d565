"""An invented network under invented attack: flows with their ground truth, seeded. Belongs here: making up. Never: judging."""
