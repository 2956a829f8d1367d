/*
 * known_image: layout of the index that known.h looks things up in and known_build.h makes.
 * Knows records and where they lie. Never knows what they mean.
 */
#include "pki/known_image.h"

/* 64-bit FNV-1a. */
#define FNV_BASIS UINT64_C(0xCBF29CE484222325)
#define FNV_PRIME UINT64_C(0x00000100000001B3)
/* Odd multipliers that spread numbers which differ in few characters. */
#define SPREAD_HIGH UINT64_C(0x9E3779B97F4A7C15)
#define SPREAD_LOW  UINT64_C(0xC2B2AE3D27D4EB4F)

static bool take_table(struct rd *rest, uint64_t count, uint64_t size, struct rd *out)
{
	return count * size <= rest->left && rd_take(rest, (size_t)(count * size), out);
}

enum eg_err known_open(struct rd image, struct known *out)
{
	struct known k = {.image = image};
	struct rd rest = image;
	uint32_t magic = 0;
	uint32_t version = 0;
	uint32_t heap = 0;
	if (!rd_be32(&rest, &magic) || !rd_be32(&rest, &version) || magic != KNOWN_MAGIC) {
		return EG_FAIL(EG_BAD_DATA, "no index of known defects");
	}
	if (version != KNOWN_VERSION) {
		return EG_FAIL(EG_UNSUPPORTED, "version of the index of known defects");
	}
	uint32_t spare = 0;
	if (!rd_be32(&rest, &k.list_count) || !rd_be32(&rest, &k.entry_count) ||
	    !rd_be32(&rest, &k.saying_count) || !rd_be32(&rest, &k.signer_count) ||
	    !rd_be32(&rest, &k.broad_count) || !rd_be32(&rest, &k.number_count) ||
	    !rd_be32(&rest, &k.bucket_bits) || !rd_be32(&rest, &k.digests) ||
	    !rd_be32(&rest, &heap) || !rd_be32(&rest, &spare) || spare != 0 ||
	    k.bucket_bits > KNOWN_BUCKET_BITS_MAX) {
		return EG_FAIL(EG_BAD_DATA, "header of the index of known defects");
	}
	uint64_t buckets = (UINT64_C(1) << k.bucket_bits) + 1;
	if (!take_table(&rest, k.list_count, KNOWN_LIST_SIZE, &k.lists) ||
	    !take_table(&rest, k.entry_count, KNOWN_ENTRY_SIZE, &k.entries) ||
	    !take_table(&rest, k.saying_count, KNOWN_SAYING_SIZE, &k.sayings) ||
	    !take_table(&rest, k.signer_count, KNOWN_SIGNER_SIZE, &k.signers) ||
	    !take_table(&rest, k.broad_count, KNOWN_BROAD_SIZE, &k.broads) ||
	    !take_table(&rest, buckets, KNOWN_BUCKET_SIZE, &k.buckets) ||
	    !take_table(&rest, k.number_count, KNOWN_NUMBER_SIZE, &k.numbers) ||
	    !take_table(&rest, heap, 1, &k.heap) || !rd_end(&rest)) {
		return EG_FAIL(EG_BAD_DATA, "size of the index of known defects");
	}
	*out = k;
	return EG_OK;
}

static bool record(struct rd table, uint32_t index, uint32_t size, struct rd *out)
{
	return (uint64_t)index * size < table.left && rd_skip(&table, (size_t)index * size) &&
	       rd_take(&table, size, out);
}

static bool read_piece(struct rd *r, struct known_piece *out)
{
	return rd_be32(r, &out->at) && rd_be32(r, &out->size);
}

bool known_list_at(const struct known *k, uint32_t index, struct known_list_info *out)
{
	struct known_list_info info = {0};
	struct rd r;
	uint8_t kind = 0;
	uint64_t signed_s = 0;
	if (!record(k->lists, index, KNOWN_LIST_SIZE, &r) || !rd_u8(&r, &kind) ||
	    kind > KNOWN_DEFECTS || !rd_copy(&r, info.country, 3) || !rd_be64(&r, &signed_s) ||
	    !rd_copy(&r, info.sha256, sizeof(info.sha256)) || !rd_be32(&r, &info.entries) ||
	    !rd_be32(&r, &info.numbers) || !rd_end(&r)) {
		return false;
	}
	info.kind = (enum known_list_kind)kind;
	info.signed_s = (int64_t)signed_s;
	*out = info;
	return true;
}

