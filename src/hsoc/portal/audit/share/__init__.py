"""The chain as people read it. Belongs here: words of its codes. Never: a query, a page."""
