"""One file per kind of person: the pages they use. A view parses, authorises, calls one action and renders."""
