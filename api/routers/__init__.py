"""Routes, one file a subject: they read the request, call a service, shape the answer."""
