"""Search over the rooms: each is asked through its own gate, within its time. Never: a row of its own that did not pass one."""
