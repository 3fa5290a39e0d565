"""Pages of the network room: parse, ask one query, render. Never: who may see (queries), what is changed (actions)."""
