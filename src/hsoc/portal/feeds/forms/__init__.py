"""What people type about feeds."""
