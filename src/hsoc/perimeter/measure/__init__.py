"""The measuring kit of the stages: hashing, counting, keeping, judging. Knows no detector, no threshold, no clock of ours."""
