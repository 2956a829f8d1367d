/*
 * pki_bundle: an update that is carried by hand to a checkpoint without a network: a list of its
 * files with sizes and hashes.
 * Knows the list. Never opens a file, never knows what is in one.
 *
 *   egate bundle 1
 *   made 2026-11-29T21:08:54Z
 *   file SHA-256-in-hexadecimal SIZE NAME
 *
 * It finds what was lost, cut or added on the way. It proves nobody: each object in a bundle is
 * signed by its state, and is judged as any other when it is imported.
 */
#ifndef EG_PROG_PKI_BUNDLE_H
#define EG_PROG_PKI_BUNDLE_H

#include "base/rd.h"
#include "base/wr.h"

#define BUNDLE_LIST_NAME "bundle.txt"
#define BUNDLE_LIST_MAX  (64u * 1024u)
#define BUNDLE_FILES_MAX 60
#define BUNDLE_NAME_MAX  128 /* letters, digits, - _ and ., which is not the first */

struct bundle_file {
	uint8_t sha256[32];
	uint64_t size;
	char name[BUNDLE_NAME_MAX + 1];
};

struct bundle {
	int64_t made_s; /* seconds since 1970 */
	struct bundle_file files[BUNDLE_FILES_MAX];
	size_t count;
};

/* EG_BAD_DATA for anything else than such a list, each name once. */
EG_CHECK enum eg_err bundle_parse(struct rd text, struct bundle *out);
EG_CHECK enum eg_err bundle_write(const struct bundle *b, struct wr *out);
bool bundle_name_good(const char *name);

#endif
