"""A pytest plugin: no test reaches beyond this machine, whatever library it goes through.

Python tells of every connection, datagram and look-up of a name before it happens (PEP 578), in all threads and at
any time, while modules are imported too; that is why this is no patch of `socket`. Databases are not concerned, since
libpq makes their connections; nor are the processes that tests start.
"""

import sys
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, inet_aton
from typing import Any

import pytest

#: Events whose arguments are a socket and an address.
SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
#: Events whose first argument is a host, or an address.
ASKING = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}


class OutsideThisMachine(RuntimeError):
    """No OSError, which programs expect of a network and go on."""


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in SENDING:
        connected, address = arguments[:2]
        if connected.family in {AF_INET, AF_INET6} and address and not _is_of_this_machine(address[0]):
            raise OutsideThisMachine(f"a test wanted to reach {address}")
    elif event in ASKING:
        host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
        if host and not (_is_of_this_machine(host) or _is_numeric(host)):
            raise OutsideThisMachine(f"a test wanted to know the address of {host}")


def _is_of_this_machine(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _is_numeric(host: str | bytes) -> bool:
    """Nobody has to be asked for the address of an address, in whatever spelling."""
    name = host.decode() if isinstance(host, bytes) else host
    try:
        ip_address(name)
    except ValueError:
        try:
            inet_aton(name)
        except (OSError, UnicodeError):
            return False
    return True
