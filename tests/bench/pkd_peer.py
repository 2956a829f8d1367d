"""What libcrypto needs for a revocation list: DER file, issuer's DER certificate, serial numbers in hex.

Prints CPU time in microseconds: parse, verify, first lookup, one of the next lookups.
"""

import ctypes
import sys
import time

lib = ctypes.CDLL("libcrypto.so.3")
pointer, size = ctypes.c_void_p, ctypes.c_long
for name, result, arguments in (
    ("d2i_X509_CRL", pointer, (pointer, pointer, size)),
    ("d2i_X509", pointer, (pointer, pointer, size)),
    ("d2i_ASN1_INTEGER", pointer, (pointer, pointer, size)),
    ("X509_get0_pubkey", pointer, (pointer,)),
    ("X509_CRL_verify", ctypes.c_int, (pointer, pointer)),
    ("X509_CRL_get0_by_serial", ctypes.c_int, (pointer, pointer, pointer)),
):
    function = getattr(lib, name)
    function.restype, function.argtypes = result, arguments


def parse(function, octets):
    place = ctypes.c_char_p(octets)
    return function(None, ctypes.addressof(place), len(octets))


def clock():
    return time.process_time_ns() / 1000


def integer_of(serial):
    number = bytes.fromhex(serial)
    return parse(lib.d2i_ASN1_INTEGER, bytes([2, len(number)]) + number)


def main(crl_path, certificate_path, *serials):
    with open(crl_path, "rb") as file:
        octets = file.read()
    with open(certificate_path, "rb") as file:
        key = lib.X509_get0_pubkey(parse(lib.d2i_X509, file.read()))
    integers = [integer_of(serial) for serial in serials]
    found = pointer()
    place = ctypes.addressof(found)
    times = [clock()]
    crl = parse(lib.d2i_X509_CRL, octets)
    times.append(clock())
    right = lib.X509_CRL_verify(crl, key)
    times.append(clock())
    first = lib.X509_CRL_get0_by_serial(crl, place, integers[0])
    times.append(clock())
    for integer in integers:
        lib.X509_CRL_get0_by_serial(crl, place, integer)
    times.append(clock())
    if not crl or right != 1 or first != 1:
        sys.exit("pkd_peer: libcrypto does not find it")
    steps = [after - before for before, after in zip(times, times[1:])]
    steps[3] /= len(integers)
    print(*(f"{step:.3f}" for step in steps))


if __name__ == "__main__":
    main(*sys.argv[1:])
