/*
 * revoked: what all known revocation lists say, as one image of bytes to search in.
 * Knows which key a list speaks for and which serial numbers it names. Never knows how old a list
 * may be, nor who is trusted to sign one: its builder is given lists that were verified.
 */
#include "pki/revoked.h"

#include "pki/name.h"
#include "pki/revoked_format.h"

#define SERIAL_OCTETS 20
#define SERIAL_HASHED 0xFFFFFFFFu /* in place of the size */
#define GUESSES_MAX   8           /* a million evenly spread words take five */

enum eg_err revoked_key_of(const struct cert *ca, struct revoked_key *out)
{
	uint8_t digest[CRYPT_HASH_MAX];
	struct rd spki = ca->spki;
	struct rd body;
	struct rd algorithm;
	struct rd bits;
	if (!rd_expect(&spki, 0x30, &body) || !rd_expect(&body, 0x30, &algorithm) ||
	    !rd_expect(&body, 0x03, &bits) || !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "public key of a certificate");
	}
	EG_TRY(crypt_hash(CRYPT_SHA256, bits, digest));
	struct rd hash = rd_of(digest, sizeof(out->hash));
	return rd_copy(&hash, out->hash, sizeof(out->hash)) ? EG_OK
							    : EG_FAIL(EG_BAD_DATA, "hash of a key");
}

/* splitmix64's last steps, each of which can be undone. */
static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

enum eg_err revoked_serial_of(struct rd integer, struct revoked_serial *out)
{
	uint8_t padded[SERIAL_OCTETS + 4] = {0};
	uint8_t digest[CRYPT_HASH_MAX];
	struct wr w = WR_ARRAY(padded);
	uint8_t first = 0;
	while (integer.left > 1 && rd_peek(&integer, &first) && first == 0) {
		if (!rd_skip(&integer, 1)) {
			return EG_FAIL(EG_BAD_DATA, "serial number");
		}
	}
	uint32_t size = (uint32_t)integer.left;
	if (integer.left > SERIAL_OCTETS) {
		EG_TRY(crypt_hash(CRYPT_SHA1, integer, digest));
		integer = rd_of(digest, crypt_hash_size(CRYPT_SHA1));
		size = SERIAL_HASHED;
	}
	wr_put(&w, integer);
	wr_fill(&w, 0, SERIAL_OCTETS - integer.left);
	wr_be32(&w, size);
	struct rd r = wr_view(&w);
	for (size_t i = 0; i < REVOKED_SERIAL_WORDS; i++) {
		if (!rd_be64(&r, &out->word[i])) {
			return EG_FAIL(EG_BAD_DATA, "serial number");
		}
	}
	out->word[0] = mix(out->word[0] ^ mix(out->word[1] ^ mix(out->word[2])));
	return EG_OK;
}

/* The rest of a table from its index-th record on. */
static bool record_at(struct rd table, size_t size, size_t index, struct rd *out)
{
	*out = table;
	/* Numbers of records have 32 bits: nothing overflows, and no division waits. */
	return (index + 1) * size <= table.left && rd_skip(out, index * size);
}

struct place {
	uint32_t first;
	uint32_t count;
};

static struct asn1_time time_of(uint64_t biased)
{
	int64_t unix_s = (int64_t)biased - REVOKED_TIME_BIAS;
	return (struct asn1_time){.day = date_from_unix(unix_s), .unix_s = unix_s, .usual = true};
}

static bool valid_time(uint64_t biased)
{
	return biased < 2 * (uint64_t)REVOKED_TIME_BIAS;
}

static bool read_list(const struct revoked *r, size_t index, struct place *place,
		      struct revoked_list *out)
{
	struct rd at;
	struct rd name = r->names;
	uint64_t this_update = 0;
	uint64_t next_update = 0;
	uint32_t name_at = 0;
	uint32_t name_size = 0;
	uint8_t flags = 0;
	*out = (struct revoked_list){.has_next_update = false};
	if (!record_at(r->lists, REVOKED_LIST_SIZE, index, &at) || !rd_be64(&at, &this_update) ||
	    !rd_be64(&at, &next_update) || !rd_be32(&at, &place->first) ||
	    !rd_be32(&at, &place->count) || !rd_be32(&at, &name_at) || !rd_be32(&at, &name_size) ||
	    name_size > REVOKED_NAME_MAX || !rd_copy(&at, out->number, sizeof(out->number)) ||
	    !rd_u8(&at, &flags) || !rd_skip(&name, name_at) ||
	    !rd_take(&name, name_size, &out->issuer) || !valid_time(this_update) ||
	    !valid_time(next_update)) {
		return false;
	}
	size_t entries = r->entries.left / REVOKED_ENTRY_SIZE;
	if (place->first > entries || place->count > entries - place->first) {
		return false;
	}
	out->this_update = time_of(this_update);
	out->has_next_update = next_update != 0;
	out->next_update = time_of(out->has_next_update ? next_update : this_update);
	out->entries = place->count;
	out->critical_unknown = (flags & REVOKED_FLAG_CRITICAL) != 0;
	out->off_profile = (flags & REVOKED_FLAG_PROFILE) != 0;
	return true;
}

