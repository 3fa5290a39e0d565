"""Validated RPKI data: `decode` and `encode` for the JSON of validators, `rtr` for the protocol to routers (RFC 6810, 8210)."""
