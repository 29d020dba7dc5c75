"""How fast the product is beside other engines: the same words, asked in turn."""
