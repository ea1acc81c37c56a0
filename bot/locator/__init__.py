"""Finding places: the gazetteer, and the search for a place in what a person wrote. Pure."""
