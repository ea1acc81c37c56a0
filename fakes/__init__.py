"""Stand-ins for the providers, over real HTTP on loopback: for tests and measurements."""
