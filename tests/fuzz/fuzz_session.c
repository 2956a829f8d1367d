/*
 * fuzz_session: a whole session where the input is the chip.
 *
 *   first octet   bit 0: begin behind the access, with known keys; bits 1-2: their cipher;
 *                 bit 3: BAC may follow a failed PACE; bit 4: fingers are wanted, and the gate has
 *                 a certificate; bit 5: DG2 in pieces, and fingers are wanted without one, too;
 *                 bit 6: Active Authentication always; bit 7: a chip without access control is
 *                 read, too
 *   then answers  size (2 octets; top bit: protect the rest as a chip with the keys would, its
 *                 last two octets are the status), octets; size 0: contact is lost and regained
 *   at the end    the chip is lost
 */
#include "tests/fuzz/fuzz.h"

#include "tests/unit/chip_side.h"
#include "emrtd/session_impl.h"

#define STEPS_MAX 3000

/*
 * A private number, as long as the longest group takes. The files pace_* of the corpus hold answers
 * of the virtual chip to these very numbers, so that all that follows PACE is within reach.
 */
#define NUMBER(text)                                                                 \
	{                                                                            \
		.at = (const uint8_t *)text ": as long as the order of the longest " \
					    "group, and cut where it is too long",   \
		.left = 66                                                           \
	}

/* A terminal's certificate, under UTCVCA00001; its own signature does not matter to the reader. */
static const uint8_t certificate[] = {
	0x7F, 0x21, 0x81, 0xD9, 0x7F, 0x4E, 0x81, 0x92, 0x5F, 0x29, 0x01, 0x00, 0x42, 0x0B, 0x55,
	0x54, 0x43, 0x56, 0x43, 0x41, 0x30, 0x30, 0x30, 0x30, 0x31, 0x7F, 0x49, 0x4F, 0x06, 0x0A,
	0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x02, 0x02, 0x03, 0x86, 0x41, 0x04, 0x0C, 0x5E,
	0xF2, 0xA8, 0x24, 0x8C, 0x58, 0x42, 0x93, 0x5D, 0x67, 0x68, 0x67, 0xB5, 0x06, 0xF6, 0xF8,
	0x16, 0xE7, 0xA0, 0xEB, 0xB3, 0xFA, 0x1E, 0xE0, 0x3C, 0x50, 0x90, 0xE6, 0x36, 0x54, 0x3B,
	0xBF, 0x15, 0xD9, 0x49, 0xA6, 0x58, 0x41, 0x41, 0x98, 0x95, 0x0D, 0x45, 0x41, 0x3D, 0x96,
	0xEB, 0x99, 0xBC, 0x95, 0xCF, 0x9B, 0xD2, 0xB3, 0xC6, 0x4D, 0x94, 0x52, 0xA0, 0x0C, 0x9C,
	0x4F, 0xAB, 0x5F, 0x20, 0x09, 0x55, 0x54, 0x49, 0x53, 0x30, 0x30, 0x30, 0x30, 0x31, 0x7F,
	0x4C, 0x0E, 0x06, 0x09, 0x04, 0x00, 0x7F, 0x00, 0x07, 0x03, 0x01, 0x02, 0x01, 0x53, 0x01,
	0x03, 0x5F, 0x25, 0x06, 0x02, 0x06, 0x00, 0x01, 0x00, 0x01, 0x5F, 0x24, 0x06, 0x02, 0x08,
	0x01, 0x02, 0x03, 0x01, 0x5F, 0x37, 0x40, 0xDC, 0xBA, 0xB5, 0x30, 0x45, 0x32, 0xA6, 0x83,
	0xE2, 0x71, 0xBB, 0x95, 0x5B, 0x2E, 0x3B, 0xC7, 0xFD, 0xA5, 0xF1, 0x19, 0x6A, 0xF5, 0x3C,
	0x58, 0x6B, 0xCE, 0xDC, 0xF9, 0xA3, 0x35, 0xCD, 0x94, 0x02, 0x42, 0x65, 0x95, 0x48, 0xA3,
	0x85, 0xBC, 0x71, 0xD7, 0x65, 0x06, 0x23, 0x25, 0x58, 0xB4, 0x69, 0x3D, 0xD4, 0x0E, 0x08,
	0x47, 0x1D, 0x95, 0x61, 0xFB, 0xF2, 0xF0, 0xDC, 0x3C, 0xF0, 0x95};

static enum eg_err chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			 size_t *count)
{
	(void)context;
	(void)cap;
	certificates[0] = RD_ARRAY(certificate);
	*count = rd_equal(car, RD_TEXT("UTCVCA00001")) ? 1 : 0;
	return *count == 1 ? EG_OK : EG_FAIL(EG_NOT_FOUND, "no chain");
}

static enum eg_err sign(void *context, struct rd message, struct wr *signature)
{
	(void)context;
	(void)message;
	wr_fill(signature, 0x5A, 64);
	return EG_OK;
}

/* Secure messaging as it stands after an access. */
static void open_again(struct emrtd *e, uint8_t mode)
{
	enum crypt_cipher cipher = (enum crypt_cipher)(mode >> 1 & 3);
	promise(sm_open(&e->sm, cipher, RD_TEXT("secret"), RD_EMPTY) == EG_OK);
	e->is_open = true;
	e->totals.access = EMRTD_ACCESS_BAC;
	e->card_access_known = true;
	promise(auth_restore(e) == EG_OK);
}