bool revoked_list(const struct revoked *r, size_t index, struct revoked_list *out)
{
	struct place place;
	return read_list(r, index, &place, out);
}

size_t revoked_marks(size_t entries)
{
	return (entries + REVOKED_MARK_EVERY - 1) / REVOKED_MARK_EVERY;
}

enum eg_err revoked_open(struct rd image, struct revoked *out)
{
	struct revoked r = {.list_count = 0};
	uint32_t magic = 0;
	uint32_t version = 0;
	uint32_t lists = 0;
	uint32_t keys = 0;
	uint32_t entries = 0;
	uint32_t names = 0;
	*out = r;
	if (rd_end(&image)) {
		return EG_OK;
	}
	if (!rd_be32(&image, &magic) || magic != REVOKED_MAGIC || !rd_be32(&image, &version) ||
	    version != REVOKED_VERSION || !rd_be32(&image, &lists) || lists > REVOKED_LISTS_MAX ||
	    !rd_be32(&image, &keys) || keys > REVOKED_KEYS_MAX || !rd_be32(&image, &entries) ||
	    entries > REVOKED_ENTRIES_MAX || !rd_be32(&image, &names) ||
	    !rd_take(&image, (size_t)lists * REVOKED_LIST_SIZE, &r.lists) ||
	    !rd_take(&image, (size_t)keys * REVOKED_PAIR_SIZE, &r.keys) ||
	    !rd_take(&image, revoked_marks(entries) * REVOKED_WORD_SIZE, &r.marks) ||
	    !rd_take(&image, (size_t)entries * REVOKED_WORD_SIZE, &r.words) ||
	    !rd_take(&image, (size_t)entries * REVOKED_ENTRY_SIZE, &r.entries) ||
	    !rd_take(&image, names, &r.names) || !rd_end(&image)) {
		return EG_FAIL(EG_BAD_DATA, "image of revoked certificates");
	}
	r.list_count = lists;
	for (size_t i = 0; i < r.list_count; i++) {
		struct revoked_list list;
		if (!revoked_list(&r, i, &list)) {
			return EG_FAIL(EG_BAD_DATA, "list in the image of revoked certificates");
		}
	}
	*out = r;
	return EG_OK;
}

/* <0, 0, >0 as the serial number comes before, is, or comes behind that of an entry, whose first
 * word is given. */
static int compare_serial(const struct revoked *r, size_t index, uint64_t *first,
			  const struct revoked_serial *serial)
{
	struct rd at;
	uint64_t word = 0;
	*first = 0;
	if (!record_at(r->words, REVOKED_WORD_SIZE, index, &at) || !rd_be64(&at, first)) {
		return 1; /* the bounds were checked; the search ends behind it */
	}
	if (serial->word[0] != *first) {
		return serial->word[0] < *first ? -1 : 1;
	}
	if (!record_at(r->entries, REVOKED_ENTRY_SIZE, index, &at)) {
		return 1; /* as above */
	}
	for (size_t i = 1; i < REVOKED_SERIAL_WORDS; i++) {
		if (!rd_be64(&at, &word) || serial->word[i] != word) {
			return serial->word[i] < word ? -1 : 1;
		}
	}
	return 0;
}

/* Entries from low on, below high; the first words of those before and behind them. */
struct span {
	size_t low;
	size_t high;
	uint64_t low_word;
	uint64_t high_word;
};

/* Where the word lies if words are evenly spread. */
static size_t guess(const struct span *s, uint64_t word)
{
	uint64_t width = ((s->high_word - s->low_word) >> 32) + 1;
	uint64_t reach = word < s->low_word ? 0 : (word - s->low_word) >> 32;
	uint64_t offset = reach * (s->high - s->low) / width; /* 2^32 times 2^20 at most */
	return offset < s->high - s->low ? s->low + (size_t)offset : s->high - 1;
}

/* Where to look next. Guesses end soon: a list that was made to defeat them is halved. */
static size_t next_place(const struct span *s, int steps, uint64_t word)
{
	return steps < GUESSES_MAX ? guess(s, word) : s->low + (s->high - s->low) / 2;
}

/* Entries of the list that the marks leave to be searched. */
static struct span narrow(const struct revoked *r, struct place place, uint64_t word)
{
	struct span all = {place.first, (size_t)place.first + place.count, 0, UINT64_MAX};
	struct span s = {revoked_marks(all.low), revoked_marks(all.high), 0, UINT64_MAX};
	const struct span marks = s;
	struct rd at;
	for (int i = 0; s.low < s.high; i++) {
		size_t middle = next_place(&s, i, word);
		uint64_t mark = 0;
		if (!record_at(r->marks, REVOKED_WORD_SIZE, middle, &at) || !rd_be64(&at, &mark)) {
			return all;
		}
		if (mark < word) {
			s.low = middle + 1;
			s.low_word = mark;
		} else {
			s.high = middle;
			s.high_word = mark;
		}
	}
	if (s.low > marks.low) {
		all.low = (s.low - 1) * REVOKED_MARK_EVERY + 1;
		all.low_word = s.low_word;
	}
	if (s.low < marks.high && s.high_word > word) {
		all.high = s.low * REVOKED_MARK_EVERY;
		all.high_word = s.high_word;
	}
	return all;
}

