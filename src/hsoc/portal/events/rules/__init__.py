"""What is decided about threats without asking anybody: schema, places, rows, explanations. Pure: no Django, no file, no clock."""
