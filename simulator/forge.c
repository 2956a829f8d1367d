/*
 * forge: an invented country and its documents, with the flaws a gate must find.
 * Knows what a whole document consists of. Never reads one.
 */
#include "simulator/forge.h"

#include "simulator/forge_files.h"
#include "simulator/forge_protocol.h"

#include <stdio.h>
#include <stdlib.h>

#define SMALL_FILE_MAX 512
#define SOD_MAX        ((size_t)12 * 1024)
#define DG2_MAX        (FORGE_PORTRAIT_MAX + 1024)
/* Buffers that EF.ATR/INFO promises: commands of 1 KB; answers as large as vpcd can carry. */
#define COMMAND_MAX 1024
#define ANSWER_MAX  32000

/* A file in the making. */
struct sheet {
	struct wr w;
	uint8_t small[SMALL_FILE_MAX];
};

/* Everything while one document is made; too large for the stack. */
struct mint {
	const struct forge_order *order;
	struct forge_holder holder;
	struct forge_key own;           /* made for this document */
	const struct forge_key *signer; /* it, or the order's */
	struct forge_key aa;            /* the public half goes into DG15 */
	struct forge_key cloned;        /* what a cloned chip holds instead */
	uint8_t certificate[FORGE_CERT_MAX];
	size_t certificate_size;
	struct forge_named named;
	char expiry[7];
	struct sheet mrz;
	struct sheet information;
	struct sheet dg1;
	struct sheet com;
	struct sheet atr_info;
	uint8_t dg15[FORGE_SPKI_MAX + 8];
	size_t dg15_size;
	uint8_t aa_private[FORGE_PKCS8_MAX];
	size_t aa_private_size;
	uint8_t dg2[DG2_MAX];
	size_t dg2_size;
	struct forge_protocol protocol;
	struct rd group[FORGE_GROUPS_MAX + 1]; /* whole files by number; empty: not there */
	uint8_t sod[SOD_MAX];
	size_t sod_size;
};

static void mint_free(struct mint **m)
{
	if (*m != NULL) {
		forge_key_free(&(*m)->own);
		forge_key_free(&(*m)->aa);
		forge_key_free(&(*m)->cloned);
		secret_wipe(*m, sizeof(**m));
		free(*m);
		*m = NULL;
	}
}

static struct wr *start(struct sheet *s)
{
	s->w = wr_of(s->small, sizeof(s->small));
	return &s->w;
}

static struct rd contents(const struct sheet *s)
{
	return wr_view(&s->w);
}

/* The signer that this order asks for: its period, its country, its CSCA. */
static enum eg_err make_signer(struct mint *m, const struct forge_ca *ca)
{
	EG_AUTO(forge_ca_free) struct forge_ca unknown = {0};
	const struct forge_order *o = m->order;
	bool expired = o->flaw == FORGE_EXPIRED_SIGNER;
	bool foreign = o->flaw == FORGE_WRONG_COUNTRY;
	const struct forge_subject subject = {
		.country = foreign ? "ZZ" : "UT",
		.state = foreign ? "XXZ" : "UTO",
		.name = "Document Signer",
	};
	const struct forge_validity validity = {
		.first = forge_date_add(o->today, expired ? -4 * 365 : -365),
		.last = forge_date_add(o->today, expired ? -30 : 9 * 365 + 90),
	};
	struct forge_cert_parts parts;
	struct wr certificate = WR_ARRAY(m->certificate);
	if (o->flaw == FORGE_UNKNOWN_CSCA) {
		EG_TRY(forge_ca_new(&unknown, &ca->key.alg, o->today));
		ca = &unknown;
	}
	EG_TRY(forge_cert_read(forge_ca_certificate(ca), &parts));
	m->signer = o->signer_key;
	if (m->signer == NULL) {
		EG_TRY(forge_key_generate(&o->signer, &m->own));
		m->signer = &m->own;
	}
	const struct forge_cert cert = {
		.issuer = parts.subject,
		.issuer_key = &ca->key,
		.key = m->signer,
		.subject = &subject,
		.validity = &validity,
		.form = o->certificate,
	};
	EG_TRY(forge_cert(&certificate, &cert, &m->named));
	m->certificate_size = certificate.size;
	return EG_OK;
}

