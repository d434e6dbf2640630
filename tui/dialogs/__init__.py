"""Small questions that return an answer."""
