"""`lms-peer certificates`: a centre's own portfolios, statements and forms. Needs no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lms_peer.cli.files import require_writable
from lms_peer.config import Config
from lms_peer.portfolio import studio

_NAME = click.Choice([*studio.NAMES])
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def certificates() -> None:
    """Certificates: how printed documents look, and making them a centre's own."""


@certificates.command("list")
def list_certificates() -> None:
    """List the documents, and the folder that each comes from."""
    own = Config.from_environ().certificates
    for name, about in studio.NAMES.items():
        click.echo(f"{name}\n  {about}\n  {studio.origin(name, own)}")


@certificates.command("copy")
@click.argument("names", nargs=-1, required=True, type=_NAME, metavar="NAME...")
@click.argument("folder", type=_FOLDER)
def copy(names: tuple[str, ...], folder: Path) -> None:
    """Copy documents into FOLDER, to change them there. NAME is as `lms-peer certificates list` says."""
    for name in names:
        try:
            click.echo(f"Copied: {studio.copy(name, folder)}")
        except studio.FolderTaken as taken:
            raise click.ClickException(
                f"{taken} is there already. Nothing was changed in it. Move it away first."
            ) from taken
        except OSError as error:
            raise click.ClickException(f"{folder} can not be written ({error.strerror}).") from error
    if folder.resolve() not in [one.resolve() for one in Config.from_environ().certificates]:
        click.echo(
            f"To use what is in it, set LMS_PEER_CERTIFICATES={folder.resolve()} and start the service again."
        )


@certificates.command("preview")
@click.argument("folder", type=_FOLDER)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Left out: FOLDER.pdf.")
def preview(folder: Path, output: Path | None) -> None:
    """Draw the sample in FOLDER as a PDF, and say what is wrong, with file and line."""
    if not folder.is_dir():
        raise click.ClickException(f"There is no folder {folder}.")
    target = output or Path(f"{folder.resolve().name}.pdf")
    require_writable(target)
    try:
        proof = studio.preview(folder, Config.from_environ().certificates, target)
    except studio.NotACertificate as error:
        raise click.ClickException(str(error)) from error
    for finding in proof.findings:
        click.echo(str(finding), err=True)
    click.echo(f"Drawn: {target}" if proof.drawn else "Nothing was drawn.", err=not proof.drawn)
    sys.exit(1 if proof.findings else 0)
