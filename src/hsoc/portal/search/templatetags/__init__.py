"""Tags of the frame that belong to finding. Never: words of a page."""
