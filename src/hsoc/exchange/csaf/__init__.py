"""CSAF, advisories and VEX as JSON (OASIS): `decode` reads 2.0 and 2.1, `encode` writes 2.0, `provider` offers what was written."""
