"""HTTP only: routes, limits, problems, the page."""
