"""Of the app feeds: api."""
