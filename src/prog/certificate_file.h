/*
 * certificate_file: an officer's certificate in a file, PEM (RFC 7468) or DER: its fingerprint.
 * Knows the two forms. Never judges: whose certificates are taken, nginx is told.
 */
#ifndef EG_PROG_CERTIFICATE_FILE_H
#define EG_PROG_CERTIFICATE_FILE_H

#include "base/date.h"
#include "base/wr.h"

#define CERTIFICATE_FILE_MAX   (64u * 1024u)
#define CERTIFICATE_PRINT_SIZE 32

struct certificate_file {
	uint8_t print[CERTIFICATE_PRINT_SIZE]; /* SHA-256 of the DER */
	struct date from;
	struct date to;
};

/*
 * Foreign bytes: to be called behind a sandbox. EG_BAD_DATA: no certificate, more than one, or a
 * certificate authority's; EG_TOO_BIG.
 */
EG_CHECK enum eg_err certificate_file_read(struct rd file, struct certificate_file *out);
/* The one certificate of a PEM file, as DER; text around it is passed over. */
EG_CHECK enum eg_err certificate_file_pem(struct rd file, struct wr *der);

/* The facts through a pipe. */
void certificate_file_write(const struct certificate_file *c, struct wr *out);
EG_CHECK enum eg_err certificate_file_parse(struct rd octets, struct certificate_file *out);

#endif
