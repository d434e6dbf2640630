"""Storage: sealed blobs, the event table and its log, wraps, uploads. It never sees a plaintext."""
