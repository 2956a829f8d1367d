/*
 * client_cert: which certificate a browser has shown to what stands before us.
 * Knows PEM as nginx passes it on, and its fingerprint. Never knows whose it is; checks nothing of
 * it: that it is valid and issued by whom it should be, nginx has seen to.
 */
#ifndef EG_CONSOLE_CLIENT_CERT_H
#define EG_CONSOLE_CLIENT_CERT_H

#include "base/rd.h"

#define CLIENT_CERT_HEADER "X-Client-Certificate"
#define CLIENT_CERT_MAX    4096u /* octets of DER */

struct client_cert {
	uint8_t sha256[32]; /* of the DER: as openssl x509 -fingerprint -sha256 has it */
};

/* Of the value of $ssl_client_escaped_cert: PEM, percent-encoded. EG_BAD_DATA, EG_TOO_BIG. */
EG_CHECK enum eg_err client_cert_read(struct rd escaped, struct client_cert *out);

#endif
