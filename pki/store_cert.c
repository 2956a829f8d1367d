/*
 * store_cert: the certificates of a trust store, read as they lie there.
 * Knows records, indexes and who is a candidate. Never knows whether one is to be believed.
 */
#include "pki/store_cert.h"

#include "pki/name.h"
#include "pki/store_index.h"
#include "pki/store_set.h"

#define END_SIZE 8 /* of a signature: as good as random */

static const char *const words[] = {
#define X(name, word) word,
	STORE_CLASSES(X)
#undef X
};

const char *store_class_word(enum store_class c)
{
	return (size_t)c < sizeof(words) / sizeof(words[0]) ? words[c] : "?";
}

static struct rd part(const struct store_sections *s, enum store_set_of set, enum store_part p)
{
	return s->of[(size_t)set + (size_t)p];
}

size_t store_cert_count(const struct store_sections *s, enum store_set_of set)
{
	return part(s, set, STORE_PART_RECORDS).left / STORE_CERT_RECORD_SIZE;
}

bool store_cert_at(const struct store_sections *s, enum store_set_of set, uint32_t record,
		   struct store_cert *out)
{
	struct rd r;
	uint32_t at = 0;
	uint32_t size = 0;
	uint32_t class = 0;
	uint32_t first = 0;
	uint32_t count = 0;
	*out = (struct store_cert){.issuer = STORE_NONE};
	if (!store_record(part(s, set, STORE_PART_RECORDS), STORE_CERT_RECORD_SIZE, record, &r) ||
	    !rd_take(&r, STORE_ID_SIZE, &out->id) || !rd_be32(&r, &at) || !rd_be32(&r, &size) ||
	    !rd_be32(&r, &out->issuer) || !rd_be32(&r, &class) || class > STORE_SIGNER ||
	    !rd_be32(&r, &first) || !rd_be32(&r, &count) || !rd_be64(&r, &out->entry) ||
	    count > UINT32_MAX / 4 || first > UINT32_MAX / 4) {
		return false;
	}
	out->class = (enum store_class) class;
	return store_piece(part(s, set, STORE_PART_BYTES), at, size, &out->der) &&
	       store_piece(part(s, set, STORE_PART_NAMINGS), first * 4, count * 4, &out->namings);
}

bool store_cert_find(const struct store_sections *s, enum store_set_of set, struct rd id,
		     uint32_t *record)
{
	struct rd records = part(s, set, STORE_PART_RECORDS);
	struct rd front = id;
	struct rd found;
	uint64_t key = 0;
	*record = STORE_NONE;
	if (!rd_be64(&front, &key)) {
		return false;
	}
	size_t at = store_first_record(records, STORE_CERT_RECORD_SIZE, key);
	while (store_record(records, STORE_CERT_RECORD_SIZE, at, &found)) {
		struct rd ahead = found;
		uint64_t other = 0;
		if (rd_begins(found, id)) {
			*record = (uint32_t)at;
			return true;
		}
		if (!rd_be64(&ahead, &other) || other != key) {
			return false;
		}
		at++;
	}
	return false;
}

uint64_t store_key_id(struct rd key_id)
{
	return store_index_mix(rd_hash(key_id, RD_HASH_START));
}

uint64_t store_key_name(struct rd name)
{
	return store_index_mix(name_key(name));
}

uint64_t store_key_end(struct rd der)
{
	struct rd end = der;
	return der.left > END_SIZE && rd_skip(&end, der.left - END_SIZE)
		       ? store_index_mix(rd_hash(end, RD_HASH_START))
		       : 0;
}

uint64_t store_key_signer(struct rd issuer, struct rd serial)
{
	return store_index_mix(rd_hash(serial, name_key(issuer)));
}

/* The bytes under the walk's next place. */
static bool next_der(const struct store_sections *s, enum store_set_of set, enum store_part index,
		     uint64_t key, struct store_walk *at, struct rd *der)
{
	struct store_cert c;
	uint32_t record = STORE_NONE;
	if (!at->begun) {
		at->place = store_index_first(part(s, set, index), key);
		at->begun = true;
	}
	if (!store_index_at(part(s, set, index), at->place, key, &record)) {
		return false;
	}
	at->place++;
	*der = store_cert_at(s, set, record, &c) ? c.der : RD_EMPTY;
	return true;
}

bool store_cert_next(const struct store_sections *s, enum store_set_of set, enum store_part index,
		     uint64_t key, struct store_walk *at, struct cert *out)
{
	struct rd der = RD_EMPTY;
	while (next_der(s, set, index, key, at, &der)) {
		if (cert_parse(der, out) == EG_OK) {
			return true;
		}
	}
	return false;
}

bool store_cert_holds(const struct store_sections *s, enum store_set_of set, struct rd der)
{
	uint64_t key = store_key_end(der);
	struct store_walk at = {0};
	struct rd listed = RD_EMPTY;
	while (next_der(s, set, STORE_PART_BY_END, key, &at, &listed)) {
		if (listed.left > 0 && rd_equal(listed, der)) {
			return true;
		}
	}
	return false;
}
