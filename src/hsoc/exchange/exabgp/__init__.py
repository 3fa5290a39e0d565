"""ExaBGP's own JSON of what it hears (encoder `json`): `decode` reads its lines, `encode` writes one."""
