/*
 * pki_words: names, keys and times of certificates as words for people.
 * Knows how to show what others wrote, so that it harms no screen. Never judges it.
 */
#ifndef EG_PROG_PKI_WORDS_H
#define EG_PROG_PKI_WORDS_H

#include "pki/asn1_time.h"
#include "pki/cert.h"
#include "pki/fault.h"

/* A text of bounded size by value: all faults there are fit; others are cut, and end with dots. */
struct pki_text {
	char text[1536];
};

/*
 * "C=DE, O=bund, CN=csca-germany" (in the order of the certificate, not in RFC 4514's), as UTF-8.
 * What stands between parts is marked with a backslash within one.
 */
struct pki_text pki_name(struct rd name);
/* "RSA-3072", "brainpoolP384r1", or why the key cannot be used. */
struct pki_text pki_key(const struct cert *c);
/* Small hexadecimal; of more than max octets the first, and dots. */
struct pki_text pki_hex(struct rd octets, size_t max);
struct pki_text pki_day(struct date d);      /* "2026-11-29" */
struct pki_text pki_moment(int64_t unix_s);  /* "2026-11-29T21:08:54Z" */
struct pki_text pki_faults(struct faults f); /* words with blanks between; "" */

#endif
