"""Of the app entities: web."""
