"""How the tables of history came to be: one chain of revisions for both databases."""
