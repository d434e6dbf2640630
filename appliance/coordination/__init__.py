"""Coordination: people, their keys, cases, grants, consents and referrals; never a private key."""
