/*
 * account_print: a certificate's fingerprint, which is SHA-256 of its DER.
 * Knows PEM, and the header in which nginx hands on a client's certificate. Never knows whom it
 * names, nor whether it is valid: nginx has verified it.
 */
#ifndef EG_CONSOLE_ACCOUNT_PRINT_H
#define EG_CONSOLE_ACCOUNT_PRINT_H

#include "console/account_words.h"

#define ACCOUNT_DER_MAX (16u * 1024u) /* as CERT_SIZE_MAX of pki/cert.h */
#define ACCOUNT_PEM_MAX (3u * ACCOUNT_DER_MAX)

/*
 * The one certificate that PEM holds (RFC 7468), as DER. Text around it is passed over.
 * EG_BAD_DATA: none, or more than one; EG_TOO_BIG.
 */
EG_CHECK enum eg_err account_pem_read(struct rd pem, struct wr *der);
/*
 * What a proxy tells of the client's certificate: 64 hexadecimal digits of any case, or the
 * certificate itself, percent-encoded PEM (nginx: $ssl_client_escaped_cert; its own fingerprint is
 * SHA-1). An empty header is no certificate: *given false. EG_BAD_DATA: neither.
 */
EG_CHECK enum eg_err account_print_read(struct rd header, bool *given,
					uint8_t print[ACCOUNT_OCTETS]);
/* SHA-256. */
void account_print_of(struct rd der, uint8_t print[ACCOUNT_OCTETS]);

#endif