static enum eg_err save_private(struct mint *m, const struct forge_key *k)
{
	struct wr w = WR_ARRAY(m->aa_private);
	EG_AUTO(secret_clear) struct secret number = {0};
	if (k->alg.rsa) {
		EG_TRY(crypt_rsa_to_pkcs8(k->rsa, &w));
	} else {
		EG_TRY(crypt_ec_private(k->ec, &number));
		wr_put(&w, secret_rd(&number));
	}
	m->aa_private_size = w.size;
	return w.bad ? EG_FAIL(EG_TOO_BIG, "private key does not fit") : EG_OK;
}

static enum eg_err make_aa(struct mint *m)
{
	uint8_t spki_bytes[FORGE_SPKI_MAX];
	struct wr spki = WR_ARRAY(spki_bytes);
	struct wr file = WR_ARRAY(m->dg15);
	const struct forge_order *o = m->order;
	if (o->aa == CHIP_KEY_NONE) {
		return EG_OK;
	}
	if (o->aa_alg.dsa || o->aa_alg.rsa != (o->aa == CHIP_KEY_RSA)) {
		return EG_FAIL(EG_CONFIG, "Active Authentication key is of another kind");
	}
	if (o->aa_alg.rsa && o->aa_alg.bits > FORGE_CHIP_RSA_BITS_MAX) {
		return EG_FAIL(EG_CONFIG, "Active Authentication key of more than 4096 bits");
	}
	EG_TRY(forge_key_generate(&o->aa_alg, &m->aa));
	EG_TRY(forge_key_spki(&m->aa, &spki));
	forge_dg15(&file, wr_view(&spki));
	m->dg15_size = file.size;
	if (o->flaw == FORGE_CLONED_CHIP) {
		EG_TRY(forge_key_generate(&o->aa_alg, &m->cloned));
		return save_private(m, &m->cloned);
	}
	return save_private(m, &m->aa);
}

/* The holder as the document shows it; an expired one ended thirty days ago. */
static enum eg_err make_holder(struct mint *m)
{
	m->holder = m->order->holder;
	if (m->order->flaw == FORGE_EXPIRED_DOCUMENT) {
		struct date end = forge_date_add(m->order->today, -30);
		(void)snprintf(m->expiry, sizeof(m->expiry), "%02u%02u%02u",
			       (unsigned)(end.year % 100U), (unsigned)(end.month % 100U),
			       (unsigned)(end.day % 100U)); /* six digits */
		m->holder.expiry = m->expiry;
	}
	return forge_mrz_information(&m->holder, start(&m->information));
}

static enum eg_err make_dg1(struct mint *m)
{
	EG_TRY(forge_mrz(&m->holder, m->order->kind, start(&m->mrz)));
	forge_dg1(start(&m->dg1), contents(&m->mrz));
	return EG_OK;
}

static enum eg_err make_dg2(struct mint *m, struct rd portrait, uint16_t quality)
{
	struct wr w = WR_ARRAY(m->dg2);
	const struct forge_face face = {
		.picture = portrait, .sex = m->holder.sex, .quality = quality};
	enum forge_encoding encoding = m->order->dg2_encoding;
	/* Sex and quality are fields of a record, but may be left out of a block. */
	const struct forge_how how = {.encoding = encoding, .all_fields = encoding == FORGE_39794};
	EG_TRY(forge_faces(&w, &face, &how));
	m->dg2_size = w.size;
	return EG_OK;
}

