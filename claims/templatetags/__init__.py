"""What templates of readers' pages call."""
