/*
 * session_card: a document of exact sizes for sessions.
 */
#include "session_card.h"

#include "pki/crypt_dh.h"
#include "tests/hex.h"

#include <stdlib.h>

#define ANSWER_COMMAND 2048 /* largest command that the chip states */

static struct cvc_mint_key root_key;
static struct cvc_mint_key dv_key;
static struct cvc_mint_key is_key;
static struct cvc_minted root_file;
static struct cvc_minted foreign_file;
static struct cvc_minted dv_file;
static struct cvc_minted is_file;
static struct cvc_minted blind_file; /* the same terminal, not for fingers */

static struct cvc_minted mint(const char *authority, const char *holder, uint8_t rights,
			      const struct cvc_mint_key *key, const struct cvc_mint_key *signer)
{
	const struct cvc_mint m = {.authority = authority,
				   .holder = holder,
				   .key = key,
				   .signer = signer,
				   .rights = rights,
				   .from = "260101",
				   .to = "281231",
				   .domain = rights == MINT_CVCA};
	return cvc_mint(&m);
}

int card_open(void **state)
{
	(void)state;
	cvc_mint_ec(&root_key, CRYPT_P256, 3);
	cvc_mint_ec(&dv_key, CRYPT_P256, 3);
	cvc_mint_ec(&is_key, CRYPT_P256, 3);
	root_file = mint("UTCVCA00001", "UTCVCA00001", MINT_CVCA, &root_key, &root_key);
	foreign_file = mint("XXCVCA00001", "XXCVCA00001", MINT_CVCA, &root_key, &root_key);
	dv_file = mint("UTCVCA00001", "UTDV00001", MINT_DV, &dv_key, &root_key);
	is_file = mint("UTDV00001", "UTIS00001", MINT_IS, &is_key, &dv_key);
	blind_file = mint("UTDV00001", "UTIS00001", MINT_IS & ~CVC_READ_DG3, &is_key, &dv_key);
	return 0;
}

int card_close(void **state)
{
	(void)state;
	cvc_mint_key_free(&root_key);
	cvc_mint_key_free(&dv_key);
	cvc_mint_key_free(&is_key);
	return 0;
}

static enum eg_err chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			 size_t *count)
{
	const struct cvc_minted *own = context;
	*count = 0;
	if (!rd_equal(car, RD_TEXT("UTCVCA00001")) || cap < 2) {
		return EG_FAIL(EG_NOT_FOUND, "no chain");
	}
	certificates[0] = cvc_minted_rd(&dv_file);
	certificates[1] = cvc_minted_rd(own);
	*count = 2;
	return EG_OK;
}

static enum eg_err sign(void *context, struct rd message, struct wr *signature)
{
	(void)context;
	cvc_mint_sign(&is_key, message, signature);
	return EG_OK;
}

const struct termauth_terminal card_terminal = {&is_file, chain, sign};
const struct termauth_terminal card_terminal_blind = {&blind_file, chain, sign};

/* An outer header for exactly this many octets in all. */
static void put_header(struct wr *w, uint32_t tag, size_t size)
{
	size_t header = size < 2 + 0x80 ? 2 : size < 3 + 0x100 ? 3 : 4;
	size_t content = size - header;
	wr_u8(w, (uint8_t)tag);
	if (header == 3) {
		wr_u8(w, 0x81);
	}
	if (header == 4) {
		wr_u8(w, 0x82);
		wr_u8(w, (uint8_t)(content >> 8));
	}
	wr_u8(w, (uint8_t)content);
}

static void fill_to(struct wr *w, size_t size)
{
	while (w->size < size) {
		wr_u8(w, (uint8_t)(w->size * 7 + w->size / 251 + 1));
	}
}

static void lay(struct card *c, uint16_t fid, uint8_t sfi, bool in_application,
		const struct wr *file)
{
	assert_false(file->bad);
	assert_int_equal(
		chip_document_add(&c->document,
				  (struct chip_file){fid, sfi, in_application, wr_view(file)}),
		EG_OK);
}

static struct wr next_file(struct card *c)
{
	assert_true(c->count < CARD_FILES_MAX);
	c->count++;
	return WR_ARRAY(c->files[c->count - 1]);
}

static void lay_group(struct card *c, unsigned group, uint32_t tag, size_t size)
{
	struct wr w = next_file(c);
	put_header(&w, tag, size);
	fill_to(&w, size);
	lay(c, (uint16_t)(0x0100 + group), (uint8_t)group, true, &w);
}

