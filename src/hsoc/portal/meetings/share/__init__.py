"""How meetings are written for others: calendars, tickets into a room."""
