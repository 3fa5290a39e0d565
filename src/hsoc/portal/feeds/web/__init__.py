"""Of the app feeds: web."""
