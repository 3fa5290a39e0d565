"""What is told and what is held back, as values. Pure: no Django, no database, no clock."""
