"""What people could pick instead of the product, each used as its own documentation shows; for the benches only."""
