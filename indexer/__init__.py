"""A small search library: text in, hits out. It knows nothing of articles, pages or web servers."""
