"""What is told, by which way and when. Pure: no Django, no database, no clock."""
