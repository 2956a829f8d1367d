/*
 * cert_extension: the extensions of one certificate (RFC 5280, 4.2; Doc 9303-12, 7.1.1).
 * Internal to pki/cert*.c. Knows their layout. Never knows which of them a role asks for.
 */
#ifndef EG_PKI_CERT_EXTENSION_H
#define EG_PKI_CERT_EXTENSION_H

#include "pki/cert.h"

/* Reads the contents of the [3] into the fields of c, and notes faults. False if they are no
 * extensions, too many, or one that is understood stands there twice. */
EG_CHECK bool cert_read_extensions(struct rd wrapped, struct cert *c);

#endif
