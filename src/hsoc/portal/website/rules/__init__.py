"""What is decided without a database: words and their search, rounding, the state of the plan. Pure: no Django, no clock."""
