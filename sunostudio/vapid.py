"""The key by which push services know this server: of a curve, in URL-safe Base64 without padding."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def _text(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def make():
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


def public(key):
    """What browsers are told of it. ValueError where it is none."""
    number = int.from_bytes(urlsafe_b64decode(key + "=" * (-len(key) % 4)), "big")
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _text(
        point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
