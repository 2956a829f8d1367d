/*
 * session_rig: a session of src/emrtd with a document of forge in simulator/chip, in one process.
 */
#include "session_rig.h"

#include "emrtd/lds.h"
#include "emrtd/lds_face.h"

const uint8_t rig_challenge[EMRTD_CHALLENGE_SIZE] = {9, 8, 7, 6, 5, 4, 3, 2};

void rig_result_free(struct rig_result *r)
{
	for (size_t i = 0; i < RIG_FILES; i++) {
		bytes_free(&r->file[i]);
	}
}

static struct forge_ca ca;
uint8_t rig_portrait[RIG_PORTRAIT_MAX];

static const struct date today = {2026, 3, 1};

int rig_open(void **state)
{
	(void)state;
	/* Start of a JPEG with a frame header: forge reads the size out of it. */
	static const uint8_t head[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x02,
				       0x00, 0x01, 0x9D, 0x03, 0x01, 0x22, 0x00, 0x02,
				       0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xDA};
	struct wr w = WR_ARRAY(rig_portrait);
	struct forge_alg alg;
	wr_put(&w, RD_ARRAY(head));
	for (size_t i = w.size; i < sizeof(rig_portrait); i++) {
		wr_u8(&w, (uint8_t)(i * 7 + i / 256));
	}
	if (forge_alg_parse("ec:P-256:sha256:named", &alg) != EG_OK) {
		return -1;
	}
	return forge_ca_new(&ca, &alg, today) == EG_OK ? 0 : -1;
}

int rig_close(void **state)
{
	(void)state;
	forge_ca_free(&ca);
	return 0;
}

struct forge_order rig_order(void)
{
	struct forge_order o = forge_order_usual(today);
	o.holder = forge_holder_usual();
	o.kind = FORGE_TD3;
	o.portrait = rd_of(rig_portrait, RIG_PORTRAIT_SIZE);
	return o;
}

/* False: contact was lost. */
static bool answer_one(struct chip *chip, struct meddler *m, struct rd command, struct wr *answer)
{
	if (m != NULL) {
		m->chip = chip;
		if (m->lose != NULL && m->lose(m, command)) {
			chip_reset(chip);
			return false;
		}
		if (m->instead != NULL && m->instead(m, command, answer)) {
			return true;
		}
	}
	assert_int_equal(chip_command(chip, command, answer), EG_OK);
	if (m != NULL && m->after != NULL) {
		m->after(m, command, answer->base, &answer->size);
	}
	return true;
}

static void keep(struct rig_result *r, const struct emrtd_step *step)
{
	assert_true(step->file < RIG_FILES);
	r->order[r->files++] = step->file;
	assert_int_equal(bytes_reserve(&r->file[step->file], step->bytes.left, EMRTD_FILE_LIMIT),
			 EG_OK);
	assert_int_equal(bytes_append(&r->file[step->file], step->bytes), EG_OK);
}

/* Pieces come in order and without gaps. */
static void keep_part(struct rig_result *r, const struct emrtd_step *step)
{
	assert_true(step->file < RIG_FILES);
	struct bytes *file = &r->file[step->file];
	if (step->offset == 0) {
		assert_int_equal(bytes_reserve(file, step->total, EMRTD_FILE_LIMIT), EG_OK);
	}
	assert_int_equal(file->size, step->offset);
	assert_true(step->bytes.left > 0);
	assert_int_equal(bytes_append(file, step->bytes), EG_OK);
	r->parts++;
	if (file->size == step->total) {
		r->order[r->files++] = step->file;
	}
}

static void converse(struct emrtd *e, struct chip *chip, struct meddler *m, struct rig_result *r)
{
	static uint8_t octets[CHIP_ANSWER_MAX];
	struct wr answer = WR_ARRAY(octets);
	for (;;) {
		struct emrtd_step step;
		assert_int_equal(emrtd_step(e, wr_view(&answer), &step), EG_OK);
		answer = WR_ARRAY(octets);
		if (step.what == EMRTD_DONE) {
			break;
		}
		if (step.what == EMRTD_FILE) {
			keep(r, &step);
		} else if (step.what == EMRTD_PART) {
			keep_part(r, &step);
		} else {
			if (!answer_one(chip, m, step.bytes, &answer)) {
				emrtd_contact_lost(e);
			}
			assert_true(emrtd_totals(e).apdus < RIG_APDUS_LIMIT);
		}
	}
	r->findings = emrtd_findings(e);
	r->totals = emrtd_totals(e);
}

