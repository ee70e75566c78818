"""How the page feels, in figures: `python -m tests.browser.feel` measures them in Chromium."""
