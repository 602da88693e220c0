"""What staff sign in with besides a password."""
