/*
 * forge_crl: revocation lists of an invented country CA, right or wrong on demand.
 * Knows CertificateList (RFC 5280, 5; Doc 9303-12, 7.1.4). Never knows who believes a list.
 */
#include "simulator/forge_crl.h"

#include "simulator/forge_cert.h"

#include <stdio.h>

#define TAG_BOOLEAN    0x01
#define TAG_INTEGER    0x02
#define TAG_BITS       0x03
#define TAG_OCTETS     0x04
#define TAG_ENUMERATED 0x0A
#define TAG_GENERAL    0x18
#define TAG_SEQ        0x30

/* Last arc of id-ce (2.5.29). */
enum { CE_NUMBER = 20, CE_REASON = 21, CE_DELTA = 27, CE_POINT = 28, CE_ISSUER = 29, CE_AKI = 35 };

/* 2.25.1, of nobody. */
static const uint8_t unknown[] = {0x69, 0x01};
static const uint8_t yes[] = {0xFF};

#define ENTRY_SIZE_MAX 128  /* without its serial number */
#define FRAME_SIZE_MAX 4096 /* names, algorithms, extensions and a signature */

void forge_crl_serial(uint32_t index, uint8_t out[FORGE_CRL_SERIAL_SIZE])
{
	/* splitmix64: spread out, and the same in each run */
	uint64_t state = (uint64_t)index * 0x9E3779B97F4A7C15u + 1;
	for (size_t i = 0; i < FORGE_CRL_SERIAL_SIZE; i++) {
		if (i % 8 == 0) {
			state += 0x9E3779B97F4A7C15u;
		}
		uint64_t z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
		z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
		out[i] = (uint8_t)((z ^ (z >> 31)) >> (8 * (i % 8)));
	}
	out[0] = (uint8_t)((out[0] & 0x3F) | 0x40);
}

size_t forge_crl_size(const struct forge_crl *o)
{
	size_t size = FRAME_SIZE_MAX + o->issuer.left;
	for (size_t i = 0; i < o->count; i++) {
		size += ENTRY_SIZE_MAX + o->entries[i].serial.left;
	}
	/* frame, serial number, time; the forms add an extension to each */
	size_t one = o->form == FORGE_CRL_USUAL ? 2 + 2 + FORGE_CRL_SERIAL_SIZE + 15
						: ENTRY_SIZE_MAX + FORGE_CRL_SERIAL_SIZE;
	return size + o->more * one;
}

static void put_time(struct wr *out, const struct forge_crl *o, struct date d)
{
	char text[24];
	if (o->form != FORGE_CRL_LONG_TIMES) {
		forge_put_time(out, d);
		return;
	}
	(void)snprintf(text, sizeof(text), "%04u%02u%02u000000Z", (unsigned)d.year,
		       (unsigned)d.month, (unsigned)d.day); /* 15 characters */
	wr_tlv(out, TAG_GENERAL, rd_cstr(text));
}

struct extension {
	size_t whole;
	size_t value;
};

static struct extension open_extension(struct wr *out, struct rd oid, bool critical)
{
	struct extension e = {.whole = wr_open(out, TAG_SEQ)};
	wr_tlv(out, 0x06, oid);
	if (critical) {
		wr_tlv(out, TAG_BOOLEAN, RD_ARRAY(yes));
	}
	e.value = wr_open(out, TAG_OCTETS);
	return e;
}

static struct extension open_ce(struct wr *out, uint8_t last, bool critical)
{
	const uint8_t oid[] = {0x55, 0x1D, last};
	return open_extension(out, RD_ARRAY(oid), critical);
}

static void close_extension(struct wr *out, struct extension e)
{
	wr_close(out, e.value);
	wr_close(out, e.whole);
}

static void put_unknown(struct wr *out)
{
	struct extension e = open_extension(out, RD_ARRAY(unknown), true);
	wr_tlv(out, TAG_BOOLEAN, RD_ARRAY(yes));
	close_extension(out, e);
}

/* GeneralNames with the list's own issuer: what matters is that one is named. */
static void put_entry_issuer(struct wr *out, const struct forge_crl *o)
{
	struct extension e = open_ce(out, CE_ISSUER, true);
	size_t names = wr_open(out, TAG_SEQ);
	wr_tlv(out, 0xA4, o->issuer);
	wr_close(out, names);
	close_extension(out, e);
}

static void put_entry(struct wr *out, const struct forge_crl *o, const struct forge_crl_entry *e)
{
	size_t entry = wr_open(out, TAG_SEQ);
	wr_uint(out, e->serial);
	put_time(out, o, e->revoked);
	bool more = o->form == FORGE_CRL_ENTRY_ISSUER || o->form == FORGE_CRL_ENTRY_CRITICAL;
	if (more || e->reason != FORGE_CRL_NO_REASON) {
		size_t list = wr_open(out, TAG_SEQ);
		if (e->reason != FORGE_CRL_NO_REASON) {
			const uint8_t code[] = {e->reason};
			struct extension x = open_ce(out, CE_REASON, false);
			wr_tlv(out, TAG_ENUMERATED, RD_ARRAY(code));
			close_extension(out, x);
		}
		if (o->form == FORGE_CRL_ENTRY_ISSUER) {
			put_entry_issuer(out, o);
		} else if (more) {
			put_unknown(out);
		}
		wr_close(out, list);
	}
	wr_close(out, entry);
}

