"""What goes over the wire, one file a group of routes; field names carry their unit."""
