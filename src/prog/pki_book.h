/*
 * pki_book: the country CAs of a trust store, sorted for people: by country, then by first day.
 * Knows certificates and who signed whom. Never knows a screen.
 */
#ifndef EG_PROG_PKI_BOOK_H
#define EG_PROG_PKI_BOOK_H

#include "pki/store_cert.h"

struct pki_entry {
	struct store_cert stored;
	struct cert cert;
	uint32_t record;
	uint32_t depth; /* 0: its own key signed it, or none that is listed; else links above it */
};

struct pki_book {
	struct pki_entry *entries; /* owned; borrow from the store */
	size_t count;
	size_t unreadable;
};

/*
 * In the order of a tree: each link follows the certificate whose key signed it. Empty country:
 * all; else only those of it (capitals).
 */
EG_CHECK enum eg_err pki_book_read(const struct store_sections *s, const char *country,
				   struct pki_book *out);
void pki_book_free(struct pki_book *b); /* cleanup */
/* Entries of one country, from *first on: moves *first behind them; 0 at the end. */
size_t pki_book_next(const struct pki_book *b, size_t *first);
/* Links whose subject and issuer are one name. */
bool pki_entry_same_name(const struct pki_entry *e);

#endif