/* Hashes of groups as the LDSSecurityObject lists them; nothing around is a signature. */
static void lay_sod(struct card *c, const struct card_order *o)
{
	struct wr w = next_file(c);
	const uint8_t groups[] = {1, 2, 3, 14, 15};
	size_t size = o->sod_size == 0 ? 2000 : o->sod_size;
	put_header(&w, 0x77, size);
	for (size_t i = 0; i < sizeof(groups); i++) {
		bool there = (groups[i] != 3 || o->terminal || o->fingers) &&
			     (groups[i] != 14 || o->ciphers != 0) &&
			     (groups[i] != 15 || o->active_auth);
		if (there) {
			const uint8_t head[] = {0x30, 0x25, 0x02, 0x01, groups[i], 0x04, 0x20};
			wr_put(&w, RD_ARRAY(head));
			wr_fill(&w, 0xAA, 32);
		}
	}
	fill_to(&w, size);
	lay(c, 0x011D, 0x1D, true, &w);
}

static void make_curve_key(enum crypt_curve curve, struct wr *spki, struct wr *number)
{
	EG_AUTO(crypt_ec_free) struct crypt_ec *key = NULL;
	EG_AUTO(secret_clear) struct secret x = {0};
	assert_int_equal(crypt_ec_generate(curve, &key), EG_OK);
	assert_int_equal(crypt_ec_spki(key, false, spki), EG_OK);
	assert_int_equal(crypt_ec_private(key, &x), EG_OK);
	wr_put(number, secret_rd(&x));
}

static void make_field_key(struct wr *spki, struct wr *number)
{
	EG_AUTO(crypt_dh_free) struct crypt_dh *key = NULL;
	EG_AUTO(bytes_free) struct bytes x = {0};
	assert_int_equal(crypt_dh_generate(CRYPT_DH_2048_256, &key), EG_OK);
	assert_int_equal(crypt_dh_spki(key, spki), EG_OK);
	assert_int_equal(crypt_dh_private(key, &x), EG_OK);
	wr_put(number, bytes_rd(&x));
}

/* SEQUENCE { id-CA-x-y, version 1, key id } for each cipher and { id-PK-x, key, key id }. */
static void put_infos(struct wr *w, const struct card_order *o, struct rd spki)
{
	const uint8_t kind = o->dh ? 1 : 2;
	for (uint8_t cipher = 0; cipher < 4; cipher++) {
		const uint8_t id_ca[] = {0x04, 0x00, 0x7F, 0x00, 0x07,
					 0x02, 0x02, 0x03, kind, (uint8_t)(cipher + 1)};
		if ((o->ciphers >> cipher & 1) != 0) {
			size_t info = wr_open(w, 0x30);
			wr_tlv(w, 0x06, RD_ARRAY(id_ca));
			wr_small_int(w, 1);
			if (o->key_id != 0) {
				wr_small_int(w, o->key_id);
			}
			wr_close(w, info);
		}
	}
	const uint8_t id_pk[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, kind};
	size_t info = wr_open(w, 0x30);
	wr_tlv(w, 0x06, RD_ARRAY(id_pk));
	wr_put(w, spki);
	if (o->key_id != 0) {
		wr_small_int(w, o->key_id);
	}
	wr_close(w, info);
}

/* DG14 of its size: what is missing is an unknown protocol. */
static void lay_dg14(struct card *c, const struct card_order *o, struct rd spki)
{
	uint8_t octets[3000];
	struct wr infos = WR_ARRAY(octets);
	struct wr w = next_file(c);
	struct rd access = o->card_access;
	struct rd offers;
	size_t size = o->dg14_size == 0 ? 400 + access.left : o->dg14_size;
	put_infos(&infos, o, spki);
	if (!o->silent_dg14 && rd_expect(&access, 0x31, &offers)) {
		wr_put(&infos, offers); /* Doc 9303-11, 9.2.11 */
	}
	size_t content = size - 8; /* 6E 82 xx xx 31 82 xx xx */
	assert_true(size > 0x110 && infos.size + 9 <= content);
	size_t filler = content - infos.size;
	put_header(&w, 0x6E, size);
	put_header(&w, 0x31, size - 4);
	wr_put(&w, wr_view(&infos));
	/* 30 .. { 06 03 2A0301, 04 .. } */
	size_t inner = filler - (filler < 2 + 0x80 ? 2 : filler < 3 + 0x100 ? 3 : 4);
	put_header(&w, 0x30, filler);
	wr_put(&w, RD_TEXT("\x06\x03\x2A\x03\x01"));
	put_header(&w, 0x04, inner - 5);
	fill_to(&w, size);
	lay(c, 0x010E, 0x0E, true, &w);
}

