"""The house that the authorisation table is tried on: who knocks, what is hidden where, what each address answers."""
