"""The help center: articles, categories, locales, and the doors through which people reach them."""

__version__ = "0.1.0"
