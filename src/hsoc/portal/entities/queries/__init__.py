"""Of the app entities: queries."""
