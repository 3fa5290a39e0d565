"""Of the app entities: rules."""
