"""Keeps the list of a lab's client VMs and hands it out over HTTP."""
