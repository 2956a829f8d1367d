/*
 * verify_world: one traveller with a right document before the verify worker's job.
 */
#include "verify_world.h"

struct crypt_ec *verify_world_key(void)
{
	struct crypt_ec *k = NULL;
	assert_int_equal(crypt_ec_generate(CRYPT_P256, &k), EG_OK);
	return k;
}

void verify_world_free(struct verify_world *w)
{
	trust_free(&w->trust);
	crypt_ec_free(&w->ca_key);
	crypt_ec_free(&w->key);
	crypt_ec_free(&w->chip_key);
}

struct mint_file verify_world_file(const struct wr *w)
{
	struct mint_file f = {0};
	struct rd bytes = wr_view(w);
	assert_true(rd_dump(bytes, f.bytes, sizeof(f.bytes), &f.size));
	return f;
}

struct mint_file verify_world_dg1(const char *mrz)
{
	uint8_t bytes[128];
	struct wr w = WR_ARRAY(bytes);
	size_t mark = wr_open(&w, 0x61);
	wr_tlv(&w, 0x5F1F, rd_cstr(mrz));
	wr_close(&w, mark);
	return verify_world_file(&w);
}

struct mint_file verify_world_dg2(struct rd picture)
{
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x75);
	size_t templates = wr_open(&w, 0x7F61);
	wr_small_int(&w, 1);
	size_t template = wr_open(&w, 0x7F60);
	wr_tlv(&w, 0xA1, RD_TEXT("\x81\x01\x02"));
	size_t block = wr_open(&w, 0x5F2E);
	uint32_t face_size = 32 + (uint32_t)picture.left;
	wr_put(&w, rd_of("FAC\0"
			 "010\0",
			 8));
	wr_be32(&w, 14 + face_size);
	wr_be16(&w, 1);
	wr_be32(&w, face_size);
	wr_fill(&w, 0, 16 + 12);
	wr_put(&w, picture);
	wr_close(&w, block);
	wr_close(&w, template);
	wr_close(&w, templates);
	wr_close(&w, group);
	return verify_world_file(&w);
}

/* ActiveAuthenticationInfo with ecdsa-plain-SHA256. */
struct mint_file verify_world_dg14(void)
{
	uint8_t bytes[64];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x6E);
	size_t set = wr_open(&w, 0x31);
	size_t info = wr_open(&w, 0x30);
	wr_tlv(&w, 0x06, RD_TEXT("\x67\x81\x08\x01\x01\x05"));
	wr_small_int(&w, 1);
	wr_tlv(&w, 0x06, RD_TEXT("\x04\x00\x7F\x00\x07\x01\x01\x04\x01\x03"));
	wr_close(&w, info);
	wr_close(&w, set);
	wr_close(&w, group);
	return verify_world_file(&w);
}

struct mint_file verify_world_dg15(const struct crypt_ec *chip_key)
{
	uint8_t bytes[256];
	struct wr w = WR_ARRAY(bytes);
	size_t group = wr_open(&w, 0x6F);
	assert_int_equal(crypt_ec_spki(chip_key, false, &w), EG_OK);
	wr_close(&w, group);
	return verify_world_file(&w);
}

void verify_world_sign(struct verify_world *w)
{
	struct mint_cert signer = mint_signer_of("UT");
	struct mint_file der = mint_certificate(&signer, w->key, w->ca_key);
	struct mint_sod sod = {.certificate = mint_rd(&der), .key = w->key};
	sod.groups[1] = mint_rd(&w->dg1);
	sod.groups[2] = mint_rd(&w->dg2);
	sod.groups[3] = w->dg3;
	sod.groups[14] = mint_rd(&w->dg14);
	if (!w->without_dg15) {
		sod.groups[15] = mint_rd(&w->dg15);
	}
	w->sod = mint_security_object(&sod);
}

void verify_world_answer(struct verify_world *w, struct rd challenge)
{
	struct wr answer = WR_ARRAY(w->answer.bytes);
	assert_int_equal(crypt_ecdsa_sign(w->chip_key, CRYPT_SHA256, challenge, true, &answer),
			 EG_OK);
	w->answer.size = answer.size;
}

