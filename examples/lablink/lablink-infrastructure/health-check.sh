# A real health check asks the allocator, with a deadline. This one only checks that the allocator has a name.
test -n "$ALLOCATOR_FQDN"
