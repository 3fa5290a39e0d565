"""Commands of the app for the console. Never: logic that a page needs too."""
