"""What others say: the formats in which threats and rules are exchanged. Each format is a package that knows no other."""
