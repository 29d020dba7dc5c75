"""Text to Terms: one chain for index and query, for every engine; one step or one language a file."""
