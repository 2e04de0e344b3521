"""Which hosts are near."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_link_local(host: str) -> bool:
    """Whether a host is an address that no router passes on."""
    try:
        return ip_address(host).is_link_local
    except ValueError:
        return False
