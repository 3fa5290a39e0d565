"""What the app feeds does by itself, without anybody asking."""
