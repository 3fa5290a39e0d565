"""Changes of groups, one keyword-only function each, audited. Never: a page, a mail."""
