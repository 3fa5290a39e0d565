"""When a meeting takes place and who may do what with it. Pure."""
