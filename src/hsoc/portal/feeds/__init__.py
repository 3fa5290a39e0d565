"""Machine doors: block lists, TAXII, MISP, n6, REST and what we fetch ourselves. Never: a rule of who sees what (indicators, events)."""
