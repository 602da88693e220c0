"""The whole suite runs without a network, its own machine apart: what a test needs from afar, it brings along."""

import socket
from collections.abc import Callable

import pytest

from tests.network import OutsideThisMachine

#: Of a block for documentation (RFC 5737): nobody is there.
AFAR = ("192.0.2.1", 80)


def datagram() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", AFAR)


def connection() -> None:
    with socket.socket() as connecting:
        connecting.connect(AFAR)


def quiet_connection() -> None:
    with socket.socket() as connecting:
        connecting.connect_ex(AFAR)


@pytest.mark.parametrize(
    "reach",
    [
        connection,
        quiet_connection,
        datagram,
        lambda: socket.getaddrinfo("checks.example.org", 80),
        lambda: socket.gethostbyname("checks.example.org"),
    ],
    ids=["connection", "quiet connection", "datagram", "name", "name in the old way"],
)
def test_nothing_leaves_this_machine(reach: Callable[[], object]) -> None:
    with pytest.raises(OutsideThisMachine):
        reach()


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_servers_of_the_test_itself_are_reached(family: socket.AddressFamily, host: str) -> None:
    with socket.create_server((host, 0), family=family) as server:
        socket.create_connection(server.getsockname()[:2], timeout=5).close()
        accepted, _ = server.accept()
        accepted.close()
