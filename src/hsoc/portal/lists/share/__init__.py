"""What of the lists leaves the house or comes into it: mails, proofs, rosters."""
