"""Registers machines with an allocator, and shows what it knows of them."""