static struct emrtd_config configuration(const struct rig_setting *s, struct rd information)
{
	struct emrtd_config config = s->config;
	struct rd drawn = RD_ARRAY(rig_challenge);
	config.mrz_information =
		s->wrong_information == NULL ? information : rd_cstr(s->wrong_information);
	config.groups = config.groups == 0 ? EMRTD_GROUPS_GATE : config.groups;
	config.allow_bac_after_pace = s->allow_bac;
	assert_true(rd_copy(&drawn, config.challenge, sizeof(config.challenge)));
	return config;
}

void rig_run_document(const struct chip_document *document, struct rd information,
		      const struct rig_setting *s, struct rig_result *r)
{
	struct chip *chip = NULL;
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	const struct emrtd_config config = configuration(s, information);
	assert_int_equal(chip_new(&chip, document, &s->profile), EG_OK);
	assert_int_equal(emrtd_new(&config, &e), EG_OK);
	converse(e, chip, s->meddler, r);
	chip_free(&chip);
}

void rig_run(const struct forge_order *order, const struct rig_setting *s, struct rig_result *r)
{
	struct forge_document forged = {0};
	struct chip_document document = {0};
	struct mrz mrz;
	uint8_t information[64];
	struct wr w = WR_ARRAY(information);
	assert_int_equal(forge_document(&forged, &ca, order), EG_OK);
	assert_int_equal(chip_document_parse(&document, bytes_rd(&forged.container)), EG_OK);
	if (s->alter != NULL) {
		s->alter(&document);
	}
	assert_int_equal(mrz_parse(rd_of(forged.mrz, forged.mrz_size), &mrz), EG_OK);
	assert_int_equal(mrz_information(&mrz, &w), EG_OK);
	rig_run_document(&document, wr_view(&w), s, r);
	chip_document_free(&document);
	forge_document_free(&forged);
}

void rig_finding(const struct rig_result *r, enum check c, enum verdict v, enum reason why)
{
	if (r->findings.of[c].verdict != v || r->findings.of[c].reason != why) {
		print_message("%s: %s, %s\n", check_name(c),
			      verdict_name(r->findings.of[c].verdict),
			      reason_name(r->findings.of[c].reason));
	}
	assert_int_equal(r->findings.of[c].verdict, v);
	assert_int_equal(r->findings.of[c].reason, why);
}

bool rig_gave(const struct rig_result *r, enum emrtd_file file)
{
	for (unsigned i = 0; i < r->files; i++) {
		if (r->order[i] == (unsigned)file) {
			return true;
		}
	}
	return false;
}

void rig_pass(const struct rig_result *r, enum check c)
{
	rig_finding(r, c, VERDICT_PASS, REASON_NONE);
}

void rig_files(const struct rig_result *r, const struct forge_order *order)
{
	struct mrz mrz;
	struct rd text;
	struct lds_portrait picture;
	assert_int_equal(lds_dg1(bytes_rd(&r->file[EMRTD_DG1]), &mrz, &text), EG_OK);
	assert_string_equal(mrz.names, "ERIKSSON<<ANNA<MARIA");
	assert_int_equal(lds_dg2(bytes_rd(&r->file[EMRTD_DG2]), &picture), EG_OK);
	assert_int_equal(picture.format, LDS_JPEG);
	assert_true(rd_equal(picture.bytes, order->portrait));
	assert_true(r->file[EMRTD_SOD].size > 100);
	rig_pass(r, CHECK_FILES_READ);
	rig_pass(r, CHECK_ACCESS);
	assert_int_equal(r->order[r->files - 1], EMRTD_DG2);
}
