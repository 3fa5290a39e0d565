"""Tags of the app `notices`. Never: words."""
