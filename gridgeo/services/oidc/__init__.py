"""Sign-in through an OpenID Connect provider: the protocol, and who the provider's people are."""
