/*
 * known_image: layout of the index that known.h looks things up in and known_build.h makes.
 * Knows records and where they lie. Never knows what they mean.
 *
 *   header    magic, version, counts, size of the heap        12 numbers of 4 octets
 *   lists     kind, country, time, SHA-256, counts            52 octets each
 *   entries   list, selectors, where its sayings are          56
 *   sayings   what, codes, groups, data                       24
 *   signers   key, entry; by key                              12
 *   broads    entry                                            4
 *   buckets   first number of each, and the end                4
 *   numbers   number, entry; by bucket and number             20
 *   heap      names, serial numbers, key ids, hashes, certificates
 *
 * Numbers are big-endian. A piece of the heap is told as offset and size.
 */
#ifndef EG_PKI_KNOWN_IMAGE_H
#define EG_PKI_KNOWN_IMAGE_H

#include "pki/known.h"

#define KNOWN_MAGIC   0x45474B4Eu /* "EGKN" */
#define KNOWN_VERSION 1u

#define KNOWN_HEADER_SIZE 48u
#define KNOWN_LIST_SIZE   52u
#define KNOWN_ENTRY_SIZE  56u
#define KNOWN_SAYING_SIZE 24u
#define KNOWN_SIGNER_SIZE 12u
#define KNOWN_BROAD_SIZE  4u
#define KNOWN_BUCKET_SIZE 4u
#define KNOWN_NUMBER_SIZE 20u

#define KNOWN_LISTS_MAX       512u
#define KNOWN_ALL_ENTRIES_MAX (512u * 1024u)
#define KNOWN_ALL_SAYINGS_MAX (2048u * 1024u)
#define KNOWN_HEAP_MAX        (64u * 1024u * 1024u)
#define KNOWN_BUCKET_BITS_MAX 20u
/* Entries found by one signer or one number, and entries with neither: what one look-up visits. */
#define KNOWN_SAME_MAX 4096u
/* Of them, by one list: no state takes the room of the others. */
#define KNOWN_SAME_OF_LIST_MAX 1024u

struct known_piece {
	uint32_t at;
	uint32_t size;
};

struct known_entry_record {
	uint32_t list;
	uint8_t by;
	uint8_t digest_hash;
	uint8_t type[2];
	uint32_t first; /* year * 10000 + month * 100 + day */
	uint32_t last;
	struct known_piece issuer;
	struct known_piece serial;
	struct known_piece key_id;
	struct known_piece digest;
	uint32_t saying; /* first */
	uint32_t saying_count;
};

struct known_saying_record {
	uint8_t what;
	bool by_key_id;
	uint32_t code;
	uint32_t groups;
	uint32_t sod_groups;
	struct known_piece data;
};

struct known_signer_record {
	uint64_t key;
	uint32_t entry;
};

struct known_number_record {
	struct known_number number;
	uint32_t entry;
};

/* False past the end, or where the image lies about itself. */
EG_CHECK bool known_entry_at(const struct known *k, uint32_t index, struct known_entry_record *out);
/* Of a list: empty for all countries. */
EG_CHECK bool known_country_at(const struct known *k, uint32_t list, char country[4]);
EG_CHECK bool known_saying_at(const struct known *k, uint32_t index,
			      struct known_saying_record *out);
EG_CHECK bool known_signer_at(const struct known *k, uint32_t index,
			      struct known_signer_record *out);
EG_CHECK bool known_broad_at(const struct known *k, uint32_t index, uint32_t *entry);
EG_CHECK bool known_bucket_at(const struct known *k, uint32_t index, uint32_t *first);
EG_CHECK bool known_number_at(const struct known *k, uint32_t index,
			      struct known_number_record *out);
/* All numbers from that one on, one after the other. */
struct rd known_numbers_from(const struct known *k, uint32_t index);
EG_CHECK bool known_read_number(struct rd *numbers, struct known_number_record *out);
/* Empty for a piece outside of the heap. */
struct rd known_piece(const struct known *k, struct known_piece piece);

/* Key of a signer by one of KNOWN_BY_NAME (of the serial number), _KEY_ID, _DIGEST. */
uint64_t known_signer_key(uint32_t by, struct rd of);
uint32_t known_bucket_of(struct known_number n, uint32_t bucket_bits);
uint32_t known_day_number(struct date d);

#endif
