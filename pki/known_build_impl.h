/*
 * known_build_impl: what a builder of the index holds, for its two halves.
 * Knows tables that grow. Never knows the layout of the image.
 */
#ifndef EG_PKI_KNOWN_BUILD_IMPL_H
#define EG_PKI_KNOWN_BUILD_IMPL_H

#include "pki/known_build.h"
#include "pki/known_image.h"

struct known_table {
	void *items; /* owned */
	uint32_t count;
	uint32_t cap;
};

struct known_builder {
	struct known_table lists;       /* struct known_list_info */
	struct known_table entries;     /* struct known_entry_record */
	struct known_table sayings;     /* struct known_saying_record */
	struct known_table signers;     /* struct known_signer_record */
	struct known_table broads;      /* uint32_t */
	struct known_table numbers;     /* struct known_number_record */
	struct known_table heap;        /* uint8_t */
	uint32_t same_max;              /* entries that one signer, number or neither leads to */
	struct known_piece last_issuer; /* most entries of a list name the same */
};

#endif