/* Every data group by its number; the order's own ones may not be those made here. */
static enum eg_err gather_groups(struct mint *m)
{
	const struct forge_order *o = m->order;
	m->group[1] = contents(&m->dg1);
	m->group[2] = rd_of(m->dg2, m->dg2_size);
	m->group[3] = o->dg3;
	m->group[4] = o->dg4;
	m->group[14] = rd_of(m->protocol.dg14, m->protocol.dg14_size);
	m->group[15] = rd_of(m->dg15, m->dg15_size);
	for (size_t i = 0; i < o->more_group_count; i++) {
		const struct forge_group *g = &o->more_groups[i];
		if (g->number == 0 || g->number > FORGE_GROUPS_MAX ||
		    m->group[g->number].left > 0) {
			return EG_FAIL(EG_CONFIG, "data group that is there already, or none");
		}
		m->group[g->number] = g->file;
	}
	return EG_OK;
}

/* Tags of the data groups, as EF.COM lists them (Doc 9303-10, Table 37). */
static void make_com(struct mint *m)
{
	static const uint8_t tags[] = {0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
				       0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};
	uint8_t list[FORGE_GROUPS_MAX];
	struct wr present = WR_ARRAY(list);
	for (size_t n = 1; n <= FORGE_GROUPS_MAX; n++) {
		if (m->group[n].left > 0) {
			wr_u8(&present, tags[n - 1]);
		}
	}
	forge_com(start(&m->com), m->order->lds_version, wr_view(&present));
}

static enum eg_err make_files(struct mint *m)
{
	const struct forge_order *o = m->order;
	EG_TRY(make_dg1(m));
	EG_TRY(make_dg2(m, o->portrait, 0));
	EG_TRY(forge_protocol_new(&m->protocol, o));
	EG_TRY(gather_groups(m));
	make_com(m);
	forge_atr_info(start(&m->atr_info), COMMAND_MAX, ANSWER_MAX);
	return EG_OK;
}

static enum eg_err make_sod(struct mint *m)
{
	const struct forge_order *o = m->order;
	struct wr w = WR_ARRAY(m->sod);
	struct forge_group groups[FORGE_GROUPS_MAX];
	size_t count = 0;
	for (uint8_t n = 1; n <= FORGE_GROUPS_MAX; n++) {
		if (m->group[n].left > 0) {
			groups[count++] = (struct forge_group){n, m->group[n]};
		}
	}
	bool given = o->signer_certificate.left > 0;
	const struct forge_sod sod = {
		.groups = groups,
		.group_count = count,
		.digest = o->digest,
		.lds_version = o->lds_version,
		.signer = m->signer,
		.certificate =
			given ? o->signer_certificate : rd_of(m->certificate, m->certificate_size),
		.named = given ? NULL : &m->named,
		.form = o->sod,
		.signed_on = forge_date_add(o->today,
					    o->flaw == FORGE_EXPIRED_SIGNER ? -4 * 365 + 10 : -355),
	};
	EG_TRY(forge_sod(&w, &sod));
	m->sod_size = w.size;
	return forge_protocol_sign(&m->protocol, o, &sod);
}

/* What a forger does once the document is signed. */
static enum eg_err tamper(struct mint *m)
{
	const struct forge_order *o = m->order;
	bool other = o->other_portrait.left > 0;
	switch (o->flaw) {
	case FORGE_DG1_CHANGED:
		m->holder.given = o->other_given;
		return make_dg1(m);
	case FORGE_DG2_CHANGED:
		return make_dg2(m, other ? o->other_portrait : o->portrait, other ? 0 : 1);
	case FORGE_BROKEN_SIGNATURE:
		m->sod[m->sod_size - 1] ^= 0x01; /* the signature is the last field of EF.SOD */
		return EG_OK;
	case FORGE_FLAWLESS:
	case FORGE_UNKNOWN_CSCA:
	case FORGE_EXPIRED_DOCUMENT:
	case FORGE_EXPIRED_SIGNER:
	case FORGE_WRONG_COUNTRY:
	case FORGE_CLONED_CHIP:
		return EG_OK;
	}
	return EG_FAIL(EG_CONFIG, "unknown flaw");
}

