/*
 * forge_known: deviation lists (Doc 9303-12, 10) and defect lists (TR-03129-2, 7) of an invented
 * country, right and wrong ones.
 * Knows how they are written. Never reads one, and shares nothing with pki/known that does.
 */
#include "simulator/forge_known.h"

#include "simulator/forge_cms.h"

#include <stdio.h>

#define TAG_INTEGER   0x02
#define TAG_OCTETS    0x04
#define TAG_OID       0x06
#define TAG_UTF8      0x0C
#define TAG_PRINTABLE 0x13
#define TAG_GENERAL   0x18
#define TAG_SEQ       0x30
#define TAG_SET       0x31
#define FIELD(n)      (0x80u + (n))
#define BUILT(n)      (0xA0u + (n))

#define CONTENT_MAX    (16u * 1024u * 1024u)
#define FRAME_MAX      (32u * 1024u) /* container, certificates, signature */
#define NUMBER_SIZE    11u           /* of an invented number with its header */
#define ENTRY_SIZE_MAX 8192u
#define SIGNER_DAYS    400

/* 2.23.136.1.1 and its arcs: master list 2, its signer 3, deviation list 7, its signer 8. */
static const uint8_t icao_master[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x02};
static const uint8_t icao_master_signer[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x03};
static const uint8_t icao_deviation[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x07};
static const uint8_t icao_deviation_signer[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x08};
/* 0.4.0.127.0.7.3: 1.5 defect list, 11.2.1.2 its signer. */
static const uint8_t bsi_defect[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x05};
static const uint8_t bsi_defect_signer[] = {0x04, 0x00, 0x7F, 0x00, 0x07,
					    0x03, 0x0B, 0x02, 0x01, 0x02};

static struct rd list_type(const struct forge_known *o)
{
	return o->defects ? RD_ARRAY(bsi_defect) : RD_ARRAY(icao_deviation);
}

static void put_type(struct wr *out, const struct forge_known *o, struct rd arcs)
{
	size_t oid = wr_open(out, TAG_OID);
	wr_put(out, list_type(o));
	wr_put(out, arcs);
	wr_close(out, oid);
}

static void put_name(struct wr *out, uint32_t tag, const struct forge_known_entry *e)
{
	size_t name = wr_open(out, tag);
	wr_put(out, e->issuer);
	wr_put(out, e->serial);
	wr_close(out, name);
}

static void put_day(struct wr *out, struct date d)
{
	char text[24];
	(void)snprintf(text, sizeof(text), "%04u%02u%02u000000Z", (unsigned)d.year,
		       (unsigned)d.month, (unsigned)d.day); /* 15 characters */
	wr_tlv(out, TAG_GENERAL, rd_cstr(text));
}

static void put_numbers(struct wr *out, const struct forge_known_entry *e)
{
	if (e->numbers == NULL && e->invented_numbers == 0) {
		return;
	}
	size_t numbers = wr_open(out, BUILT(5));
	for (size_t i = 0; e->numbers != NULL && e->numbers[i] != NULL; i++) {
		wr_tlv(out, TAG_PRINTABLE, rd_cstr(e->numbers[i]));
	}
	for (uint32_t i = 0; i < e->invented_numbers; i++) {
		char text[16];
		(void)snprintf(text, sizeof(text), "K%08u", (unsigned)i); /* below 10^8 */
		wr_tlv(out, TAG_PRINTABLE, rd_cstr(text));
	}
	wr_close(out, numbers);
}

static void put_documents(struct wr *out, const struct forge_known_entry *e)
{
	size_t documents = wr_open(out, TAG_SEQ);
	if (e->type != NULL) {
		wr_tlv(out, FIELD(0), rd_cstr(e->type));
	}
	if (e->issuer.left > 0) {
		put_name(out, BUILT(1), e);
	} else if (e->key_id.left > 0) {
		wr_tlv(out, FIELD(2), e->key_id);
	} else if (e->digest.left > 0) {
		wr_tlv(out, FIELD(3), e->digest);
	}
	if (e->first.year != 0) {
		size_t period = wr_open(out, BUILT(4));
		put_day(out, e->first);
		put_day(out, e->last);
		wr_close(out, period);
	}
	put_numbers(out, e);
	wr_close(out, documents);
}

