/*
 * session_order: which file comes next, in the order that lets verification overlap reading: what
 * is signed, what proves the chip, then the large portrait; on request the rest behind it.
 * Knows names and places of files (Doc 9303-10, 3.11, 4.6, 4.7). Never knows a command.
 */
#include "emrtd/session_impl.h"

static const struct file_rule order[] = {
	{EMRTD_ATR_INFO, PHASE_READ_FILE, STAGE_OPEN, 0, {0x2F, 0x01}, 0x01, false},
	{EMRTD_CARD_SECURITY, PHASE_READ_FILE, STAGE_MASTER, 0x30, {0x01, 0x1D}, 0x1D, false},
	{EMRTD_DIR, PHASE_READ_FILE, STAGE_MASTER, 0, {0x2F, 0x00}, 0x1E, false},
	{EMRTD_SOD, PHASE_READ_FILE, STAGE_APPLICATION, 0x77, {0x01, 0x1D}, 0x1D, true},
	{EMRTD_COM, PHASE_READ_FILE, STAGE_APPLICATION, 0x60, {0x01, 0x1E}, 0x1E, false},
	{EMRTD_DG1, PHASE_READ_FILE, STAGE_APPLICATION, 0x61, {0x01, 0x01}, 0x01, true},
	{EMRTD_DG14, PHASE_READ_FILE, STAGE_APPLICATION, 0x6E, {0x01, 0x0E}, 0x0E, false},
	{EMRTD_CHIP_AUTH_KEY, PHASE_CHIP_AUTH_SET_AT, STAGE_APPLICATION, 0, {0, 0}, 0, false},
	{EMRTD_DG15, PHASE_READ_FILE, STAGE_APPLICATION, 0x6F, {0x01, 0x0F}, 0x0F, false},
	{EMRTD_AA_SIGNATURE, PHASE_ACTIVE_AUTH, STAGE_APPLICATION, 0, {0, 0}, 0, false},
	{EMRTD_DG2, PHASE_READ_FILE, STAGE_APPLICATION, 0x75, {0x01, 0x02}, 0x02, true},
	{EMRTD_CVCA, PHASE_READ_FILE, STAGE_APPLICATION, 0, {0x01, 0x1C}, 0x1C, false},
	{EMRTD_NO_FILE, PHASE_TERMINAL_AUTH, STAGE_APPLICATION, 0, {0, 0}, 0, false},
	{EMRTD_DG3, PHASE_READ_FILE, STAGE_APPLICATION, 0x63, {0x01, 0x03}, 0x03, false},
	{EMRTD_DG4, PHASE_READ_FILE, STAGE_APPLICATION, 0x76, {0x01, 0x04}, 0x04, false},
	{EMRTD_DG5, PHASE_READ_FILE, STAGE_APPLICATION, 0x65, {0x01, 0x05}, 0x05, false},
	{EMRTD_DG6, PHASE_READ_FILE, STAGE_APPLICATION, 0x66, {0x01, 0x06}, 0x06, false},
	{EMRTD_DG7, PHASE_READ_FILE, STAGE_APPLICATION, 0x67, {0x01, 0x07}, 0x07, false},
	{EMRTD_DG8, PHASE_READ_FILE, STAGE_APPLICATION, 0x68, {0x01, 0x08}, 0x08, false},
	{EMRTD_DG9, PHASE_READ_FILE, STAGE_APPLICATION, 0x69, {0x01, 0x09}, 0x09, false},
	{EMRTD_DG10, PHASE_READ_FILE, STAGE_APPLICATION, 0x6A, {0x01, 0x0A}, 0x0A, false},
	{EMRTD_DG11, PHASE_READ_FILE, STAGE_APPLICATION, 0x6B, {0x01, 0x0B}, 0x0B, false},
	{EMRTD_DG12, PHASE_READ_FILE, STAGE_APPLICATION, 0x6C, {0x01, 0x0C}, 0x0C, false},
	{EMRTD_DG13, PHASE_READ_FILE, STAGE_APPLICATION, 0x6D, {0x01, 0x0D}, 0x0D, false},
	{EMRTD_DG16, PHASE_READ_FILE, STAGE_APPLICATION, 0x70, {0x01, 0x10}, 0x10, false},
};
#define ORDER_COUNT (sizeof(order) / sizeof(order[0]))