static void lay_chip_auth(struct card *c, const struct card_order *o)
{
	struct wr spki = WR_ARRAY(c->spki);
	struct wr number = WR_ARRAY(c->number);
	if (o->dh) {
		make_field_key(&spki, &number);
	} else {
		make_curve_key(o->curve, &spki, &number);
	}
	c->spki_size = spki.size;
	c->key_id = o->key_id;
	c->document.ca_pairs[c->document.ca_pair_count++] = (struct chip_ca_pair){
		.id = rd_of(&c->key_id, o->key_id == 0 ? 0 : 1),
		.ciphers = o->ciphers,
		.spki = wr_view(&spki),
		.private_number = wr_view(&number),
	};
	lay_dg14(c, o, wr_view(&spki));
}

static void lay_terminal(struct card *c, const struct card_order *o)
{
	static const uint8_t date[] = {2, 6, 0, 3, 0, 1};
	struct wr w = next_file(c);
	const struct cvc_minted *point = o->wrong_terminal ? &foreign_file : &root_file;
	wr_tlv(&w, 0x42, o->wrong_terminal ? RD_TEXT("XXCVCA00001") : RD_TEXT("UTCVCA00001"));
	wr_fill(&w, 0, 36 - w.size);
	lay(c, 0x011C, 0x1C, true, &w);
	c->document.current_date = RD_ARRAY(date);
	c->document.trust_points[c->document.trust_point_count++] = cvc_minted_rd(point);
	lay_group(c, 3, 0x63, 3000);
}

static void lay_active_auth(struct card *c)
{
	uint8_t octets[512];
	struct wr spki = WR_ARRAY(octets);
	struct wr number = WR_ARRAY(c->aa_number);
	struct wr w = next_file(c);
	make_curve_key(CRYPT_P256, &spki, &number);
	c->document.aa_kind = CHIP_KEY_EC;
	c->document.aa_curve = CRYPT_P256;
	c->document.aa_hash = CRYPT_SHA256;
	c->document.aa_key = wr_view(&number);
	forge_dg15(&w, wr_view(&spki));
	lay(c, 0x010F, 0x0F, true, &w);
}

struct card *card_new(const struct card_order *order)
{
	static const struct forge_security pace = {
		.paces = {{.offered = true, .curve = CRYPT_P256, .cipher = CRYPT_AES128}},
		.pace_count = 1,
	};
	struct card *c = calloc(1, sizeof(*c));
	assert_non_null(c);
	c->document.mrz_information = CARD_ZONE;
	struct wr w = next_file(c);
	if (order->card_access.left > 0) {
		wr_put(&w, order->card_access);
	} else {
		forge_card_access(&w, &pace);
	}
	lay(c, 0x011C, 0x1C, false, &w);
	if (order->card_security) {
		w = next_file(c);
		put_header(&w, 0x30, 1200);
		fill_to(&w, 1200);
		lay(c, 0x011D, 0x1D, false, &w);
	}
	if (order->response != 0) {
		w = next_file(c);
		forge_atr_info(&w, ANSWER_COMMAND, order->response);
		lay(c, 0x2F01, 0x01, false, &w);
	}
	lay_sod(c, order);
	lay_group(c, 1, 0x61, 93);
	lay_group(c, 2, 0x75, order->dg2_size == 0 ? 18000 : order->dg2_size);
	if (order->ciphers != 0) {
		lay_chip_auth(c, order);
	}
	if (order->terminal) {
		lay_terminal(c, order);
	}
	if (order->fingers) {
		lay_group(c, 3, 0x63, 3000);
	}
	if (order->active_auth) {
		lay_active_auth(c);
	}
	return c;
}

void card_free(struct card **c)
{
	free(*c);
	*c = NULL;
}

void card_same(const struct card *c, const struct rig_result *r, enum emrtd_file file)
{
	for (size_t i = 0; i < c->document.file_count; i++) {
		const struct chip_file *f = &c->document.files[i];
		if (f->in_application && f->sfi == (unsigned)file) {
			assert_true(rd_equal(bytes_rd(&r->file[file]), f->contents));
			return;
		}
	}
	fail_msg("no such file on the card");
}
