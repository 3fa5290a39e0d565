"""What is found and kept. Pure: no Django, no database, no clock."""