struct verify_world verify_world_new(void)
{
	struct verify_world w = {.ca_key = verify_world_key(),
				 .key = verify_world_key(),
				 .chip_key = verify_world_key()};
	struct mint_cert ca = mint_ca_of("UT");
	struct mint_file der = mint_certificate(&ca, w.ca_key, w.ca_key);
	assert_int_equal(trust_new(&w.trust), EG_OK);
	assert_int_equal(trust_add_certificate(w.trust, mint_rd(&der)), EG_OK);
	w.begin = msg_make(MSG_BEGIN, 7);
	w.begin.body.begin.kind = DOCUMENT_TD3;
	w.begin.body.begin.mrz_size = sizeof(VERIFY_MRZ) - 1;
	struct rd mrz = RD_TEXT(VERIFY_MRZ);
	assert_true(rd_copy(&mrz, w.begin.body.begin.mrz, sizeof(VERIFY_MRZ) - 1));
	w.begin.body.begin.today = (struct date){2026, 11, 22};
	assert_int_equal(crypt_random(w.begin.body.begin.challenge, 8), EG_OK);
	w.dg1 = verify_world_dg1(VERIFY_MRZ);
	w.dg2 = verify_world_dg2(VERIFY_PICTURE);
	w.dg14 = verify_world_dg14();
	w.dg15 = verify_world_dg15(w.chip_key);
	verify_world_answer(&w, RD_ARRAY(w.begin.body.begin.challenge));
	verify_world_sign(&w);
	return w;
}

/* What the job sends, the core takes. */
static void assert_sound(const struct msg *m, bool has_bulk)
{
	struct msg out;
	assert_int_equal(msg_parse(rd_of(m, msg_length(m)), has_bulk, &out), EG_OK);
}

enum eg_err verify_world_note(void *context, const struct msg *m, struct rd bulk)
{
	struct verify_sent *s = context;
	assert_true(s->count < VERIFY_MESSAGES);
	s->messages[s->count++] = *m;
	assert_sound(m, bulk.left > 0);
	if (m->kind == MSG_FINGER) {
		assert_int_equal(m->body.finger.size, bulk.left);
		assert_int_equal(m->body.finger.index, s->image_count);
		s->images[s->image_count++] = bulk;
	} else if (bulk.left > 0) {
		assert_int_equal(m->kind, MSG_PORTRAIT);
		assert_int_equal(m->body.portrait.size, bulk.left);
		assert_true(rd_dump(bulk, s->portrait, sizeof(s->portrait), &s->portrait_size));
	}
	return EG_OK;
}

/* Gives the files in this order, and ends. */
struct findings verify_world_run(const struct verify_world *w, const struct verify_delivery *files,
				 size_t count, struct verify_sent *s)
{
	*s = (struct verify_sent){0};
	EG_AUTO(verify_job_clear)
	struct verify_job job =
		verify_job_new(w->trust, (struct verify_sink){s, verify_world_note});
	job.wants_fingers = w->wants_fingers;
	assert_int_equal(verify_job_begin(&job, &w->begin), EG_OK);
	for (size_t i = 0; i < count; i++) {
		if (files[i].file != 0) {
			assert_int_equal(verify_job_file(&job, files[i].file, files[i].bytes),
					 EG_OK);
		}
	}
	assert_int_equal(verify_job_end(&job), EG_OK);
	assert_true(s->count > 0);
	const struct msg *last = &s->messages[s->count - 1];
	assert_int_equal(last->kind, MSG_FINDINGS);
	assert_int_equal(last->epoch, 7);
	return last->body.findings.findings;
}

void verify_world_files(const struct verify_world *w, struct verify_delivery files[VERIFY_FILES])
{
	const struct verify_delivery d[VERIFY_FILES] = {
		{CHIP_FILE_SOD, mint_rd(&w->sod)},
		{CHIP_FILE_DG1, mint_rd(&w->dg1)},
		{CHIP_FILE_DG14, mint_rd(&w->dg14)},
		{CHIP_FILE_DG15, mint_rd(&w->dg15)},
		{CHIP_FILE_AA_SIGNATURE, mint_rd(&w->answer)},
		{CHIP_FILE_DG2, mint_rd(&w->dg2)},
	};
	for (size_t i = 0; i < VERIFY_FILES; i++) {
		files[i] = d[i];
	}
}

const struct msg *verify_world_find(const struct verify_sent *s, enum msg_kind kind)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->messages[i].kind == kind) {
			return &s->messages[i];
		}
	}
	return NULL;
}

void verify_world_finding(const struct findings *f, enum check c, enum verdict v, enum reason r)
{
	assert_string_equal(verdict_name(f->of[c].verdict), verdict_name(v));
	assert_string_equal(reason_name(f->of[c].reason), reason_name(r));
}
