"""The check itself: the parts of a sealed portfolio against each other, and what to say of each in plain words.

Knows the standard library and `cryptography` only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from lms_peer.seal.offline.cms import Signed
from lms_peer.seal.offline.pdf import PARTED, Pdf
from lms_peer.seal.offline.record import Note, consistent, decoded, included, leaf, read_note, signed_with
from lms_peer.seal.offline.sealed import Answer, Given, check_seal
from lms_peer.seal.offline.syntax import Broken

STATEMENTS, PROOFS, CHECKPOINT, KEYS, MANIFEST, SCRIPT = (
    "statements.jsonl", "proofs.json", "checkpoint.txt", "keys.json", "manifest.json", "verify_portfolio.py",
)  # fmt: skip
PARTS = ("centre", "position", "id", "stored", "version", "authority", "attachments", "statement")
# What reading a damaged part raises.
_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
OURS = (STATEMENTS, PROOFS, CHECKPOINT, KEYS, MANIFEST, SCRIPT)


def check(file: bytes, given: Given | None = None) -> Answer:
    """Look at everything in a sealed portfolio."""
    answer, given = Answer(), given or Given()
    if not file.startswith(b"%PDF-"):
        answer.can_not_read("This is not a PDF, or its beginning was altered.")
        return answer
    try:
        pdf = Pdf(file)
        attached, bad = _unpacked(pdf)
    except (Broken, *_UNREADABLE) as error:
        what = str(error) if isinstance(error, Broken) else "its parts"
        answer.can_not_read(f"The PDF was altered or damaged: it can not be read ({what}).")
        return answer
    answer.wrong += [f"The attachment {name} was altered: it can not be unpacked." for name in bad]
    signed = check_seal(pdf, answer, given)
    manifest = _check_manifest(pdf, attached, answer, signed)
    note = _check_checkpoint(attached, answer, given, signed)
    if note is not None:
        _check_statements(attached, note, manifest, answer)
    return answer


def _unpacked(pdf: Pdf) -> tuple[dict[str, bytes], list[str]]:
    attached, bad = {}, []
    for name, stream in pdf.attachments().items():
        try:
            attached[name] = pdf.unpacked(stream)
        except Broken:
            bad.append(name)
    return attached, bad


def _check_manifest(pdf: Pdf, attached: dict[str, bytes], answer: Answer, signed: Signed | None) -> dict[str, Any]:
    """Each attachment and, when the PDF was altered, each page against the manifest."""
    try:
        manifest: dict[str, Any] = json.loads(attached[MANIFEST])
        files, pages = dict(manifest["attachments"]), list(manifest["pages"])
        if attached[MANIFEST] != manifest_text(files, pages):
            raise ValueError
    except (KeyError, ValueError, TypeError):
        _blame(answer, MANIFEST)
        return {}
    before = len(answer.wrong)
    for name in sorted(set(files) - set(attached)):
        _blame(answer, name)
    for name, content in sorted(attached.items()):
        if name != MANIFEST and files.get(name) != hashlib.sha256(content).hexdigest():
            answer.wrong.append(f"The attachment {name} was {'altered' if name in files else 'added'}.")
    if signed is None and before == len(answer.wrong) == 1:
        _name_pages(pdf, pages, answer)
    return files


def _blame(answer: Answer, name: str) -> None:
    """Say that an attachment is not as it was, unless that was said."""
    if not any(name in said for said in answer.wrong):
        answer.wrong.append(f"The attachment {name} was altered, or is missing.")


def _name_pages(pdf: Pdf, pages: list[str], answer: Answer) -> None:
    try:
        now = pdf.pages(parted=any(str(page).startswith(PARTED) for page in pages))
    except (Broken, *_UNREADABLE):
        answer.wrong.append("What was altered can not be read: a page, or what holds the pages together.")
        return
    changed = [number for number, (one, other) in enumerate(zip(pages, now, strict=False), 1) if one != other]
    if changed or len(pages) != len(now):
        listed = (
            f" Pages: {', '.join(map(str, changed[:20]))}{' and more' * (len(changed) > 20)}." if changed else ""
        )
        counted = "" if len(pages) == len(now) else f" There were {len(pages)} pages, there are {len(now)}."
        answer.wrong.append(f"What a page shows was altered.{listed}{counted}")
    else:
        answer.wrong.append(
            "The pages' words and pictures and the attachments are the same. Something else was altered."
        )


def manifest_text(attachments: dict[str, str], pages: list[str]) -> bytes:
    """The one way to write a manifest: the SHA-256 of each attachment and page, and of the lines themselves."""
    said = {"attachments": dict(sorted(attachments.items())), "pages": pages}
    plain = json.dumps(said, indent=1, ensure_ascii=False)
    return json.dumps(
        {"self": hashlib.sha256(plain.encode()).hexdigest()} | said, indent=1, ensure_ascii=False
    ).encode()


def _check_checkpoint(
    attached: dict[str, bytes], answer: Answer, given: Given, signed: Signed | None
) -> Note | None:
    try:
        keys = json.loads(attached[KEYS])
        named = [str(one) for one in keys["checkpoint_keys"]]
    except (KeyError, ValueError, TypeError):
        _blame(answer, KEYS)
        return None
    try:
        note = read_note(attached[CHECKPOINT])
    except (KeyError, Broken):
        _blame(answer, CHECKPOINT)
        return None
    key = next((one for one in named if signed_with(note, one)), None)
    if key is None or key.partition("+")[0] != note.origin:
        answer.wrong.append("The checkpoint was altered: its signature is not right.")
        return None
    if given.centre and given.centre not in (note.origin, note.origin.rpartition("/")[2]):
        answer.wrong.append(f"This is a portfolio of another centre: {note.origin}.")
    if given.checkpoint is not None:
        _compare(given.checkpoint, note, attached, named, answer, sure=bool(signed and given.certificate))
    return note


def _compare(
    kept: bytes, note: Note, attached: dict[str, bytes], keys: list[str], answer: Answer, sure: bool
) -> None:
    """The checkpoint that was kept elsewhere against the portfolio's own."""
    try:
        old = read_note(kept)
    except Broken:
        answer.can_not_read("The checkpoint that you keep can not be read.")
        return
    if why := _not_alike(old, note, keys, sure):
        answer.wrong.append(why)
        return
    try:
        proofs = json.loads(attached[PROOFS])
        path = [] if old.size == note.size else _path(proofs, proofs["earlier"][str(old.size)])
    except (KeyError, ValueError, TypeError, IndexError):
        answer.wrong.append(
            f"The portfolio can not show that it follows the checkpoint that you keep ({old.size})."
        )
        return
    if consistent(old.size, note.size, old.root, note.root, path):
        answer.right.append(
            f"The record still begins with the {old.size} statements of the checkpoint that you keep."
        )
    else:
        answer.wrong.append(
            "The record was rewritten: it does not begin with the statements of the checkpoint you keep."
        )


