"""RIS-Live, RIPE's stream of collectors as JSON: `decode` reads its lines, `encode` writes one."""
