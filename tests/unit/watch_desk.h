/*
 * watch_desk: a folder of a test's own with watchlists, signed by a key of its own, and the
 * certificates that trust it.
 * Knows files. Never knows what a list is for.
 */
#ifndef EG_TESTS_WATCH_DESK_H
#define EG_TESTS_WATCH_DESK_H

#include "mint.h"

/* Of lists whose days are always now: programs ask the clock. */
#define DESK_HEAD(number)     \
	"egate-watchlist 1\n" \
	"number " number "\n" \
	"made 2020-01-01\n"   \
	"until 2199-12-31\n"  \
	"authority Border Guard of Utopia\n"
#define DESK_DOCUMENT "document\tstolen\tUTO\tL898902C3\tR-1\tkeep it\n"
#define DESK_PERSON   "person\tarrest\tEriksson\tAnna Maria\t1974-08-12\tUTO\tF\tR-2\tcall\n"

#define DESK_PATH 96

struct watch_desk {
	char folder[32];
	struct crypt_ec *key;         /* owned */
	struct mint_file certificate; /* of the key; also as trust.pem there */
	struct mint_file other;       /* the same of another signer; as other.pem */
};

/* For cmocka: *state is a struct watch_desk. */
int watch_desk_open(void **state);
int watch_desk_close(void **state);
/* Path of a file there, in out, which is returned. */
char *watch_desk_path(const struct watch_desk *d, const char *name, char out[DESK_PATH]);
void watch_desk_write(const struct watch_desk *d, const char *name, struct rd content);
/* A text signed by the desk's key, as a file. */
void watch_desk_sign(const struct watch_desk *d, const char *name, const char *text);
/* The same by any EC key, with this certificate, into out. */
void watch_desk_seal(const struct crypt_ec *key, struct rd certificate, struct rd text,
		     struct wr *out);
/* CERTIFICATE or PRIVATE KEY as PEM. */
void watch_desk_pem(struct rd der, const char *label, struct wr *out);

#endif
