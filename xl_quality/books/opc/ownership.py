"""Which parts exist only for the sake of one part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xl_quality.books.opc.package import Package


def parts_only_under(package: Package, part: str) -> list[str]:
    """
    Return the parts that would be left without a use if *part* went.

    Args:
        package: the package; its parts' relationships are followed.
        part: name of the part that goes; it is not among those returned.
    """
    under = _reachable(package, part)
    if not under:
        return []
    kept = {name.lower() for name in package.part_names() if "_rels/" not in name} - set(under)
    kept.discard(part.lower())
    held: set[str] = set()
    for name in ["", *sorted(kept)]:
        targets = {r.target.lower() for r in package.relationships(name) if not r.external}
        held |= targets & set(under)
    for name in list(held):
        held |= {each.lower() for each in _reachable(package, name)}
    return [name for key, name in under.items() if key not in held]


def _reachable(package: Package, part: str) -> dict[str, str]:
    """Return the parts that relationships lead to from a part, by lower-case name."""
    found: dict[str, str] = {}
    ahead = [part]
    while ahead:
        for relationship in package.relationships(ahead.pop()):
            target = relationship.target
            if relationship.external or target.lower() in found or target.lower() == part.lower():
                continue
            if package.has(target):
                found[target.lower()] = target
                ahead.append(target)
    return found
