"""What may happen to a request and which steps lead to use. Pure."""
