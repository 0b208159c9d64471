"""Tables, sessions and repositories: stores, does not plan."""
