"""The only I/O of the engine: bytes and text in and out, understood elsewhere."""
