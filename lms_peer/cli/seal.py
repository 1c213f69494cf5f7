"""`lms-peer verify`, `checkpoint` and `keys`: checking what was sealed, and what it was sealed with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lms_peer import keyring, seal
from lms_peer.app import create_app
from lms_peer.cli.files import require_writable
from lms_peer.cli.record import shown_progress
from lms_peer.database import db, reading
from lms_peer.keyring import Key, Purpose
from lms_peer.people import centres
from lms_peer.people.models import Centre

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CENTRE = click.option("--centre", "slug", required=True, help="The short name of the centre.")

_COMPARED = {
    seal.Standing.SAME: "The ledger still begins with the {size} statements of this checkpoint. It has {now} now.",
    seal.Standing.CUT: (
        "The ledger was cut: this checkpoint stands for {size} statements, and there are only {now} now."
    ),
    seal.Standing.REWRITTEN: (
        "The ledger was rewritten: its first {size} statements are not those that this checkpoint stands for. "
        "Run: lms-peer ledger verify"
    ),
    seal.Standing.OTHER_CENTRE: "This checkpoint is of another centre: {origin}.",
    seal.Standing.NOT_OURS: (
        "This checkpoint was not signed with a key of this centre, or was altered. It says nothing about the ledger."
    ),
    seal.Standing.UNREADABLE: "This is no checkpoint, or it was altered: it can not be read.",
}


@click.command("verify")
@click.argument("file", type=FILE)
@click.option("--checkpoint", type=FILE, help="A checkpoint of the centre that you kept.")
@click.option("--certificate", type=FILE, help="The certificate (PEM) that you got from the centre.")
@click.option("--centre", help="The centre that it must be of, as its checkpoints name it, or its last part.")
def verify(file: Path, checkpoint: Path | None, certificate: Path | None, centre: str | None) -> None:
    """Check a sealed portfolio, without the service that made it, and say what was altered.

    Needs no database and no network. The program verify_portfolio.py inside each portfolio does the same. It ends
    with status 0 when all is as it was sealed, 1 when it is not, and 2 when a file can not be read.
    """
    given = seal.Given(
        certificate.read_bytes() if certificate else None,
        checkpoint.read_bytes() if checkpoint else None,
        centre,
    )
    answer = seal.check(file.read_bytes(), given)
    for line in answer.lines():
        click.echo(line)
    sys.exit(answer.status)


@click.group()
def checkpoint() -> None:
    """Checkpoints: what a centre signs about its ledger, for somebody outside to keep."""


@checkpoint.command("export")
@CENTRE
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Left out: standard output.")
def export(slug: str, output: Path | None) -> None:
    """Sign a checkpoint over the whole ledger and write it to a file, or show it."""
    if output is not None:
        require_writable(output)
    with create_app().app_context():
        signed = seal.hand_out(centres.centre_named(slug).id)
    if output is None:
        click.echo(signed.note, nl=False)
    else:
        output.write_text(signed.note, encoding="utf-8", newline="\n")
        click.echo(f"Signed at statement {signed.size}: {output}")


@checkpoint.command("check")
@CENTRE
@click.argument("file", type=FILE)
def check(slug: str, file: Path) -> None:
    """Say whether the ledger still begins with what a checkpoint stands for that was kept elsewhere."""
    with create_app().app_context(), reading(), shown_progress("Comparing") as report:
        compared = seal.compare(centres.centre_named(slug).id, file.read_bytes(), report)
    click.echo(_COMPARED[compared.standing].format(size=compared.size, now=compared.now, origin=compared.origin))
    sys.exit(0 if compared.standing is seal.Standing.SAME else 1)


@click.group()
def keys() -> None:
    """Keys: what a centre signs with. Private keys are never shown."""


@keys.command("list")
@click.option(
    "--centre", "slug", help="The short name of one centre. Left out: all of them, and the service itself."
)
@click.option("--certificates", is_flag=True, help="Also show the certificates, to give to those who check.")
def list_keys(slug: str | None, certificates: bool) -> None:
    """Show every key: what for, since when, until when."""
    with create_app().app_context(), reading():
        owners: list[Centre | None] = [centres.centre_named(slug)] if slug else [*centres.centres(), None]
        for owner in owners:
            for purpose in Purpose:
                for key in keyring.ever(purpose, owner.id if owner else None):
                    click.echo(_told(owner, key))
                    if certificates and key.certificate:
                        click.echo(key.certificate.strip())


@keys.command("rotate")
@click.option("--centre", "slug", help="The short name of the centre. Left out: the service itself.")
@click.option("--purpose", type=click.Choice([one.value for one in Purpose]), required=True)
def rotate(slug: str | None, purpose: str) -> None:
    """Make a new key, used from now on. The one before stays known, so that what it signed can be checked."""
    with create_app().app_context():
        owner = centres.centre_named(slug) if slug else None
        key = keyring.rotate(
            Purpose(purpose), owner.id if owner else None, owner.name if owner else keyring.CALLED
        )
        db.session.commit()
        click.echo(_told(owner, key))


@keys.command("bring")
@CENTRE
@click.argument("file", type=FILE)
@click.password_option("--passphrase", confirmation_prompt=False, help="Asked for when left out.")
def bring(slug: str, file: Path, passphrase: str) -> None:
    """Seal portfolios with the centre's own key from now on: a PKCS#12 file (.p12, .pfx) with its certificate."""
    with create_app().app_context():
        owner = centres.centre_named(slug)
        key = keyring.bring(file.read_bytes(), passphrase, owner.id)
        db.session.commit()
        click.echo(_told(owner, key))


def _told(owner: Centre | None, key: Key) -> str:
    whose = owner.slug if owner else "the service"
    until = f", until {key.retired:%d %B %Y}" if key.retired else ""
    return f"{whose}, {key.purpose}: {key.id}, since {key.made:%d %B %Y}{until}"
