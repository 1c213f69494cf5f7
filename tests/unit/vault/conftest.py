"""Real places to keep bytes: a local folder, and an S3 service that runs for the length of the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lms_peer.vault.faults import VaultFault
from lms_peer.vault.store import Vault, open_vault

ACCESS = {"access_key_id": "a-key", "secret_access_key": "a-secret", "region": "eu-west-2"}


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on; each also has its neighbour 10,000 above free, which weed takes for itself.

    Test processes that run side by side begin to look at different places.
    """
    found: list[int] = []
    port = 12000 + os.getpid() * 20 % 10000
    while len(found) < count:
        port += 1
        with socket.socket() as here, socket.socket() as above:
            try:
                here.bind(("127.0.0.1", port))
                above.bind(("127.0.0.1", port + 10000))
            except OSError:
                continue
        found.append(port)
    return found


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real S3 service (SeaweedFS)."""
    for _ in range(3):
        with _weed(tmp_path_factory.mktemp("s3")) as (server, endpoint):
            if _keeps(endpoint, server):
                yield endpoint
                return
    pytest.fail("weed did not start")


@contextmanager
def _weed(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    master, volume, filer, s3 = _free_ports(4)
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert weed, "weed is missing: it comes with the development dependencies"
    command = [
        weed, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
        f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}", f"-s3.port={s3}",
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64", "-volume.max=50",
        "-volume.preStopSeconds=0",
    ]  # fmt: skip
    keys = {"AWS_ACCESS_KEY_ID": ACCESS["access_key_id"], "AWS_SECRET_ACCESS_KEY": ACCESS["secret_access_key"]}
    with (folder / "weed.log").open("wb") as log:
        server = subprocess.Popen(command, env={**os.environ, **keys}, stdout=log, stderr=log)  # noqa: S603
        try:
            yield server, f"http://127.0.0.1:{s3}"
        finally:
            server.kill()
            server.wait()


def _keeps(endpoint: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the service keeps bytes; False when it stopped or took more than a minute."""
    vault = vault_on_s3(endpoint)
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            vault.keep(uuid4(), b"ready?", "text/plain")
            return True
        except VaultFault:
            time.sleep(0.2)
    return False


def vault_on_s3(endpoint: str) -> Vault:
    """A vault under a prefix of its own on the real S3 service, in the one bucket."""
    return open_vault(f"s3://evidence/{uuid4()}", endpoint=endpoint, client_options={"allow_http": True}, **ACCESS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of `folder_vault`."""
    return tmp_path / "vault"


@pytest.fixture
def folder_vault(folder: Path) -> Vault:
    """A vault on a local folder."""
    return open_vault(f"file://{folder}")


@pytest.fixture(params=["folder", "s3"])
def vault(request: pytest.FixtureRequest) -> Vault:
    """Runs the test twice: on a local folder and on S3."""
    if request.param == "folder":
        opened: Vault = request.getfixturevalue("folder_vault")
        return opened
    return vault_on_s3(request.getfixturevalue("s3_endpoint"))


@pytest.fixture
def centre() -> UUID:
    """A centre."""
    return uuid4()
