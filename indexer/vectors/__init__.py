"""Sentence embeddings beside the words: optional, and never needed for an answer."""