def _not_alike(old: Note, note: Note, keys: list[str], sure: bool) -> str:
    """Why an old checkpoint can not be compared with the portfolio's; empty when it can."""
    if old.origin != note.origin:
        return f"The checkpoint that you keep is of another centre: {old.origin}."
    key = next((one for one in keys if signed_with(old, one)), None)
    if key is None or not (sure or signed_with(note, key)):
        return (
            "The checkpoint that you keep was signed with another key than the portfolio's. If the centre changed its "
            "key, give its certificate too."
        )
    if old.size > note.size:
        return (
            f"The portfolio is older than the checkpoint that you keep: it stands for {note.size} statements, "
            f"yours for {old.size}. Ask the centre to issue it again, or compare with a checkpoint from before."
        )
    return ""


def _path(proofs: dict[str, Any], numbers: list[int]) -> list[bytes]:
    return [decoded(proofs["hashes"][number]) for number in numbers]


def _check_statements(attached: dict[str, bytes], note: Note, files: dict[str, Any], answer: Answer) -> None:
    """Each statement against its proof, and each attached file against the statements."""
    try:
        proofs = json.loads(attached[PROOFS])
        paths = {int(position): _path(proofs, numbers) for position, numbers in proofs["statements"].items()}
    except (KeyError, ValueError, TypeError, IndexError, AttributeError):
        _blame(answer, PROOFS)
        return
    if STATEMENTS not in attached:
        _blame(answer, STATEMENTS)
        return
    if proofs.get("size") != note.size:
        answer.wrong.append(
            f"The proofs do not belong to this checkpoint: they are for {proofs.get('size')} statements, and it "
            f"stands for {note.size}."
        )
    named: set[str] = set()
    for number, line in enumerate(attached[STATEMENTS].splitlines(), 1):
        named |= _check_statement(number, line, paths, note, answer)
    for position in sorted(paths):
        answer.wrong.append(f"The statement at position {position} is missing.")
    own = {name for name, content in attached.items() if hashlib.sha256(content).hexdigest() in named}
    others = sorted(set(attached) - own - set(OURS))
    answer.wrong += [f"No statement names the attachment {name}." for name in others if name not in files]
    if not answer.wrong:
        answer.right.append(
            f"Its {len(proofs['statements'])} statements are in the record of {note.origin}, as the centre signed "
            f"it at statement {note.size}. Attachments that are the very files they name: {len(own)}."
        )
    if not answer.wrong and others:
        answer.right.append(f"Put in by the centre, and named by no statement: {', '.join(others)}.")


def _check_statement(
    number: int, line: bytes, paths: dict[int, list[bytes]], note: Note, answer: Answer
) -> set[str]:
    """One line: what it names, when its proof leads to the checkpoint."""
    try:
        statement = json.loads(line)
        if list(statement) != list(PARTS):
            raise ValueError
        position, hashed = int(statement["position"]), leaf(statement)
        if line != json.dumps(statement, ensure_ascii=False).encode():
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        answer.wrong.append(f"The statement in line {number} of {STATEMENTS} was altered: it can not be read.")
        return set()
    path = paths.pop(position, None)
    if path is None:
        answer.wrong.append(f"The statement at position {position} has no proof, or is there twice.")
    elif not included(hashed, position - 1, note.size, path, note.root):
        answer.wrong.append(
            f"The statement at position {position}, or its proof, was altered: it is not in the record that the centre "
            "signed."
        )
    else:
        return set(statement["attachments"])
    return set()


def main(words: Sequence[str] | None = None, say: Callable[[str], object] = print) -> int:
    """Check the file that the command line names; answers the exit status."""
    parser = argparse.ArgumentParser(description="Check a sealed portfolio, offline.")
    parser.add_argument("portfolio", help="the PDF")
    parser.add_argument("--certificate", help="the centre's certificate (PEM), which you got from the centre")
    parser.add_argument("--checkpoint", help="a checkpoint of the centre that you kept")
    parser.add_argument("--centre", help="the centre that it must be of, as its checkpoints name it")
    given = parser.parse_args(words)

    def bytes_of(path: str | None) -> bytes | None:
        if path is None:
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()

    try:
        certificate, checkpoint = bytes_of(given.certificate), bytes_of(given.checkpoint)
        portfolio = bytes_of(given.portfolio) or b""
    except OSError as error:
        say(f"{error.filename} can not be read: {error.strerror}")
        return 2
    answer = check(portfolio, Given(certificate, checkpoint, given.centre))
    for line in answer.lines():
        say(line)
    return answer.status


if __name__ == "__main__":
    sys.exit(main())
