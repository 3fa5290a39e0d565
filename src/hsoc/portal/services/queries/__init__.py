"""What is read of services and requests, and what the machine can see of a step."""
