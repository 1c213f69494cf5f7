"""The vault: what statements are about. Bytes by SHA-256, apart for each centre, and they never change.

May use obstore, and for uploads filetype, Pillow, pillow-heif and pikepdf. Knows no learner, no database and
no web: who may read a document is decided above. `vault.media` takes uploads safely and draws pictures fit
to show.
"""

from lms_peer.vault.faults import VaultDamaged, VaultFault, VaultMissing, VaultUnavailable
from lms_peer.vault.store import Vault, open_vault

__all__ = ["Vault", "VaultDamaged", "VaultFault", "VaultMissing", "VaultUnavailable", "open_vault"]
