"""Machine doors of the threats: Warden 3 and REST. Never: a rule of who sees what (queries)."""