const struct file_rule *order_rule(const struct emrtd *e)
{
	return &order[e->read.next];
}

static bool group_wanted(const struct emrtd *e, enum emrtd_file group)
{
	bool listed = !e->read.listed_known || (e->read.listed & EMRTD_GROUP(group)) != 0;
	return listed && (e->config.groups & EMRTD_GROUP(group)) != 0;
}

/* DG3 without a terminal's proof: not behind one that the chip refused, nor where its EF.CVCA says
 * that it wants one. */
static bool asked_openly(const struct emrtd *e, enum emrtd_file group)
{
	const struct finding *f = &e->findings.of[CHECK_TERMINAL_AUTH];
	return group == EMRTD_DG3 && e->config.fingers_if_given && !e->auth.terminal_done &&
	       (f->verdict == VERDICT_NOT_DONE ||
		(f->verdict == VERDICT_CANNOT_TELL && f->reason == REASON_NOT_PRESENT));
}

/* Files that are read on request, or where they help. */
static bool wanted_beside(const struct emrtd *e, enum emrtd_file file, bool *wanted)
{
	switch ((unsigned)file) {
	case EMRTD_SOD:
		*wanted = true;
		return true;
	case EMRTD_COM:
		*wanted = (e->config.groups & EMRTD_READ_COM) != 0;
		return true;
	case EMRTD_DIR:
		*wanted = (e->config.groups & EMRTD_READ_DIR) != 0;
		return true;
	case EMRTD_ATR_INFO:
		*wanted = (e->config.groups & EMRTD_READ_ATR_INFO) != 0 || chunk_wants_room(e);
		return true;
	case EMRTD_CARD_SECURITY:
		*wanted = e->auth.mapped || (e->config.groups & EMRTD_READ_CARD_SECURITY) != 0;
		return true;
	case EMRTD_AA_SIGNATURE:
		*wanted = e->auth.has_key;
		return true;
	case EMRTD_CHIP_AUTH_KEY:
		/* Mapping proved the chip already; the terminal's proof wants the newest keys. */
		*wanted = e->auth.has_choice && !e->config.no_chip_auth && !e->auth.agreed &&
			  e->auth.chip == CHIP_AUTH_NONE &&
			  (!auth_is_mapped(e) || terminal_wanted(e));
		return true;
	case EMRTD_CVCA:
		*wanted = terminal_wanted(e) && e->auth.cvca.size == 0;
		return true;
	case EMRTD_NO_FILE:
		*wanted = terminal_wanted(e);
		return true;
	case EMRTD_DG3:
	case EMRTD_DG4:
		*wanted = ((e->auth.terminal_done && (e->auth.opened & EMRTD_GROUP(file)) != 0) ||
			   asked_openly(e, file)) &&
			  group_wanted(e, file);
		return true;
	default: /* the other data groups */
		return false;
	}
}

static bool wanted(const struct emrtd *e, const struct file_rule *f)
{
	bool is_wanted = false;
	if (wanted_beside(e, f->file, &is_wanted)) {
		return is_wanted;
	}
	if (f->file == EMRTD_DG15 &&
	    (e->config.active_auth == EMRTD_AA_NEVER ||
	     (e->config.active_auth == EMRTD_AA_UNPROVED && auth_is_proved(e)))) {
		return false;
	}
	return group_wanted(e, f->file) ||
	       (f->needed && (e->config.groups & EMRTD_GROUP(f->file)) != 0);
}

enum eg_err order_finish(struct emrtd *e)
{
	if (e->auth.chip == CHIP_AUTH_UNPROVED) {
		e->phase = PHASE_CHIP_AUTH_PROVE;
		return EG_OK;
	}
	if (findings_verdict(&e->findings, CHECK_FILES_READ) != VERDICT_FAIL) {
		findings_set(&e->findings, CHECK_FILES_READ, VERDICT_PASS, REASON_NONE);
	}
	e->phase = PHASE_DONE;
	if (e->auth.mapped) {
		return session_hand_out(e, EMRTD_CHIP_MAPPING, &e->auth.mapping);
	}
	return EG_OK;
}

static enum eg_err stage_end(struct emrtd *e, enum stage stage)
{
	switch (stage) {
	case STAGE_OPEN:
		return access_go_on(e);
	case STAGE_MASTER:
		e->phase = PHASE_SELECT_APPLICATION;
		return EG_OK;
	case STAGE_APPLICATION:
		return order_finish(e);
	}
	return EG_FAIL(EG_STATE, "stage of reading");
}

