"""A simulated Contoso tenant: a Graph-shaped server, its rooms and their diagnostic zips."""
