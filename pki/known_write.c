/*
 * known_write: the image of an index, from what a builder has gathered.
 * Knows order and layout. Never knows what the records mean.
 */
#include "pki/known_build_impl.h"

#include <stdlib.h>

#define IMAGE_MAX (256u * 1024u * 1024u)
/* Numbers in a bucket, about: few steps of a search, within a few lines of the cache. */
#define BUCKET_FILL 4u

/* Numbers by bucket, and where each bucket begins. */
struct sorted {
	uint32_t bucket_bits;
	uint32_t *starts;                    /* owned; a bucket more than there are */
	struct known_number_record *numbers; /* owned */
	uint32_t count;
};

static void sorted_free(struct sorted *s)
{
	free(s->starts);
	free(s->numbers);
}

static int order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b ? 1 : 0;
}

static int compare_signers(const void *a, const void *b)
{
	const struct known_signer_record *x = a;
	const struct known_signer_record *y = b;
	int by_key = order(x->key, y->key);
	return by_key != 0 ? by_key : order(x->entry, y->entry);
}

static int compare_numbers(const void *a, const void *b)
{
	const struct known_number_record *x = a;
	const struct known_number_record *y = b;
	int by_high = order(x->number.high, y->number.high);
	int by_low = order(x->number.low, y->number.low);
	return by_high != 0 ? by_high : by_low != 0 ? by_low : order(x->entry, y->entry);
}

static uint32_t bits_for(uint32_t numbers)
{
	uint32_t bits = 0;
	while (bits < KNOWN_BUCKET_BITS_MAX && (numbers >> bits) > BUCKET_FILL) {
		bits++;
	}
	return bits;
}

/* Spreads the numbers over the buckets, in any order within one. */
static void fill_buckets(struct sorted *s, const struct known_table *from)
{
	const struct known_number_record *numbers = from->items;
	uint32_t buckets = UINT32_C(1) << s->bucket_bits;
	for (uint32_t i = 0; i < from->count; i++) {
		s->starts[known_bucket_of(numbers[i].number, s->bucket_bits)]++;
	}
	uint32_t end = 0;
	for (uint32_t i = 0; i <= buckets; i++) {
		end += s->starts[i];
		s->starts[i] = end; /* where the bucket ends */
	}
	for (uint32_t i = from->count; i > 0; i--) {
		uint32_t bucket = known_bucket_of(numbers[i - 1].number, s->bucket_bits);
		s->numbers[--s->starts[bucket]] = numbers[i - 1]; /* in the end, where it begins */
	}
}

/* Sorts each bucket; the same number of the same entry stays once. */
static enum eg_err sort_buckets(struct sorted *s, uint32_t total, uint32_t same_max)
{
	uint32_t buckets = UINT32_C(1) << s->bucket_bits;
	uint32_t same = 0;
	for (uint32_t i = 0; i < buckets; i++) {
		uint32_t first = s->starts[i];
		uint32_t end = i + 1 < buckets ? s->starts[i + 1] : total;
		if (end - first > 1) {
			qsort(s->numbers + first, end - first, sizeof(*s->numbers),
			      compare_numbers);
		}
		s->starts[i] = s->count;
		for (uint32_t j = first; j < end; j++) {
			const struct known_number_record *last =
				s->count == s->starts[i] ? NULL : &s->numbers[s->count - 1];
			bool again = last != NULL &&
				     last->number.high == s->numbers[j].number.high &&
				     last->number.low == s->numbers[j].number.low;
			if (again && last->entry == s->numbers[j].entry) {
				continue;
			}
			same = again ? same + 1 : 1;
			if (same > same_max) {
				return EG_FAIL(EG_TOO_BIG, "too many entries for one number");
			}
			s->numbers[s->count++] = s->numbers[j];
		}
	}
	s->starts[buckets] = s->count;
	return EG_OK;
}

static enum eg_err sort_numbers(struct sorted *s, const struct known_table *from, uint32_t same_max)
{
	s->bucket_bits = bits_for(from->count);
	s->starts = calloc(((size_t)1 << s->bucket_bits) + 1, sizeof(*s->starts));
	s->numbers = calloc((size_t)from->count + 1, sizeof(*s->numbers));
	if (s->starts == NULL || s->numbers == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "numbers of known defects");
	}
	fill_buckets(s, from);
	return sort_buckets(s, from->count, same_max);
}

static enum eg_err sort_signers(struct known_table *t, uint32_t same_max)
{
	struct known_signer_record *signers = t->items;
	uint32_t same = 0;
	if (t->count > 1) {
		qsort(signers, t->count, sizeof(*signers), compare_signers);
	}
	for (uint32_t i = 0; i < t->count; i++) {
		same = i > 0 && signers[i].key == signers[i - 1].key ? same + 1 : 1;
		if (same > same_max) {
			return EG_FAIL(EG_TOO_BIG, "too many entries for one signer");
		}
	}
	return EG_OK;
}

static void put_piece(struct wr *out, struct known_piece p)
{
	wr_be32(out, p.at);
	wr_be32(out, p.size);
}

