"""The small gateway of the embedded deployment: three origins on three loopback ports."""
