"""The flat blocks of a document as the tree that their containers say they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.model import Block, Container
from reader.values import dataclass


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block and its index in the document."""

    index: int
    block: Block

    def leaves(self) -> Iterator[Leaf]:
        yield self


@dataclass(frozen=True, slots=True)
class Group:
    """A container and what is in it, never empty."""

    container: Container
    inside: tuple[Node, ...]

    def leaves(self) -> Iterator[Leaf]:
        """The blocks in it, however deep, in order."""
        for node in self.inside:
            yield from node.leaves()


Node = Leaf | Group


def tree(blocks: Sequence[Block]) -> tuple[Node, ...]:
    """The blocks by their containers; neighbours in one container are together."""
    return _level([Leaf(index, block) for index, block in enumerate(blocks)], 0)


def _level(leaves: Sequence[Leaf], depth: int) -> tuple[Node, ...]:
    nodes: list[Node] = []
    at = 0
    while at < len(leaves):
        container = _at_depth(leaves[at], depth)
        if container is None:
            nodes.append(leaves[at])
            at += 1
            continue
        end = at + 1
        while end < len(leaves) and _at_depth(leaves[end], depth) == container:
            end += 1
        nodes.append(Group(container, _level(leaves[at:end], depth + 1)))
        at = end
    return tuple(nodes)


def _at_depth(leaf: Leaf, depth: int) -> Container | None:
    containers = leaf.block.containers
    return containers[depth] if depth < len(containers) else None
