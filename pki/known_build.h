/*
 * known_build: makes the index of known.h from any number of accepted lists.
 * Knows the layout. Never knows whether a list may be believed: known_signed.h tells.
 */
#ifndef EG_PKI_KNOWN_BUILD_H
#define EG_PKI_KNOWN_BUILD_H

#include "base/secret.h"
#include "pki/known.h"

struct known_builder;

EG_CHECK enum eg_err known_builder_new(struct known_builder **out);
void known_builder_free(struct known_builder **b); /* cleanup */
/*
 * Adds all entries of a list; copies what it needs. Corrections of the list added first win, so the
 * newest comes first. entries and numbers of info are counted here. All or nothing; EG_TOO_BIG
 * beyond a limit of known_list.h or known_image.h.
 */
EG_CHECK enum eg_err known_builder_add(struct known_builder *b, const struct known_list *list,
				       const struct known_list_info *info);
/* EG_TOO_BIG for a list that takes more than one may, whatever others there are. */
EG_CHECK enum eg_err known_list_fits(const struct known_list *list);
/* As known_builder_add, with a list of an index that is there already: an import keeps all others.
 */
EG_CHECK enum eg_err known_builder_keep(struct known_builder *b, const struct known *from,
					uint32_t list);
/*
 * The image, owned by the caller; the same lists in the same order give the same octets. EG_TOO_BIG
 * when a signer, a number or neither would lead to more than KNOWN_SAME_MAX entries.
 */
EG_CHECK enum eg_err known_builder_image(struct known_builder *b, struct bytes *out);

#endif
