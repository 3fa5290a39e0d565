"""Template tags of threats. Belongs here: thin doors from templates to web.words, web.links and charts. Never: queries."""
