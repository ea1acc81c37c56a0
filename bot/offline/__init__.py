"""Pages for blocked networks and outages: numbers, what helps, rights, without any network."""