static void drop_content(struct emrtd *e)
{
	bytes_free(&e->read.content);
	e->read.started = false;
	e->read.total = 0;
	e->read.first_chunk = 0;
	e->read.empty = 0;
	e->read.selected = false;
}

/* DG14 may say elsewhere, and without a short identifier, where EF.CVCA is. */
static bool is_placed(const struct emrtd *e)
{
	return order_rule(e)->file == EMRTD_CVCA && e->auth.cvca_place.named_file;
}

struct rd order_fid(const struct emrtd *e)
{
	return is_placed(e) ? RD_ARRAY(e->auth.cvca_place.file_id) : RD_ARRAY(order_rule(e)->fid);
}

uint8_t order_sfi(const struct emrtd *e)
{
	return is_placed(e) ? e->auth.cvca_place.short_id : order_rule(e)->sfi;
}

/* The first command of a file or proof; not begun: there is nothing to send for it. */
static enum eg_err begin_entry(struct emrtd *e, bool *begun)
{
	const struct file_rule *f = order_rule(e);
	*begun = true;
	e->read.file = f->file;
	if (f->phase == PHASE_TERMINAL_AUTH) {
		return terminal_begin(e, begun);
	}
	if (f->phase == PHASE_CHIP_AUTH_SET_AT) {
		return auth_begin_chip(e, begun);
	}
	e->phase = f->phase;
	if (e->phase == PHASE_READ_FILE && (e->read.by_selection || order_sfi(e) == 0)) {
		e->phase = PHASE_SELECT_FILE;
	}
	return EG_OK;
}

enum eg_err order_begin(struct emrtd *e, enum stage stage)
{
	if (e->read.started && order_rule(e)->stage == stage) {
		/* Keys were established anew in the middle of a file: the same file, the same
		 * offset. The signed hash tells whether it is still the same chip. */
		e->phase = PHASE_SELECT_FILE;
		return EG_OK;
	}
	if (e->read.next < ORDER_COUNT && order_rule(e)->stage < stage) {
		drop_content(e); /* what the chip takes back when it is opened anew */
	}
	for (; e->read.next < ORDER_COUNT && order_rule(e)->stage <= stage; e->read.next++) {
		bool begun = false;
		if (order_rule(e)->stage == stage && wanted(e, order_rule(e))) {
			EG_TRY(begin_entry(e, &begun));
		}
		if (begun) {
			return EG_OK;
		}
	}
	return stage_end(e, stage);
}

enum eg_err order_next(struct emrtd *e)
{
	enum stage stage = order_rule(e)->stage;
	drop_content(e);
	e->read.next++;
	return order_begin(e, stage);
}

bool order_expected(const struct emrtd *e)
{
	const struct file_rule *f = order_rule(e);
	return f->needed ||
	       (e->read.listed_known && f->file <= EMRTD_DG16 &&
		(e->read.listed & EMRTD_GROUP(f->file)) != 0 && !asked_openly(e, f->file));
}

bool order_by_favour(const struct emrtd *e)
{
	return !e->read.started && asked_openly(e, order_rule(e)->file);
}

enum eg_err order_missing(struct emrtd *e, enum reason why)
{
	const struct file_rule *f = order_rule(e);
	if (f->file == EMRTD_SOD) {
		session_fail(e, why);
		return EG_OK;
	}
	/* What has a header of its own is there, and is another file. */
	bool wrong = why == REASON_BAD_FORMAT && f->tag != 0;
	bool spared = f->file == EMRTD_DG3 && e->config.fingers_if_given;
	if ((order_expected(e) || wrong) && !spared &&
	    findings_verdict(&e->findings, CHECK_FILES_READ) != VERDICT_FAIL) {
		findings_set(&e->findings, CHECK_FILES_READ, VERDICT_FAIL, why);
		e->findings.of[CHECK_FILES_READ].detail = (uint8_t)f->file;
	}
	return order_next(e);
}

void order_rewind_proofs(struct emrtd *e)
{
	unsigned proof = 0;
	while (order[proof].file != EMRTD_CHIP_AUTH_KEY) {
		proof++;
	}
	if (!e->read.started && !e->auth.has_key && e->read.next > proof) {
		e->read.next = proof + 1;
	}
}
