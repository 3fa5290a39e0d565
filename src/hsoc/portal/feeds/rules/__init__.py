"""Of the app feeds: rules."""
