"""BGP-4 as it goes over a session (RFC 4271): `decode` reads UPDATE messages by the batch, `encode` writes one."""
