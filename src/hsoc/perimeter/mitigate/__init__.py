"""What stands at the routers, and what shall: plan, fuse, keeper and backends. Pure: lines in, lines out; the sending is in wires."""
