"""Working groups: members, leaders, entry, documents, minutes, tasks, polls, and the call in an emergency. Never: mail or dates."""
