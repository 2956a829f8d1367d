/*
 * forge_list: CSCA master lists of an invented state (Doc 9303-12, 9), right ones and odd ones.
 * Knows the list and who signs it. Never knows who believes it.
 */
#include "simulator/forge_list.h"

#include "simulator/forge_cms.h"

#include <stdlib.h>

#define TAG_SEQ 0x30
#define TAG_SET 0x31

#define FRAME_SIZE_MAX (2u * FORGE_CERT_MAX + 8192u) /* signer, attributes, signature */

/* id-icao-cscaMasterList, 2.23.136.1.1.2 */
static const uint8_t master_list[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x02};

enum eg_err forge_list_signer_new(struct forge_list_signer *out, const struct forge_ca *ca,
				  const struct forge_alg *alg,
				  const struct forge_validity *validity, enum forge_list_by by)
{
	static const struct forge_subject subject = {"UT", "UTO", "Master List Signer"};
	EG_AUTO(forge_list_signer_free) struct forge_list_signer s = {.ca = ca};
	struct forge_cert_parts parts;
	struct wr certificates = WR_ARRAY(s.certificates);
	*out = (struct forge_list_signer){.ca = NULL};
	EG_TRY(forge_cert_read(forge_ca_certificate(ca), &parts));
	if (by != FORGE_LIST_BY_CA) {
		EG_TRY(forge_key_generate(alg, &s.key));
		const struct forge_cert order = {
			.issuer = parts.subject,
			.issuer_key = &ca->key,
			.key = &s.key,
			.subject = &subject,
			.validity = validity,
			.form = by == FORGE_LIST_BY_SIGNER ? FORGE_CERT_EXTENDED : FORGE_CERT_USUAL,
		};
		EG_TRY(forge_cert(&certificates, &order, NULL));
	}
	wr_put(&certificates, forge_ca_certificate(ca));
	s.size = certificates.size;
	if (certificates.bad) {
		return EG_FAIL(EG_TOO_BIG, "certificates of a list's signer");
	}
	*out = s;
	s.key = (struct forge_key){.ec = NULL};
	return EG_OK;
}

void forge_list_signer_free(struct forge_list_signer *s)
{
	if (s != NULL) {
		forge_key_free(&s->key);
	}
}

size_t forge_list_size(const struct forge_list *o)
{
	size_t size = FRAME_SIZE_MAX;
	for (size_t i = 0; i < o->count; i++) {
		size += o->certificates[i].left;
	}
	return size;
}

static int by_octets(const void *a, const void *b)
{
	struct rd left = *(const struct rd *)a;
	struct rd right = *(const struct rd *)b;
	uint8_t x;
	uint8_t y;
	while (rd_u8(&left, &x) && rd_u8(&right, &y)) {
		if (x != y) {
			return x < y ? -1 : 1;
		}
	}
	return 0; /* no certificate begins with another one */
}

/* CscaMasterList ::= SEQUENCE { version, SET OF Certificate }, the SET in the order of DER. */
static enum eg_err put_content(struct wr *out, const struct forge_list *o)
{
	EG_AUTO(eg_free) struct rd *sorted = calloc(o->count + 1, sizeof(*sorted));
	if (sorted == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "master list");
	}
	for (size_t i = 0; i < o->count; i++) {
		sorted[i] = o->certificates[i];
	}
	qsort(sorted, o->count, sizeof(*sorted), by_octets);
	size_t whole = wr_open(out, TAG_SEQ);
	wr_small_int(out, o->version);
	size_t set = wr_open(out, TAG_SET);
	for (size_t i = 0; i < o->count; i++) {
		wr_put(out, sorted[i]);
	}
	wr_close(out, set);
	wr_close(out, whole);
	return out->bad ? EG_FAIL(EG_TOO_BIG, "master list does not fit") : EG_OK;
}

enum eg_err forge_list(struct wr *out, const struct forge_list *o)
{
	EG_AUTO(eg_free) uint8_t *octets = malloc(forge_list_size(o));
	const struct forge_list_signer *s = o->signer;
	bool by_ca = s->key.ec == NULL && s->key.rsa == NULL && s->key.dsa == NULL;
	if (octets == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "master list");
	}
	struct wr content = wr_of(octets, forge_list_size(o));
	EG_TRY(put_content(&content, o));
	const struct forge_cms cms = {
		.type = RD_ARRAY(master_list),
		.content = wr_view(&content),
		.signer = by_ca ? &s->ca->key : &s->key,
		.certificate = rd_of(s->certificates, s->size),
		.signed_on = o->signed_on,
		.form = o->form,
	};
	return forge_cms(out, &cms);
}
