"""What the lists know by themselves. Pure: no Django, no database, no clock."""