static struct emrtd *opened(uint8_t mode)
{
	static const struct emrtd_fixed fixed = {
		.bac = {{1, 2, 3}, {4, 5, 6}},
		.pace = {.map_private = NUMBER("map"),
			 .ephemeral_private = NUMBER("key"),
			 .nonce = NUMBER("of integrated mapping, t"),
			 .cut = true},
		.chipauth = {NUMBER("chip authentication"), true},
	};
	static const struct termauth_terminal terminal = {NULL, chain, sign};
	bool fingers = (mode & 16) != 0;
	bool given = (mode & 32) != 0;
	uint32_t gate = EMRTD_GROUPS_GATE | (given ? EMRTD_GROUP(EMRTD_DG3) : 0);
	const struct emrtd_config config = {
		.mrz_information = RD_TEXT("L898902C<369080619406236"),
		.groups = fingers ? EMRTD_GROUPS_ALL | EMRTD_READ_COM : gate,
		.allow_bac_after_pace = (mode & 8) != 0,
		.allow_plain = (mode & 128) != 0,
		.terminal = fingers ? &terminal : NULL,
		.stream = given,
		.fingers_if_given = given,
		.active_auth = (mode & 64) != 0 ? EMRTD_AA_ALWAYS : EMRTD_AA_UNPROVED,
		.fixed = &fixed,
	};
	struct emrtd *e = NULL;
	promise(emrtd_new(&config, &e) == EG_OK);
	if ((mode & 1) != 0) {
		open_again(e, mode);
	}
	return e;
}

enum said { SAID_ANSWER, SAID_LOST, SAID_NOTHING };

/* The next answer of the input. */
static enum said next_answer(const struct emrtd *e, struct rd *input, struct wr *answer)
{
	uint16_t size;
	struct rd part;
	if (!rd_be16(input, &size)) {
		return SAID_NOTHING;
	}
	size_t wanted = size & 0x7FFFu;
	if (wanted == 0) {
		return SAID_LOST;
	}
	if (!rd_take(input, wanted < input->left ? wanted : input->left, &part)) {
		return SAID_NOTHING;
	}
	if ((size & 0x8000u) == 0 || !e->is_open || part.left < 2) {
		wr_put(answer, part);
		return part.left > 0 ? SAID_ANSWER : SAID_NOTHING;
	}
	struct rd plain = RD_EMPTY;
	uint16_t sw = 0;
	promise(rd_take(&part, part.left - 2, &plain) && rd_be16(&part, &sw));
	chip_side_protect(&e->sm, e->last.ins % 2 == 1, plain, sw, answer);
	return SAID_ANSWER;
}

/* What is handed out, and when it may be. */
struct watch {
	size_t piece_end; /* of DG2, so far */
};

static void check_step(const struct emrtd *e, const struct emrtd_step *step, struct watch *w)
{
	const struct findings f = emrtd_findings(e);
	promise(step->what != EMRTD_SEND || step->bytes.left >= 4);
	if (step->what == EMRTD_FILE) {
		bool sensitive = step->file == EMRTD_DG3 || step->file == EMRTD_DG4;
		enum verdict terminal = findings_verdict(&f, CHECK_TERMINAL_AUTH);
		bool given = step->file == EMRTD_DG3 && e->config.fingers_if_given;
		promise(!sensitive || terminal == VERDICT_PASS ||
			(given && terminal != VERDICT_FAIL));
		promise(step->file != EMRTD_CHIP_AUTH_KEY || e->auth.agreed);
		promise(step->bytes.left <= EMRTD_FILE_LIMIT);
	}
	if (step->what == EMRTD_PART) {
		promise(step->file == EMRTD_DG2 && step->bytes.left > 0);
		promise(step->offset == w->piece_end);
		w->piece_end = step->offset + step->bytes.left;
		promise(w->piece_end <= step->total && step->total <= EMRTD_FILE_LIMIT);
	}
}

static void check_end(const struct emrtd *e)
{
	const struct findings f = emrtd_findings(e);
	enum verdict access = findings_verdict(&f, CHECK_ACCESS);
	enum verdict files = findings_verdict(&f, CHECK_FILES_READ);
	promise(files != VERDICT_NOT_DONE || access == VERDICT_FAIL);
	/* Files are only whole behind an access that was established. */
	promise(files != VERDICT_PASS || e->totals.access != EMRTD_ACCESS_NONE);
	promise(e->totals.access != EMRTD_ACCESS_PLAIN || e->config.allow_plain);
	/* A key that was agreed was also proved, or refused. */
	promise(files != VERDICT_PASS || e->auth.chip != CHIP_AUTH_UNPROVED);
}

static void say(struct emrtd *e, uint8_t mode, struct rd *input, struct wr *answer)
{
	enum said said = next_answer(e, input, answer);
	if (said == SAID_NOTHING) {
		emrtd_lost(e);
	}
	if (said == SAID_LOST) {
		emrtd_contact_lost(e);
		if ((mode & 1) != 0 && e->phase != PHASE_DONE) {
			open_again(e, mode);
		}
	}
	if (said != SAID_ANSWER) {
		*answer = wr_of(answer->base, answer->cap);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t octets[APDU_ANSWER_MAX];
	struct rd input = rd_of(data, size);
	struct wr answer = WR_ARRAY(octets);
	struct watch watch = {0};
	uint8_t mode;
	if (!rd_u8(&input, &mode)) {
		return 0;
	}
	EG_AUTO(emrtd_free) struct emrtd *e = opened(mode);
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		struct emrtd_step step;
		promise(emrtd_step(e, wr_view(&answer), &step) == EG_OK);
		answer = WR_ARRAY(octets);
		if (step.what == EMRTD_DONE) {
			check_end(e);
			return 0;
		}
		check_step(e, &step, &watch);
		if (step.what == EMRTD_SEND) {
			say(e, mode, &input, &answer);
		}
	}
	return 0;
}
