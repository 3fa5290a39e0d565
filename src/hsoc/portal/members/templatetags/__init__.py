"""Tags of the app `members`. Never: words."""
