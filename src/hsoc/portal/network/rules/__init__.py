"""Pure rules of the network room: no Django, no database, no clock."""