/* The first entry of the list that is not before the serial number. */
static size_t search(const struct revoked *r, struct place place,
		     const struct revoked_serial *serial)
{
	struct span s = narrow(r, place, serial->word[0]);
	for (int i = 0; s.low < s.high; i++) {
		uint64_t word;
		size_t middle = next_place(&s, i, serial->word[0]);
		if (compare_serial(r, middle, &word, serial) > 0) {
			s.low = middle + 1;
			s.low_word = word;
		} else {
			s.high = middle;
			s.high_word = word;
		}
	}
	return s.low;
}

/* The first entry of the list with that serial number: the earliest revocation. */
static bool find_entry(const struct revoked *r, struct place place, struct revoked_answer *out,
		       const struct revoked_serial *serial)
{
	struct rd at;
	uint64_t word;
	size_t low = search(r, place, serial);
	uint64_t value = 0;
	if (low == (size_t)place.first + place.count ||
	    compare_serial(r, low, &word, serial) != 0 ||
	    !record_at(r->entries, REVOKED_ENTRY_SIZE, low, &at) ||
	    !rd_skip(&at, (REVOKED_SERIAL_WORDS - 1) * 8) || !rd_be64(&at, &value) ||
	    !valid_time(value >> 8)) {
		return false;
	}
	out->named = true;
	out->reason = (uint8_t)value;
	out->revoked = time_of(value >> 8);
	return true;
}

/* Joins what one list says: naming the certificate counts for more than being new. */
static enum eg_err ask_list(const struct revoked *r, size_t index, struct revoked_answer *out,
			    const struct revoked_serial *serial, bool first)
{
	struct revoked_answer one = {.state = out->state};
	struct place place;
	if (!read_list(r, index, &place, &one.list)) {
		return EG_FAIL(EG_BAD_DATA, "list in the image of revoked certificates");
	}
	bool named = find_entry(r, place, &one, serial);
	bool newer = one.list.this_update.unix_s > out->list.this_update.unix_s;
	if (first || (named && !out->named) || (named == out->named && newer)) {
		*out = one;
	}
	return EG_OK;
}

static bool pair_at(const struct revoked *r, size_t index, struct rd *hash, uint32_t *list)
{
	struct rd at;
	return record_at(r->keys, REVOKED_PAIR_SIZE, index, &at) &&
	       rd_take(&at, REVOKED_KEY_SIZE, hash) && rd_be32(&at, list);
}

/* Whether a's hash comes before b's. */
static bool hash_before(struct rd a, struct rd b)
{
	uint64_t left = 0;
	uint64_t right = 0;
	while (rd_be64(&a, &left) && rd_be64(&b, &right)) {
		if (left != right) {
			return left < right;
		}
	}
	return false;
}

/* The first of the pairs with this key, or where it would be. */
static size_t find_pair(const struct revoked *r, struct rd key)
{
	struct rd hash;
	uint32_t list;
	size_t low = 0;
	size_t high = r->keys.left / REVOKED_PAIR_SIZE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (pair_at(r, middle, &hash, &list) && hash_before(hash, key)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* Lists of the CA's name, none of which speaks for its key. */
static enum eg_err ask_others(const struct revoked *r, struct revoked_answer *out,
			      struct rd ca_name, const struct revoked_serial *serial)
{
	for (size_t i = 0; i < r->list_count; i++) {
		struct revoked_list list;
		if (!revoked_list(r, i, &list) || !name_same(list.issuer, ca_name)) {
			continue;
		}
		bool first = out->state == REVOKED_NO_LIST;
		out->state = REVOKED_OTHER_KEY;
		EG_TRY(ask_list(r, i, out, serial, first));
	}
	return EG_OK;
}

enum eg_err revoked_find(const struct revoked *r, struct revoked_answer *out,
			 const struct revoked_key *key, struct rd ca_name, struct rd serial)
{
	struct revoked_answer answer = {.state = REVOKED_NO_LIST};
	struct revoked_serial wanted;
	struct rd hash;
	uint32_t list;
	*out = answer;
	EG_TRY(revoked_serial_of(serial, &wanted));
	for (size_t i = find_pair(r, RD_ARRAY(key->hash));
	     pair_at(r, i, &hash, &list) && rd_equal(hash, RD_ARRAY(key->hash)); i++) {
		bool first = answer.state == REVOKED_NO_LIST;
		answer.state = REVOKED_NO;
		EG_TRY(ask_list(r, list, &answer, &wanted, first));
	}
	if (answer.state == REVOKED_NO) {
		answer.state = answer.named ? REVOKED_YES : REVOKED_NO;
	} else {
		EG_TRY(ask_others(r, &answer, ca_name, &wanted));
	}
	*out = answer;
	return EG_OK;
}
