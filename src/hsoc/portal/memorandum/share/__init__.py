"""Files in, files out. Never: whom they are shown to."""
