"""The vault: what statements are about. Bytes by SHA-256, apart for each centre, and they never change.

May use obstore, and for uploads filetype, Pillow, pillow-heif and pikepdf. Knows no learner, no database and
no web: who may read a document is decided above. `vault.media` takes uploads safely and draws pictures fit
to show. Nothing is imported here, so that the processes that open files (`apart`) start quickly.
"""
