"""`lms-peer courses`: checking course files before they are used."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lms_peer.catalogue import check, load_folder, shipped_courses
from lms_peer.config import Config


@click.group()
def courses() -> None:
    """Course files: what must be achieved."""


@courses.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
def check_files(paths: tuple[Path, ...]) -> None:
    """Say every mistake in these course files, with file and line and what to write instead."""
    errors = check(paths)
    for error in errors:
        click.echo(str(error))
    if errors:
        found = "1 thing" if len(errors) == 1 else f"{len(errors)} things"
        click.echo(f"\n{found} to put right.", err=True)
        sys.exit(1)
    click.echo("All right: no mistakes found.")
    catalogue = load_folder(paths)
    for specification in (catalogue[ref] for ref in catalogue):
        if figures := specification.qualification.unverified():
            click.echo(f"{specification.path.name} says of these that nobody checked them: {', '.join(figures)}.")


@courses.command("list")
def list_courses() -> None:
    """List the courses that learners can start."""
    for specification in load_folder((shipped_courses(), *Config.from_environ().courses)).current():
        qualification = specification.qualification
        click.echo(f"{qualification.slug}  version {qualification.version}  {qualification.title}")
