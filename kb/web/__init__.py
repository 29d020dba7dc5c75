"""The web door: one file per thing a visitor does; each reads the request, asks the HelpCenter and fills a template."""
