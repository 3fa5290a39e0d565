"""CAP 1.2, alerts as XML (OASIS, ITU X.1303): `decode` reads one, `encode` writes one."""