/* One file of the chip, if there is one (Doc 9303-10: identifiers of every file). */
static enum eg_err add_file(struct chip_document *d, uint16_t fid, uint8_t sfi, bool application,
			    struct rd file)
{
	if (file.left == 0) {
		return EG_OK;
	}
	return chip_document_add(d, (struct chip_file){fid, sfi, application, file});
}

static enum eg_err fill_document(const struct mint *m, struct chip_document *d)
{
	const struct forge_order *o = m->order;
	d->mrz_information = contents(&m->information);
	d->can = rd_cstr(o->can);
	EG_TRY(forge_protocol_fill(&m->protocol, o, d));
	EG_TRY(add_file(d, 0x2F01, 0x01, false, contents(&m->atr_info)));
	EG_TRY(add_file(d, 0x011E, 0x1E, true, contents(&m->com)));
	EG_TRY(add_file(d, 0x011D, 0x1D, true, rd_of(m->sod, m->sod_size)));
	for (uint8_t n = 1; n <= FORGE_GROUPS_MAX; n++) {
		EG_TRY(add_file(d, (uint16_t)(0x0100 + n), n, true, m->group[n]));
	}
	d->aa_kind = o->aa;
	d->aa_hash = o->aa_alg.hash;
	d->aa_curve = o->aa_alg.curve;
	d->aa_key = rd_of(m->aa_private, m->aa_private_size);
	return EG_OK;
}

static enum eg_err pack(struct forge_document *out, const struct mint *m)
{
	struct chip_document d = {0}; /* borrows everything from m */
	EG_TRY(fill_document(m, &d));
	EG_TRY(bytes_reserve(&out->container, CHIP_DOCUMENT_MAX, CHIP_DOCUMENT_MAX));
	struct wr w = wr_of(out->container.data, out->container.cap);
	chip_document_write(&d, &w);
	out->container.size = w.size;
	if (w.bad || !rd_dump(contents(&m->mrz), out->mrz, sizeof(out->mrz), &out->mrz_size)) {
		return EG_FAIL(EG_TOO_BIG, "document does not fit");
	}
	return EG_OK;
}

enum eg_err forge_document(struct forge_document *out, const struct forge_ca *ca,
			   const struct forge_order *order)
{
	EG_AUTO(mint_free) struct mint *m = calloc(1, sizeof(*m));
	*out = (struct forge_document){0};
	if (m == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "no memory for a document");
	}
	m->order = order;
	EG_TRY(make_holder(m));
	EG_TRY(make_signer(m, ca));
	EG_TRY(make_aa(m));
	EG_TRY(make_files(m));
	EG_TRY(make_sod(m));
	EG_TRY(tamper(m));
	m->group[1] = contents(&m->dg1);
	m->group[2] = rd_of(m->dg2, m->dg2_size);
	return pack(out, m);
}

void forge_document_free(struct forge_document *d)
{
	if (d != NULL) {
		bytes_free(&d->container);
		secret_wipe(d, sizeof(*d));
	}
}

enum eg_err forge_document_save(const struct forge_document *d, enum forge_kind kind,
				const char *folder)
{
	uint8_t text[FORGE_MRZ_MAX + 4];
	struct wr lines = WR_ARRAY(text);
	struct rd zone = rd_of(d->mrz, d->mrz_size);
	struct rd line;
	while (zone.left > 0 && rd_take(&zone, forge_mrz_line(kind), &line)) {
		wr_put(&lines, line);
		wr_u8(&lines, '\n');
	}
	if (!rd_end(&zone) || lines.bad) {
		return EG_FAIL(EG_BAD_DATA, "machine-readable zone of uneven lines");
	}
	EG_TRY(forge_write_file(folder, "document.egd", 0600, bytes_rd(&d->container)));
	return forge_write_file(folder, "mrz.txt", 0600, wr_view(&lines));
}
