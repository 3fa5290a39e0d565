"""The network in the hospital's own hands: its traffic, its rules, what is in force now, what if. Never: events, people, other members."""
