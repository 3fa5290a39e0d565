"""What partners hold for signs of attackers, who met them, what may be blocked on their strength. Never: events, doors of machines."""