static void put_lists(struct wr *out, const struct known_table *t)
{
	const struct known_list_info *lists = t->items;
	for (uint32_t i = 0; i < t->count; i++) {
		wr_u8(out, (uint8_t)lists[i].kind);
		wr_put(out, rd_of(lists[i].country, 3));
		wr_be64(out, (uint64_t)lists[i].signed_s);
		wr_put(out, RD_ARRAY(lists[i].sha256));
		wr_be32(out, lists[i].entries);
		wr_be32(out, lists[i].numbers);
	}
}

static void put_entries(struct wr *out, const struct known_table *t)
{
	const struct known_entry_record *entries = t->items;
	for (uint32_t i = 0; i < t->count; i++) {
		const struct known_entry_record *e = &entries[i];
		wr_be32(out, e->list);
		wr_u8(out, e->by);
		wr_u8(out, e->digest_hash);
		wr_put(out, RD_ARRAY(e->type));
		wr_be32(out, e->first);
		wr_be32(out, e->last);
		put_piece(out, e->issuer);
		put_piece(out, e->serial);
		put_piece(out, e->key_id);
		put_piece(out, e->digest);
		wr_be32(out, e->saying);
		wr_be32(out, e->saying_count);
	}
}

static void put_sayings(struct wr *out, const struct known_table *t)
{
	const struct known_saying_record *sayings = t->items;
	for (uint32_t i = 0; i < t->count; i++) {
		wr_u8(out, sayings[i].what);
		wr_u8(out, sayings[i].by_key_id ? 1 : 0);
		wr_be16(out, 0);
		wr_be32(out, sayings[i].code);
		wr_be32(out, sayings[i].groups);
		wr_be32(out, sayings[i].sod_groups);
		put_piece(out, sayings[i].data);
	}
}

static void put_ways(struct wr *out, const struct known_builder *b, const struct sorted *s)
{
	const struct known_signer_record *signers = b->signers.items;
	const uint32_t *broads = b->broads.items;
	for (uint32_t i = 0; i < b->signers.count; i++) {
		wr_be64(out, signers[i].key);
		wr_be32(out, signers[i].entry);
	}
	for (uint32_t i = 0; i < b->broads.count; i++) {
		wr_be32(out, broads[i]);
	}
	for (uint32_t i = 0; i <= UINT32_C(1) << s->bucket_bits; i++) {
		wr_be32(out, s->starts[i]);
	}
	for (uint32_t i = 0; i < s->count; i++) {
		wr_be64(out, s->numbers[i].number.high);
		wr_be64(out, s->numbers[i].number.low);
		wr_be32(out, s->numbers[i].entry);
	}
}

/* Which hashes of certificates a look-up has to compute. */
static uint32_t digests_of(const struct known_table *entries)
{
	const struct known_entry_record *e = entries->items;
	uint32_t digests = 0;
	for (uint32_t i = 0; i < entries->count; i++) {
		if ((e[i].by & KNOWN_BY_DIGEST) != 0) {
			digests |= UINT32_C(1) << e[i].digest_hash;
		}
	}
	return digests;
}

static void put_header(struct wr *out, const struct known_builder *b, const struct sorted *s)
{
	wr_be32(out, KNOWN_MAGIC);
	wr_be32(out, KNOWN_VERSION);
	wr_be32(out, b->lists.count);
	wr_be32(out, b->entries.count);
	wr_be32(out, b->sayings.count);
	wr_be32(out, b->signers.count);
	wr_be32(out, b->broads.count);
	wr_be32(out, s->count);
	wr_be32(out, s->bucket_bits);
	wr_be32(out, digests_of(&b->entries));
	wr_be32(out, b->heap.count);
	wr_be32(out, 0);
}

static size_t image_size(const struct known_builder *b, const struct sorted *s)
{
	return KNOWN_HEADER_SIZE + (size_t)b->lists.count * KNOWN_LIST_SIZE +
	       (size_t)b->entries.count * KNOWN_ENTRY_SIZE +
	       (size_t)b->sayings.count * KNOWN_SAYING_SIZE +
	       (size_t)b->signers.count * KNOWN_SIGNER_SIZE +
	       (size_t)b->broads.count * KNOWN_BROAD_SIZE +
	       (((size_t)1 << s->bucket_bits) + 1) * KNOWN_BUCKET_SIZE +
	       (size_t)s->count * KNOWN_NUMBER_SIZE + b->heap.count;
}

enum eg_err known_builder_image(struct known_builder *b, struct bytes *out)
{
	EG_AUTO(sorted_free) struct sorted s = {0};
	EG_AUTO(bytes_free) struct bytes image = {0};
	struct rd whole;
	EG_TRY(sort_signers(&b->signers, b->same_max));
	EG_TRY(sort_numbers(&s, &b->numbers, b->same_max));
	EG_TRY(bytes_reserve(&image, image_size(b, &s), IMAGE_MAX));
	struct wr w = wr_of(image.data, image.cap);
	put_header(&w, b, &s);
	put_lists(&w, &b->lists);
	put_entries(&w, &b->entries);
	put_sayings(&w, &b->sayings);
	put_ways(&w, b, &s);
	wr_put(&w, rd_of(b->heap.items, b->heap.count));
	EG_TRY(wr_done(&w, &whole));
	image.size = whole.left;
	bytes_free(out);
	*out = image;
	image = (struct bytes){0};
	return EG_OK;
}
