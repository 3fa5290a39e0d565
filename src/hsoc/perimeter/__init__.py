"""The engine: telemetry in, decisions and stories out. Its own process, no Django; the order of the stages is in `pipeline`."""