bool known_country_at(const struct known *k, uint32_t list, char country[4])
{
	struct rd r;
	country[3] = '\0';
	return record(k->lists, list, KNOWN_LIST_SIZE, &r) && rd_skip(&r, 1) &&
	       rd_copy(&r, country, 3);
}

bool known_entry_at(const struct known *k, uint32_t index, struct known_entry_record *out)
{
	struct rd r;
	return record(k->entries, index, KNOWN_ENTRY_SIZE, &r) && rd_be32(&r, &out->list) &&
	       rd_u8(&r, &out->by) && rd_u8(&r, &out->digest_hash) && rd_u8(&r, &out->type[0]) &&
	       rd_u8(&r, &out->type[1]) && rd_be32(&r, &out->first) && rd_be32(&r, &out->last) &&
	       read_piece(&r, &out->issuer) && read_piece(&r, &out->serial) &&
	       read_piece(&r, &out->key_id) && read_piece(&r, &out->digest) &&
	       rd_be32(&r, &out->saying) && rd_be32(&r, &out->saying_count) && rd_end(&r);
}

bool known_saying_at(const struct known *k, uint32_t index, struct known_saying_record *out)
{
	struct rd r;
	uint8_t by_key_id = 0;
	if (!record(k->sayings, index, KNOWN_SAYING_SIZE, &r) || !rd_u8(&r, &out->what) ||
	    !rd_u8(&r, &by_key_id) || !rd_skip(&r, 2) || !rd_be32(&r, &out->code) ||
	    !rd_be32(&r, &out->groups) || !rd_be32(&r, &out->sod_groups) ||
	    !read_piece(&r, &out->data) || !rd_end(&r)) {
		return false;
	}
	out->by_key_id = by_key_id != 0;
	return out->what < KNOWN_WHAT_COUNT;
}

bool known_signer_at(const struct known *k, uint32_t index, struct known_signer_record *out)
{
	struct rd r;
	return record(k->signers, index, KNOWN_SIGNER_SIZE, &r) && rd_be64(&r, &out->key) &&
	       rd_be32(&r, &out->entry) && rd_end(&r);
}

bool known_broad_at(const struct known *k, uint32_t index, uint32_t *entry)
{
	struct rd r;
	return record(k->broads, index, KNOWN_BROAD_SIZE, &r) && rd_be32(&r, entry);
}

bool known_bucket_at(const struct known *k, uint32_t index, uint32_t *first)
{
	struct rd r;
	return record(k->buckets, index, KNOWN_BUCKET_SIZE, &r) && rd_be32(&r, first);
}

bool known_read_number(struct rd *numbers, struct known_number_record *out)
{
	return rd_be64(numbers, &out->number.high) && rd_be64(numbers, &out->number.low) &&
	       rd_be32(numbers, &out->entry);
}

bool known_number_at(const struct known *k, uint32_t index, struct known_number_record *out)
{
	struct rd r;
	return record(k->numbers, index, KNOWN_NUMBER_SIZE, &r) && known_read_number(&r, out);
}

struct rd known_numbers_from(const struct known *k, uint32_t index)
{
	struct rd rest = k->numbers;
	return index < k->number_count && rd_skip(&rest, (size_t)index * KNOWN_NUMBER_SIZE)
		       ? rest
		       : RD_EMPTY;
}

struct rd known_piece(const struct known *k, struct known_piece piece)
{
	struct rd heap = k->heap;
	struct rd out = RD_EMPTY;
	return rd_skip(&heap, piece.at) && rd_take(&heap, piece.size, &out) ? out : RD_EMPTY;
}

uint64_t known_signer_key(uint32_t by, struct rd of)
{
	uint64_t hash = (FNV_BASIS ^ by) * FNV_PRIME;
	uint8_t octet = 0;
	while (of.left > 0 && rd_u8(&of, &octet)) {
		hash = (hash ^ octet) * FNV_PRIME;
	}
	return hash;
}

uint32_t known_bucket_of(struct known_number n, uint32_t bucket_bits)
{
	uint64_t mixed = (n.high ^ (n.low * SPREAD_LOW)) * SPREAD_HIGH;
	return bucket_bits == 0 ? 0 : (uint32_t)(mixed >> (64 - bucket_bits));
}

uint32_t known_day_number(struct date d)
{
	return (uint32_t)d.year * 10000u + (uint32_t)d.month * 100u + d.day;
}
