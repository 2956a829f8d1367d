/*
 * der_edit: DER with one part replaced, dropped or doubled, and the lengths around it made right.
 * Knows the framing only.
 */
#ifndef EG_TESTS_DER_EDIT_H
#define EG_TESTS_DER_EDIT_H

#include "mint.h"

/* The part is named by the number of the child on each level, "" for the whole. */
struct der_edit {
	const char *path;
	bool keep; /* the part stays in front of the bytes, else they replace it */
	struct rd bytes;
};
/* The part with its header; the test fails if there is none. */
struct rd der_part(struct rd der, const char *path);
struct mint_file der_edited(struct rd der, const struct der_edit *e);

#endif
