"""One screen for each task."""
