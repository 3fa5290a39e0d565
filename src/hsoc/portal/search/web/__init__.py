"""Pages of search: results, what one keeps, help, what the palette asks. Never: a rule of its own."""
