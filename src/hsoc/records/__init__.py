"""What travels: immutable values, vocabularies and schemas. No I/O, no Django, no clock; nothing here knows another room."""
