"""Peer: card verifiable certificates and requests, read, verified and made with Python's cryptography.

    cvc_peer.py check FILE...     certificates in the order of a chain, and requests
    cvc_peer.py make FOLDER       chains with keys: NUMBER.cvca, .dv, .is (.cvcert) and .is.pkcs8

Written from TR-03110-3 apart from the project's own code. ECDSA is verified by arithmetic of its own
with the domain parameters that stand in the certificate, so that every curve can be told; RSA by the
library. Exits with 77 where the library is missing.
"""

import hashlib
import sys

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
except ImportError:
    sys.exit(77)

ID_TA = bytes.fromhex("04007f00070202 02")
ID_IS = bytes.fromhex("04007f000703010201")
HASHES = {"sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256,
          "sha384": hashes.SHA384, "sha512": hashes.SHA512}
ALGORITHMS = {(1, 1): ("v15", "sha1"), (1, 2): ("v15", "sha256"), (1, 3): ("pss", "sha1"),
              (1, 4): ("pss", "sha256"), (1, 5): ("v15", "sha512"), (1, 6): ("pss", "sha512"),
              (2, 1): ("ecdsa", "sha1"), (2, 2): ("ecdsa", "sha224"), (2, 3): ("ecdsa", "sha256"),
              (2, 4): ("ecdsa", "sha384"), (2, 5): ("ecdsa", "sha512")}


def one(data):
    """(tag, value, whole, rest) of the first object."""
    size = 2 if data[0] & 0x1F == 0x1F else 1
    tag, length, at = int.from_bytes(data[:size], "big"), data[size], size + 1
    if length >= 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(data[at:at + count], "big"), at + count
    if at + length > len(data):
        raise ValueError("object ends too late")
    return tag, data[at:at + length], data[:at + length], data[at + length:]


def objects(data):
    """The objects of a template by their tags; each comes once in what is read here."""
    found = {}
    while data:
        tag, value, whole, data = one(data)
        found[tag] = (value, whole)
    return found


def add(curve, p, q):
    """Sum of two points, None being the neutral one."""
    prime, a = curve["p"], curve["a"]
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % prime == 0:
            return None
        slope = (3 * p[0] * p[0] + a) * pow(2 * p[1], -1, prime)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, prime)
    x = (slope * slope - p[0] - q[0]) % prime
    return x, (slope * (p[0] - x) - p[1]) % prime


def times(curve, number, point):
    total = None
    while number:
        if number & 1:
            total = add(curve, total, point)
        point = add(curve, point, point)
        number >>= 1
    return total


def point_of(octets):
    half = (len(octets) - 1) // 2
    if octets[0] != 4 or len(octets) != 1 + 2 * half:
        raise ValueError("point not uncompressed")
    return int.from_bytes(octets[1:1 + half], "big"), int.from_bytes(octets[1 + half:], "big")


class Key:
    """A public key as it stands in 7F49; a curve that is not told is the issuer's."""

    def __init__(self, template, issuer=None):
        parts = objects(template)
        oid = parts[0x06][0]
        if oid[:-2] != ID_TA:
            raise ValueError("no key for Terminal Authentication")
        self.oid, (self.scheme, self.hash) = oid, ALGORITHMS[(oid[-2], oid[-1])]
        numbers = {tag: int.from_bytes(value, "big") for tag, (value, _) in parts.items()}
        if self.scheme != "ecdsa":
            self.rsa = rsa.RSAPublicNumbers(numbers[0x82], numbers[0x81]).public_key()
            return
        if 0x81 in parts:
            self.curve = {"p": numbers[0x81], "a": numbers[0x82], "b": numbers[0x83],
                          "g": point_of(parts[0x84][0]), "n": numbers[0x85]}
        else:
            self.curve = issuer.curve
        self.point = point_of(parts[0x86][0])
        x, y, c = *self.point, self.curve
        if (y * y - x * x * x - c["a"] * x - c["b"]) % c["p"] != 0:
            raise ValueError("point not on the curve")

    def verify(self, message, signature):
        if self.scheme == "ecdsa":
            self.verify_ecdsa(message, signature)
            return
        digest = HASHES[self.hash]()
        pad = (padding.PKCS1v15() if self.scheme == "v15" else
               padding.PSS(padding.MGF1(digest), digest.digest_size))
        self.rsa.verify(signature, message, pad, digest)

    def verify_ecdsa(self, message, signature):
        c, n = self.curve, self.curve["n"]
        size = (n.bit_length() + 7) // 8
        if len(signature) != 2 * size:
            raise InvalidSignature("size")
        r, s = (int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))
        digest = hashlib.new(self.hash, message).digest()
        e = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - n.bit_length())
        if not (0 < r < n and 0 < s < n):
            raise InvalidSignature("range")
        w = pow(s, -1, n)
        where = add(c, times(c, e * w % n, c["g"]), times(c, r * w % n, self.point))
        if where is None or where[0] % n != r:
            raise InvalidSignature("ecdsa")


