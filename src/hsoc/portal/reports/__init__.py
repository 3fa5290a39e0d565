"""Reports to organisations: what is told to whom of the events that concern them, when, and with which arithmetic."""
