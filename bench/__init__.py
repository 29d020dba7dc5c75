"""Measures of the product: how well it finds the answer, how fast, beside what people could pick instead."""
