/*
 * known_kit: lists of one entry, minted, read and indexed, for tests.
 * Knows forge's order and the index. Never knows what should follow.
 */
#ifndef EG_TESTS_KNOWN_KIT_H
#define EG_TESTS_KNOWN_KIT_H

#include "pki/known.h"
#include "pki/known_build.h"
#include "simulator/forge_known.h"

struct known_kit {
	struct bytes content;
	struct bytes image;
	struct known known;
};
void known_kit_free(struct known_kit *k); /* cleanup */

/* A signer of documents that the lists name: whole Name and INTEGER for forge, contents for known.
 */
struct rd kit_issuer(void);
struct rd kit_serial(void);
struct rd kit_key_id(void);
/* A document of UT signed by it. */
struct known_document kit_document(void);

/* A list with one entry that says one thing. */
struct kit_list {
	struct forge_known order;
	struct forge_known_entry entry;
	struct forge_remark remark;
};
/* Defects are of version 2; the entry names the signer by issuer and serial. */
void kit_say(struct kit_list *l, bool defects, const char *arcs, size_t arc_count,
	     struct rd parameter);
/* Mints and reads it; fails the test if it cannot be read. */
void kit_read(struct known_kit *k, const struct kit_list *l, struct known_list *out);
/* And makes an index of it, for documents of that country; "" for all. */
void kit_index(struct known_kit *k, const struct kit_list *l, const char *country);

#endif
