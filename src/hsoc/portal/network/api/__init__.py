"""Machine doors of the network room: door 2 for the engines, REST for the members' own machines. Never: pages."""
