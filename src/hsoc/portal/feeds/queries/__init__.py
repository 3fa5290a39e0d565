"""Of the app feeds: queries."""