def check_certificate(parts, known):
    """7F21 taken apart: a request verifies with its own key, a certificate with its issuer's."""
    body, signed = parts[0x7F4E]
    fields = objects(body)
    if fields[0x5F29][0] != b"\0":
        raise ValueError("profile")
    authority = fields.get(0x42, (None,))[0]
    holder = fields[0x5F20][0]
    if 0x7F4C not in fields:
        key = Key(fields[0x7F49][0])
        key.verify(signed, parts[0x5F37][0])
        return
    issuer = known.get(authority)
    key = Key(fields[0x7F49][0], issuer)
    (key if authority == holder else issuer).verify(signed, parts[0x5F37][0])
    if objects(fields[0x7F4C][0])[0x06][0] != ID_IS:
        raise ValueError("no inspection system")
    known[holder] = key


def check(names):
    known = {}
    for name in names:
        with open(name, "rb") as file:
            tag, value, _, rest = one(file.read())
        if rest or tag not in (0x67, 0x7F21):
            raise ValueError("no certificate and no request")
        if tag == 0x67:
            parts = objects(value)
            known[parts[0x42][0]].verify(parts[0x7F21][1] + parts[0x42][1], parts[0x5F37][0])
            value = parts[0x7F21][0]
        check_certificate(objects(value), known)
        print("good:", name)


def tlv(tag, value):
    head = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    if len(value) < 0x80:
        return head + bytes([len(value)]) + value
    size = (len(value).bit_length() + 7) // 8
    return head + bytes([0x80 | size]) + len(value).to_bytes(size, "big") + value


def unsigned(tag, number):
    return tlv(tag, number.to_bytes((number.bit_length() + 7) // 8, "big"))


# What the library has besides our own curves; parameters of SEC 2 and RFC 5639 come from openssl's
# side of the project only through the public point, so the domain stands here.
P256 = dict(p=2**256 - 2**224 + 2**192 + 2**96 - 1, a=-3,
            b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
            g=(0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
               0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5),
            n=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551)
BP256 = dict(p=0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
             a=0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
             b=0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
             g=(0x8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262,
                0x547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997),
             n=0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7)


def public_template(key, oid, domain):
    """7F49 of a key of the library; domain: parameters that stand in it."""
    numbers = key.public_key().public_numbers()
    out = tlv(0x06, oid)
    if oid[-2] == 1:
        return tlv(0x7F49, out + unsigned(0x81, numbers.n) + unsigned(0x82, numbers.e))
    if domain is not None:
        gx, gy = (v.to_bytes(32, "big") for v in domain["g"])
        out += (unsigned(0x81, domain["p"]) + unsigned(0x82, domain["a"] % domain["p"]) +
                unsigned(0x83, domain["b"]) + tlv(0x84, b"\x04" + gx + gy) +
                unsigned(0x85, domain["n"]))
    out += tlv(0x86, b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))
    return tlv(0x7F49, out + (unsigned(0x87, 1) if domain is not None else b""))


def sign(key, oid, message):
    scheme, name = ALGORITHMS[(oid[-2], oid[-1])]
    digest = HASHES[name]()
    if scheme == "ecdsa":
        r, s = decode_dss_signature(key.sign(message, ec.ECDSA(digest)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    pad = (padding.PKCS1v15() if scheme == "v15" else
           padding.PSS(padding.MGF1(digest), digest.digest_size))
    return key.sign(message, pad, digest)


def certificate(authority, holder, key, signer, oid, rights, domain):
    digits = [tlv(tag, bytes(map(int, day))) for tag, day in ((0x5F25, "260101"), (0x5F24, "281231"))]
    body = tlv(0x7F4E, tlv(0x5F29, b"\0") + tlv(0x42, authority) +
               public_template(key, oid, domain) + tlv(0x5F20, holder) +
               tlv(0x7F4C, tlv(0x06, ID_IS) + tlv(0x53, bytes([rights]))) + b"".join(digits))
    return tlv(0x7F21, body + tlv(0x5F37, sign(signer, oid, body)))


def make(folder):
    """A chain for each algorithm, ECDSA on two curves by turns."""
    for number, (kind, arc) in enumerate(sorted(ALGORITHMS)):
        oid = ID_TA + bytes([kind, arc])
        curve, domain = ((ec.SECP256R1, P256), (ec.BrainpoolP256R1, BP256))[number % 2]
        make_key = ((lambda: rsa.generate_private_key(65537, 1536)) if kind == 1 else
                    (lambda: ec.generate_private_key(curve())))
        cvca, dv, terminal = make_key(), make_key(), make_key()
        files = {
            "cvca.cvcert": certificate(b"UTCVCA00001", b"UTCVCA00001", cvca, cvca, oid, 0xC3, domain),
            "dv.cvcert": certificate(b"UTCVCA00001", b"UTDV00001", dv, cvca, oid, 0x83, None),
            "is.cvcert": certificate(b"UTDV00001", b"UTIS00001", terminal, dv, oid, 0x03, None),
            "is.pkcs8": terminal.private_bytes(serialization.Encoding.DER,
                                               serialization.PrivateFormat.PKCS8,
                                               serialization.NoEncryption()),
        }
        for name, content in files.items():
            with open(f"{folder}/{number}.{name}", "wb") as file:
                file.write(content)


def main(words):
    if len(words) >= 2 and words[0] == "check":
        check(words[1:])
    elif len(words) == 2 and words[0] == "make":
        make(words[1])
    elif words != ["ask"]:
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
