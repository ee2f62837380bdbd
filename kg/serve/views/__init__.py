"""The data behind the pages: each view is a function of a `Reader` that returns JSON-ready values; a page is such values and a template."""
