"""What the lists do without being asked: mails out, mails in, rosters."""
