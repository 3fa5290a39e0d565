"""Pure rules of groups: who may do what inside (standing), and the facts of polls, papers and calls. Never: Django."""
