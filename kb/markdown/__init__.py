"""From an author's Markdown to safe HTML and to the sections that are searched."""
