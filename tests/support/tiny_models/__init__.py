"""Models of the true formats, a few kilobytes or megabytes, made on the spot.

The loaders and decoders that run them are the real ones. What comes out is a script instead of
what was said, so a test knows what a model "hears", and how sure of it it is.
"""
