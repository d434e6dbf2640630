"""Takes sealed reports in, and keeps survivors' mailboxes. It holds no key that opens any."""