static void put_entries(struct wr *out, const struct forge_crl *o)
{
	if (o->count == 0 && o->more == 0 && o->form != FORGE_CRL_EMPTY) {
		return;
	}
	size_t list = wr_open(out, TAG_SEQ);
	for (size_t i = 0; i < o->count; i++) {
		put_entry(out, o, &o->entries[i]);
	}
	for (uint32_t i = 0; i < o->more; i++) {
		uint8_t serial[FORGE_CRL_SERIAL_SIZE];
		forge_crl_serial(i, serial);
		const struct forge_crl_entry e = {RD_ARRAY(serial), o->this_update,
						  FORGE_CRL_NO_REASON};
		put_entry(out, o, &e);
	}
	wr_close(out, list);
}

static enum eg_err put_key_id(struct wr *out, const struct forge_crl *o)
{
	uint8_t id[20];
	EG_TRY(forge_key_id(o->key, id));
	struct extension e = open_ce(out, CE_AKI, false);
	size_t aki = wr_open(out, TAG_SEQ);
	wr_tlv(out, 0x80, RD_ARRAY(id));
	wr_close(out, aki);
	close_extension(out, e);
	return EG_OK;
}

static void put_number(struct wr *out, uint8_t which, struct rd number)
{
	struct extension e = open_ce(out, which, which == CE_DELTA);
	wr_uint(out, number);
	close_extension(out, e);
}

/* IssuingDistributionPoint: [1] onlyContainsUserCerts or [4] indirectCRL. */
static void put_point(struct wr *out, uint32_t tag)
{
	struct extension e = open_ce(out, CE_POINT, true);
	size_t point = wr_open(out, TAG_SEQ);
	wr_tlv(out, tag, RD_ARRAY(yes));
	wr_close(out, point);
	close_extension(out, e);
}

static enum eg_err put_extensions(struct wr *out, const struct forge_crl *o)
{
	size_t tagged = wr_open(out, 0xA0);
	size_t list = wr_open(out, TAG_SEQ);
	if (o->form != FORGE_CRL_NO_KEY_ID) {
		EG_TRY(put_key_id(out, o));
	}
	if (o->number.left > 0) {
		put_number(out, CE_NUMBER, o->number);
	}
	if (o->form == FORGE_CRL_TWICE) {
		put_number(out, CE_NUMBER, o->number);
	} else if (o->form == FORGE_CRL_DELTA) {
		put_number(out, CE_DELTA, o->number);
	} else if (o->form == FORGE_CRL_PARTITIONED) {
		put_point(out, 0x81);
	} else if (o->form == FORGE_CRL_INDIRECT) {
		put_point(out, 0x84);
	} else if (o->form == FORGE_CRL_CRITICAL) {
		put_unknown(out);
	}
	wr_close(out, list);
	wr_close(out, tagged);
	return EG_OK;
}

static enum eg_err put_body(struct wr *out, const struct forge_crl *o)
{
	size_t body = wr_open(out, TAG_SEQ);
	if (o->form != FORGE_CRL_V1) {
		wr_small_int(out, 1); /* v2 */
	}
	forge_put_sigalg(out, &o->key->alg);
	wr_put(out, o->issuer);
	put_time(out, o, o->this_update);
	if (o->next_update.year != 0) {
		put_time(out, o, o->next_update);
	}
	put_entries(out, o);
	if (o->form != FORGE_CRL_V1) {
		EG_TRY(put_extensions(out, o));
	}
	wr_close(out, body);
	return EG_OK;
}

enum eg_err forge_crl(struct wr *out, const struct forge_crl *o)
{
	uint8_t signature[FORGE_SIGNATURE_MAX];
	struct wr signed_by = WR_ARRAY(signature);
	struct forge_alg outside = o->key->alg;
	if (o->form == FORGE_CRL_ALGORITHMS) {
		outside.hash = outside.hash == CRYPT_SHA256 ? CRYPT_SHA512 : CRYPT_SHA256;
	}
	size_t whole = wr_open(out, TAG_SEQ);
	size_t start = out->size;
	EG_TRY(put_body(out, o));
	if (out->bad) {
		return EG_FAIL(EG_TOO_BIG, "revocation list does not fit");
	}
	EG_TRY(forge_key_sign(o->key, rd_of(out->base + start, out->size - start), &signed_by));
	forge_put_sigalg(out, &outside);
	size_t bits = wr_open(out, TAG_BITS);
	wr_u8(out, 0);
	wr_put(out, wr_view(&signed_by));
	wr_close(out, bits);
	wr_close(out, whole);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "revocation list does not fit") : EG_OK;
}

bool forge_crl_form_parse(struct rd word, enum forge_crl_form *out)
{
	static const char *const words[] = {
#define X(name, word, text) word,
		FORGE_CRL_FORMS(X)
#undef X
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (rd_equal(word, rd_cstr(words[i]))) {
			*out = (enum forge_crl_form)i;
			return true;
		}
	}
	return false;
}
