"""Reading the content folder: what each kind of file says, as nouns and Findings."""
