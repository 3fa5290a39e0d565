"""A laboratory of real BGP speakers on loopback, unprivileged, each with its own folder and free ports. Never: an address of anybody."""
