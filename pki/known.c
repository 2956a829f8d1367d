/*
 * known: what signed lists say about one document: deviation lists of the states that issue
 * documents (Doc 9303-12, 10) and defect lists of the own one (TR-03129-2, 7).
 * Knows an index of accepted lists. Never reads a list, and never judges.
 *
 * Three ways lead to entries: by signer, by number, and those with neither. Each entry lies on one.
 */
#include "pki/known.h"

#include "pki/country.h"
#include "pki/known_apply.h"
#include "pki/known_image.h"
#include "pki/name.h"

/* Numbers that are read one after the other rather than searched. */
#define FEW 8u

enum match { MATCH_NO, MATCH_UNTOLD, MATCH };

struct search {
	const struct known *known;
	const struct known_document *document;
	uint8_t digest[CRYPT_SHA512 + 1][CRYPT_HASH_MAX];
	uint32_t digests; /* bit n: digest[n] is there */
	struct known_applying applying;
};

void known_document_signer(struct known_document *d, const struct cert *signer)
{
	d->issuer = signer->issuer;
	d->serial = signer->serial;
	d->key_id = signer->subject_key_id;
	d->certificate = signer->whole;
	for (size_t i = 0; i < sizeof(d->signer_country); i++) {
		d->signer_country[i] = signer->issuer_country[i];
	}
}

static bool same_letters(const char *a, const char *b)
{
	for (size_t i = 0; i < 3; i++) {
		if (a[i] != b[i]) {
			return false;
		}
		if (a[i] == '\0') {
			return true;
		}
	}
	return true;
}

/* A state's list speaks of its own documents only, whatever it names. */
static enum match country_fits(const struct search *s, uint32_t list)
{
	char country[4];
	const struct known_document *d = s->document;
	if (!known_country_at(s->known, list, country)) {
		return MATCH_NO;
	}
	if (country[0] == '\0') {
		return MATCH;
	}
	/* A code of three letters is one of the defects; the machine-readable zone decides then. */
	if (d->signer_country[0] != '\0' && d->signer_country[2] == '\0') {
		return same_letters(d->signer_country, country) ? MATCH : MATCH_NO;
	}
	if (d->state[0] == '\0') {
		return MATCH_UNTOLD;
	}
	return country_same(d->state, country) ? MATCH : MATCH_NO;
}

static bool digest_fits(const struct search *s, const struct known_entry_record *e)
{
	return e->digest_hash <= CRYPT_SHA512 && (s->digests & 1u << e->digest_hash) != 0 &&
	       rd_equal(known_piece(s->known, e->digest),
			rd_of(s->digest[e->digest_hash],
			      crypt_hash_size((enum crypt_hash)e->digest_hash)));
}

static bool signer_fits(const struct search *s, const struct known_entry_record *e)
{
	const struct known_document *d = s->document;
	if ((e->by & KNOWN_BY_NAME) != 0 &&
	    (d->serial.left == 0 || !rd_equal(d->serial, known_piece(s->known, e->serial)) ||
	     !name_same(d->issuer, known_piece(s->known, e->issuer)))) {
		return false;
	}
	if ((e->by & KNOWN_BY_KEY_ID) != 0 &&
	    (d->key_id.left == 0 || !rd_equal(d->key_id, known_piece(s->known, e->key_id)))) {
		return false;
	}
	return (e->by & KNOWN_BY_DIGEST) == 0 || digest_fits(s, e);
}

/* Document codes "P<", "P " and "P" are the same. */
static uint8_t code_letter(struct rd code, size_t at)
{
	uint8_t c = 0;
	if (!rd_byte_at(&code, at, &c) || c == '<' || c == ' ') {
		return 0;
	}
	return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
}

static enum match type_fits(const struct search *s, const struct known_entry_record *e)
{
	struct rd told = s->document->type;
	struct rd wanted = RD_ARRAY(e->type);
	if ((e->by & KNOWN_BY_TYPE) == 0) {
		return MATCH;
	}
	if (told.left == 0) {
		return MATCH_UNTOLD;
	}
	/* One letter stands for all that begin with it, as for document signers (7.1.1.6). */
	uint8_t second = code_letter(wanted, 1);
	bool fits = code_letter(told, 0) == code_letter(wanted, 0) &&
		    (second == 0 || code_letter(told, 1) == second);
	return fits ? MATCH : MATCH_NO;
}

static enum match period_fits(const struct search *s, const struct known_entry_record *e)
{
	struct date issued = s->document->issued;
	if ((e->by & KNOWN_BY_PERIOD) == 0) {
		return MATCH;
	}
	if (!date_valid(issued)) {
		return MATCH_UNTOLD;
	}
	uint32_t day = known_day_number(issued);
	return day >= e->first && day <= e->last ? MATCH : MATCH_NO;
}

