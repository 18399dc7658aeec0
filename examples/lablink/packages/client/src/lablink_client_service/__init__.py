"""Runs on a lab's client VM and reports its state to the allocator."""
