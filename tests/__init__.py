"""Proof that Safehold does what its documents say."""
