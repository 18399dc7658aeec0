# A real one asks the allocator, with a deadline; here there is nothing to ask but whether it has a name.
test -n "$ALLOCATOR_FQDN"
