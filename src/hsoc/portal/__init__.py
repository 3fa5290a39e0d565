"""The portal: what the community sees and answers. Django, one app per concern; each imports only to its left."""
