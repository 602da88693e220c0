"""Hosts, and the domains that they belong to."""


def domains_of(host: str) -> list[str]:
    """The host or account, then the domains above the host, but for the topmost: most particular first."""
    labels = host.split(".")
    return [host, *(".".join(labels[start:]) for start in range(1, len(labels) - 1))]