static void put_deviation(struct wr *out, const struct forge_known *o,
			  const struct forge_known_entry *e)
{
	size_t deviation = wr_open(out, TAG_SEQ);
	put_documents(out, e);
	size_t descriptions = wr_open(out, TAG_SET);
	for (size_t i = 0; i < e->remark_count; i++) {
		const struct forge_remark *r = &e->remarks[i];
		size_t description = wr_open(out, TAG_SEQ);
		if (r->text != NULL) {
			wr_tlv(out, TAG_PRINTABLE, rd_cstr(r->text));
		}
		put_type(out, o, r->type);
		if (r->parameter.left > 0) {
			wr_tlv(out, BUILT(0), r->parameter);
		}
		wr_close(out, description);
	}
	wr_close(out, descriptions);
	wr_close(out, deviation);
}

static void put_first(struct wr *out, const struct forge_known *o, const struct forge_remark *r)
{
	size_t defect = wr_open(out, TAG_SEQ);
	put_type(out, o, r->type);
	wr_put(out, r->parameter);
	wr_close(out, defect);
}

static void put_second(struct wr *out, const struct forge_known *o, const struct forge_remark *r)
{
	size_t defect = wr_open(out, BUILT(0));
	size_t inner = o->explicit_tags ? wr_open(out, TAG_SEQ) : 0;
	put_type(out, o, r->type);
	if (r->parameter.left > 0) {
		wr_tlv(out, BUILT(0), r->parameter);
	}
	if (r->text != NULL && o->explicit_tags) {
		size_t text = wr_open(out, BUILT(1));
		wr_tlv(out, TAG_UTF8, rd_cstr(r->text));
		wr_close(out, text);
	} else if (r->text != NULL) {
		wr_tlv(out, FIELD(1), rd_cstr(r->text));
	}
	if (o->explicit_tags) {
		wr_close(out, inner);
	}
	wr_close(out, defect);
}

static void put_defect(struct wr *out, const struct forge_known *o,
		       const struct forge_known_entry *e)
{
	size_t defect = wr_open(out, TAG_SEQ);
	if (e->issuer.left > 0) {
		put_name(out, TAG_SEQ, e);
	} else if (e->key_id.left > 0) {
		wr_tlv(out, FIELD(0), e->key_id);
	}
	if (e->digest.left > 0) {
		wr_tlv(out, TAG_OCTETS, e->digest);
	}
	size_t known = wr_open(out, TAG_SET);
	for (size_t i = 0; i < e->remark_count; i++) {
		if (o->version == 2) {
			put_second(out, o, &e->remarks[i]);
		} else {
			put_first(out, o, &e->remarks[i]);
		}
	}
	wr_close(out, known);
	if (o->version == 2) {
		wr_tlv(out, TAG_UTF8, RD_TEXT("Fehler der Herstellung"));
	}
	wr_close(out, defect);
}

static uint32_t version_number(const struct forge_known *o)
{
	if (o->flaw == FORGE_KNOWN_VERSION) {
		return 7;
	}
	return o->defects && o->version == 2 ? 1 : 0;
}

enum eg_err forge_known_content(struct bytes *out, const struct forge_known *o)
{
	EG_AUTO(bytes_free) struct bytes buffer = {0};
	struct rd whole;
	size_t size = FRAME_MAX;
	for (size_t i = 0; i < o->entry_count; i++) {
		size += ENTRY_SIZE_MAX + (size_t)o->entries[i].invented_numbers * NUMBER_SIZE;
	}
	EG_TRY(bytes_reserve(&buffer, size, CONTENT_MAX));
	struct wr w = wr_of(buffer.data, buffer.cap);
	size_t list = wr_open(&w, TAG_SEQ);
	wr_small_int(&w, version_number(o));
	if (o->defects) {
		wr_tlv(&w, TAG_OID, crypt_hash_oid(CRYPT_SHA256));
	} else {
		forge_put_hashalg(&w, CRYPT_SHA256);
	}
	size_t entries = wr_open(&w, TAG_SET);
	for (size_t i = 0; i < o->entry_count; i++) {
		if (o->defects) {
			put_defect(&w, o, &o->entries[i]);
		} else {
			put_deviation(&w, o, &o->entries[i]);
		}
	}
	wr_close(&w, entries);
	wr_close(&w, list);
	EG_TRY(wr_done(&w, &whole));
	buffer.size = whole.left;
	bytes_free(out);
	*out = buffer;
	buffer = (struct bytes){0};
	return EG_OK;
}