static enum match entry_fits(const struct search *s, const struct known_entry_record *e)
{
	if (!signer_fits(s, e)) {
		return MATCH_NO;
	}
	const enum match parts[] = {country_fits(s, e->list), type_fits(s, e), period_fits(s, e)};
	enum match least = MATCH;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		least = parts[i] < least ? parts[i] : least;
	}
	return least;
}

static void take_entry(struct search *s, uint32_t index)
{
	struct known_entry_record e;
	if (!known_entry_at(s->known, index, &e)) {
		return;
	}
	enum match match = entry_fits(s, &e);
	if (match == MATCH_NO) {
		return;
	}
	s->applying.effects->entries++;
	s->applying.effects->last_list = e.list;
	s->applying.list = e.list;
	s->applying.by = e.by;
	s->applying.certain = match == MATCH;
	for (uint32_t i = 0; i < e.saying_count && i < KNOWN_SAYINGS_MAX; i++) {
		struct known_saying_record saying;
		if (e.saying > UINT32_MAX - i ||
		    !known_saying_at(s->known, e.saying + i, &saying)) {
			return;
		}
		known_apply(&s->applying, &saying, known_piece(s->known, saying.data));
	}
}

static void take_signer(struct search *s, uint32_t by, struct rd of)
{
	uint32_t low = 0;
	uint32_t high = s->known->signer_count;
	struct known_signer_record record;
	if (of.left == 0 || high == 0) {
		return;
	}
	uint64_t key = known_signer_key(by, of);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (!known_signer_at(s->known, middle, &record)) {
			return;
		}
		if (record.key < key) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (uint32_t i = 0; i < KNOWN_SAME_MAX; i++) {
		if (!known_signer_at(s->known, low + i, &record) || record.key != key) {
			return;
		}
		take_entry(s, record.entry);
	}
}

static bool number_before(struct known_number a, struct known_number b)
{
	return a.high != b.high ? a.high < b.high : a.low < b.low;
}

/* The number's place among those of its bucket: from low, at most FEW are before it. */
static bool narrow(const struct known *k, struct known_number number, uint32_t *low, uint32_t high)
{
	while (high > *low && high - *low > FEW) {
		struct known_number_record record;
		uint32_t middle = *low + (high - *low) / 2;
		if (!known_number_at(k, middle, &record)) {
			return false;
		}
		if (number_before(record.number, number)) {
			*low = middle + 1;
		} else {
			high = middle;
		}
	}
	return true;
}

static void take_number(struct search *s)
{
	struct known_number number;
	struct known_number_record record;
	uint32_t low = 0;
	uint32_t high = 0;
	if (s->known->number_count == 0 || !known_number_of(s->document->number, &number)) {
		return;
	}
	uint32_t bucket = known_bucket_of(number, s->known->bucket_bits);
	if (!known_bucket_at(s->known, bucket, &low) ||
	    !known_bucket_at(s->known, bucket + 1, &high) ||
	    !narrow(s->known, number, &low, high)) {
		return;
	}
	struct rd rest = known_numbers_from(s->known, low);
	for (uint32_t i = 0; i < FEW + KNOWN_SAME_MAX && low < high; i++) {
		if (!known_read_number(&rest, &record) || number_before(number, record.number)) {
			return;
		}
		if (!number_before(record.number, number)) {
			take_entry(s, record.entry);
		}
		low++;
	}
}

/* Hashes of the certificate, those that some entry asks for. */
static void hash_certificate(struct search *s)
{
	struct rd certificate = s->document->certificate;
	for (uint32_t h = CRYPT_SHA1; certificate.left > 0 && h <= CRYPT_SHA512; h++) {
		if ((s->known->digests & 1u << h) != 0 &&
		    crypt_hash((enum crypt_hash)h, certificate, s->digest[h]) == EG_OK) {
			s->digests |= 1u << h;
		}
	}
}

void known_find(const struct known *k, const struct known_document *d, struct known_effects *out)
{
	struct search s = {.known = k, .document = d, .applying.effects = out};
	*out = (struct known_effects){0};
	hash_certificate(&s);
	take_signer(&s, KNOWN_BY_NAME, d->serial);
	take_signer(&s, KNOWN_BY_KEY_ID, d->key_id);
	for (uint32_t h = CRYPT_SHA1; h <= CRYPT_SHA512; h++) {
		if ((s.digests & 1u << h) != 0) {
			take_signer(&s, KNOWN_BY_DIGEST,
				    rd_of(s.digest[h], crypt_hash_size((enum crypt_hash)h)));
		}
	}
	take_number(&s);
	for (uint32_t i = 0; i < k->broad_count && i < KNOWN_SAME_MAX; i++) {
		uint32_t entry;
		if (known_broad_at(k, i, &entry)) {
			take_entry(&s, entry);
		}
	}
}
