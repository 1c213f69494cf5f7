"""The Merkle tree, side by side with pymerkle, and its proofs as a stranger checks them (RFC 9162, section 2.1)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from lms_peer.ledger import merkle
from lms_peer.seal.offline.record import consistent, included

leaves = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


def ours(entries: list[bytes]) -> merkle.Subtree:
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    return lambda start, stop: merkle.root_of(hashes[start:stop])


def theirs(entries: list[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(entries)
    return tree


@given(leaves)
def test_pymerkle_has_the_same_root(entries: list[bytes]) -> None:
    assert ours(entries)(0, len(entries)) == theirs(entries).get_root()


@settings(max_examples=50)
@given(leaves, st.data())
def test_a_proof_of_inclusion_is_that_of_pymerkle(entries: list[bytes], data: st.DataObject) -> None:
    size, tree = len(entries), theirs(entries)
    index = data.draw(st.integers(0, size - 1))
    path, leaf, root = (
        merkle.inclusion(ours(entries), index, size),
        merkle.leaf_hash(entries[index]),
        tree.get_root(),
    )
    proof = tree.prove_inclusion(index + 1, size)
    verify_inclusion(leaf, root, proof)
    assert path == [bytes.fromhex(one) for one in proof.serialize()["path"]][1:]
    assert included(leaf, index, size, path, root)


@settings(max_examples=50)
@given(leaves, st.data())
def test_a_proof_of_consistency_holds_between_roots_of_pymerkle(entries: list[bytes], data: st.DataObject) -> None:
    size, tree = len(entries), theirs(entries)
    before = data.draw(st.integers(1, size))
    old, new = tree.get_root(before), tree.get_root(size)
    verify_consistency(old, new, tree.prove_consistency(before, size))
    assert consistent(before, size, old, new, merkle.consistency(ours(entries), before, size))


@settings(max_examples=50)
@given(leaves, st.data())
def test_a_proof_does_not_hold_for_anything_else(entries: list[bytes], data: st.DataObject) -> None:
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    subtree = ours(entries)
    path, leaf, root = merkle.inclusion(subtree, index, size), merkle.leaf_hash(entries[index]), subtree(0, size)
    other = merkle.leaf_hash(entries[index] + b"!")
    assert not included(other, index, size, path, root)
    assert not included(leaf, index, size, [*path, root], root)
    if path:
        assert not included(leaf, index, size, path[:-1], root)
        assert not included(leaf, index, size, [other, *path[1:]], root)
    rewritten = ours([entries[0] + b"!", *entries[1:]])
    before = data.draw(st.integers(1, size))
    proof = merkle.consistency(rewritten, before, size)
    assert not consistent(before, size, subtree(0, before), rewritten(0, size), proof)


def test_an_empty_tree_is_the_hash_of_nothing() -> None:
    assert merkle.root_of([]) == merkle.EMPTY == InmemoryTree(algorithm="sha256").get_root()