static struct rd usage_of(const struct forge_known *o)
{
	if (o->flaw == FORGE_KNOWN_USAGE) {
		return RD_ARRAY(icao_master_signer);
	}
	if (o->flaw == FORGE_KNOWN_NO_USAGE) {
		return RD_EMPTY;
	}
	return o->defects ? RD_ARRAY(bsi_defect_signer) : RD_ARRAY(icao_deviation_signer);
}

/* The list's signer under that CA; certificate is written to out. */
static enum eg_err make_signer(const struct forge_known *o, const struct forge_ca *ca,
			       struct forge_key *key, struct wr *out)
{
	const struct forge_subject subject = {"UT", "UTO",
					      o->defects ? "Defect List Signer Utopia"
							 : "Deviation List Signer Utopia"};
	int late = o->flaw == FORGE_KNOWN_EXPIRED ? -2 * SIGNER_DAYS : 0;
	const struct forge_validity validity = {forge_date_add(o->today, late - 1),
						forge_date_add(o->today, late + SIGNER_DAYS)};
	struct forge_cert_parts parts;
	EG_TRY(forge_key_generate(&o->signer, key));
	EG_TRY(forge_cert_read(forge_ca_certificate(ca), &parts));
	return forge_cert_list_signer(out, &ca->key, parts.subject, key, &subject, &validity,
				      usage_of(o));
}

/* The sign of the last octet of the content is turned: a letter of the last text, or a number. */
static enum eg_err spoil(struct bytes *file, struct rd content)
{
	for (size_t at = 0; at + content.left <= file->size; at++) {
		if (rd_equal(rd_of(file->data + at, content.left), content)) {
			file->data[at + content.left - 1] ^= 1;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "content of the list");
}

static enum eg_err sign(struct bytes *out, const struct forge_known *o, struct rd content,
			const struct forge_key *key, struct rd certificate)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct rd whole;
	const struct forge_cms cms = {
		.type = o->flaw == FORGE_KNOWN_TYPE ? RD_ARRAY(icao_master) : list_type(o),
		.content = content,
		.signer = key,
		.certificate = certificate,
		.signed_on = o->today,
		.form = o->flaw == FORGE_KNOWN_BER ? FORGE_SOD_INDEFINITE : FORGE_SOD_BY_KEY,
	};
	EG_TRY(bytes_reserve(&file, content.left + FRAME_MAX, CONTENT_MAX + FRAME_MAX));
	struct wr w = wr_of(file.data, file.cap);
	EG_TRY(forge_cms(&w, &cms));
	EG_TRY(wr_done(&w, &whole));
	file.size = whole.left;
	if (o->flaw == FORGE_KNOWN_SIGNATURE) {
		EG_TRY(spoil(&file, content));
	}
	bytes_free(out);
	*out = file;
	file = (struct bytes){0};
	return EG_OK;
}

enum eg_err forge_known_list(struct bytes *out, const struct forge_ca *ca,
			     const struct forge_known *o)
{
	EG_AUTO(bytes_free) struct bytes content = {0};
	EG_AUTO(forge_ca_free) struct forge_ca other = {0};
	EG_AUTO(forge_key_free) struct forge_key key = {0};
	uint8_t certificate[FORGE_CERT_MAX];
	struct wr signer = WR_ARRAY(certificate);
	EG_TRY(forge_known_content(&content, o));
	if (o->flaw == FORGE_KNOWN_BY_CA) {
		return sign(out, o, bytes_rd(&content), &ca->key, forge_ca_certificate(ca));
	}
	if (o->flaw == FORGE_KNOWN_OTHER_CA) {
		EG_TRY(forge_ca_new(&other, &ca->key.alg, o->today));
		ca = &other;
	}
	EG_TRY(make_signer(o, ca, &key, &signer));
	return sign(out, o, bytes_rd(&content), &key, wr_view(&signer));
}
