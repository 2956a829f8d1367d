/*
 * msg: the fixed messages between processes, one SOCK_SEQPACKET datagram each.
 * Knows layouts and sizes. Never knows sockets, nor what a file's bytes mean.
 */
#include "wire/msg_case.h"
#include "wire/msg_finger.h"
#include "wire/msg_page.h"

#include <stddef.h>
#include <string.h>

#define HEADER_SIZE offsetof(struct msg, body)

_Static_assert(HEADER_SIZE == MSG_SIZE - MSG_BODY_SIZE, "the header is 8 bytes");
_Static_assert(sizeof(struct msg) == MSG_SIZE, "a message is one block of 256 bytes");
#define X(name, type, bulk) _Static_assert(sizeof(type) <= MSG_BODY_SIZE, #name " fits a message");
MSG_KINDS(X)
#undef X

struct kind_facts {
	uint16_t size;
	bool bulk;
};

static const struct kind_facts kinds[MSG_KIND_COUNT] = {{0, false},
#define X(name, type, bulk) {sizeof(type), bulk},
							MSG_KINDS(X)
#undef X
};

const char *role_name(unsigned role)
{
	static const char *const names[ROLE_COUNT] = {
		[ROLE_CORE] = "core",       [ROLE_PAGE] = "page",
		[ROLE_CHIP] = "chip",       [ROLE_VERIFY] = "verify",
		[ROLE_FACE] = "face",       [ROLE_JOURNAL] = "journal",
		[ROLE_GUARD] = "guard",     [ROLE_FINGER] = "finger",
		[ROLE_TOUCH] = "touch",     [ROLE_WATCHLIST] = "watchlist",
		[ROLE_CONSOLE] = "console", [ROLE_SUPERVISOR] = "supervisor",
	};
	return role < ROLE_COUNT ? names[role] : "?";
}

const char *step_text(unsigned step)
{
	static const char *const texts[STEP_COUNT] = {
		[STEP_NONE] = "",         [STEP_CHIP_LINK] = "chip link", [STEP_CHIP] = "chip",
		[STEP_VERIFY] = "verify", [STEP_PORTRAIT] = "portrait",   [STEP_FACE] = "face",
		[STEP_RECORD] = "record", [STEP_FINGERS] = "fingers",     [STEP_FINGER] = "finger",
		[STEP_PAGE] = "page",     [STEP_WATCHLIST] = "watchlist",
	};
	return step < STEP_COUNT ? texts[step] : "?";
}

struct msg msg_make(enum msg_kind kind, uint32_t epoch)
{
	struct msg m = {.body.raw = {0}};
	m.kind = (uint16_t)kind;
	m.size = (unsigned)kind < MSG_KIND_COUNT ? kinds[kind].size : 0;
	m.epoch = epoch;
	return m;
}

size_t msg_length(const struct msg *m)
{
	return HEADER_SIZE + (m->size <= MSG_BODY_SIZE ? m->size : MSG_BODY_SIZE);
}

/* A bool of a struct may hold 0 or 1 only: it is judged as a byte before anyone reads it. */
static bool flag_ok(const struct msg *m, size_t offset)
{
	return m->body.raw[offset] <= 1;
}

/* One to three capitals, then NULs. */
static bool state_code_ok(const char code[4])
{
	bool ended = false;
	for (size_t i = 0; i < 4; i++) {
		bool letter = code[i] >= 'A' && code[i] <= 'Z';
		if (letter ? ended || i == 3 : code[i] != '\0') {
			return false;
		}
		ended = ended || code[i] == '\0';
	}
	return code[0] != '\0';
}

static bool birth_ok(struct date d)
{
	struct date filled = d;
	filled.year = d.year == 0 ? 2000 : d.year;
	filled.month = d.month == 0 ? 1 : d.month;
	filled.day = d.day == 0 ? 1 : d.day;
	return date_valid(filled);
}

static bool scores_ok(const struct face_scores *s)
{
	return s->match >= -1000 && s->match <= 1000 && s->live >= -1 && s->live <= 1000;
}

static bool face_result_ok(const struct msg_face_result *r)
{
	for (size_t i = 0; i < CUE_COUNT; i++) {
		if (r->cues.of[i] > VERDICT_CANNOT_TELL) {
			return false;
		}
	}
	return scores_ok(&r->scores) && r->closest >= -1000 && r->closest <= 1000;
}

bool chip_file_known(unsigned file)
{
	return (file >= CHIP_FILE_DG1 && file <= CHIP_FILE_DG16) ||
	       (file >= CHIP_FILE_CARD_ACCESS && file <= CHIP_FILE_COM) ||
	       (file >= CHIP_FILE_CARD_SECURITY && file <= CHIP_FILE_CVCA) ||
	       (file >= CHIP_FILE_AA_SIGNATURE && file <= CHIP_FILE_CHIP_MAPPING);
}

/* What a lane needs of a chip; irises and personal details are none of it. Whether it needs
 * fingers the core judges, which knows the policy. */
static bool file_ok(const struct msg_file *f)
{
	switch (f->file) {
	case CHIP_FILE_DG1:
	case CHIP_FILE_DG2:
	case CHIP_FILE_DG3:
	case CHIP_FILE_DG14:
	case CHIP_FILE_DG15:
	case CHIP_FILE_CARD_ACCESS:
	case CHIP_FILE_SOD:
	case CHIP_FILE_COM:
	case CHIP_FILE_CARD_SECURITY:
	case CHIP_FILE_AA_SIGNATURE:
	case CHIP_FILE_CHIP_AUTH_KEY:
	case CHIP_FILE_CHIP_MAPPING:
		return true;
	case CHIP_FILE_AA_REFUSED:
	case CHIP_FILE_CHIP_AUTH_REFUSED:
		return f->size == 0;
	default: /* not an enum: every other number */
		return false;
	}
}

static bool findings_ok(const struct findings *f)
{
	for (unsigned i = 0; i < CHECK_COUNT; i++) {
		const struct finding *one = &f->of[i];
		if (one->check != i || one->verdict > VERDICT_CANNOT_TELL ||
		    one->reason >= REASON_COUNT) {
			return false;
		}
	}
	return true;
}

static bool holder_ok(const struct msg_holder *h)
{
	return h->facts.kind != DOCUMENT_NONE && msg_mrz_ok(h->facts.kind, h->mrz_size, h->mrz) &&
	       state_code_ok(h->facts.issuing_state) && state_code_ok(h->facts.nationality) &&
	       birth_ok(h->facts.birth) && date_valid(h->facts.expiry);
}

/*
 * A record may be without a document (an alarm in an empty lane): then its text is empty. One of
 * an officer has words instead of a printed zone.
 */
static bool record_text_ok(const struct msg_record *r)
{
	static const uint8_t kind_by_thirds[] = {DOCUMENT_NONE, DOCUMENT_TD1, DOCUMENT_TD2,
						 DOCUMENT_TD3};
	if (r->what == RECORD_ORDER || r->what == RECORD_CASE) {
		return r->mrz_size < CASE_NOTE_SIZE && msg_words_ok(r->mrz, sizeof(r->mrz)) &&
		       strnlen(r->mrz, sizeof(r->mrz)) == r->mrz_size;
	}
	for (size_t i = 0; i < sizeof(kind_by_thirds); i++) {
		if (msg_mrz_ok(kind_by_thirds[i], r->mrz_size, r->mrz)) {
			return true;
		}
	}
	return false;
}

static bool threshold_ok(int16_t t)
{
	return t >= 0 && t <= 1000;
}

static bool record_ok(const struct msg *m)
{
	const struct msg_record *r = &m->body.record;
	bool of_case = (r->number & RECORD_OF_CASE) != 0;
	if (r->number == 0 || of_case != (r->what == RECORD_CASE) || r->what < RECORD_CROSSING ||
	    r->what > RECORD_CASE || r->direction > DIRECTION_EXIT || r->why >= GATE_WHY_COUNT ||
	    r->check >= CHECK_COUNT || r->reason >= REASON_COUNT || r->order >= GATE_EVENT_COUNT ||
	    r->code >= CASE_CODE_COUNT || !record_text_ok(r)) {
		return false;
	}
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		if ((r->verdicts[i] & 0x3F) >= REASON_COUNT) {
			return false;
		}
	}
	return flag_ok(m, offsetof(struct msg_record, scores.alone)) && scores_ok(&r->scores) &&
	       case_ref_ok(&r->from) && finger_scores_sound(&r->fingers) &&
	       threshold_ok(r->finger_match) && msg_page_score_ok(r->page_score, r->page_scored);
}

static bool status_ok(const struct msg *m)
{
	const struct msg_status *s = &m->body.status;
	return s->state < GATE_STATE_COUNT && s->why < GATE_WHY_COUNT && s->check < CHECK_COUNT &&
	       s->reason < REASON_COUNT && s->unfit < REASON_COUNT && s->event < GATE_EVENT_COUNT &&
	       s->step < STEP_COUNT && s->fault < GATE_FAULT_COUNT && s->wire <= GATE_WIRE_COUNT &&
	       s->breach < GATE_WHY_COUNT && s->reversed <= 1 && s->unattended <= 1 &&
	       s->direction <= DIRECTION_EXIT && s->reversible <= 1 && s->closing <= 1 &&
	       threshold_ok(s->face_match) && threshold_ok(s->face_refer) &&
	       threshold_ok(s->live_match) && threshold_ok(s->finger_match) &&
	       threshold_ok(s->finger_refer) && s->touch_unfit < REASON_COUNT &&
	       s->finger_position <= POLICY_POSITIONS && s->page_unfit < REASON_COUNT &&
	       msg_page_score_ok(s->page_score, s->page_scored) && threshold_ok(s->page_match) &&
	       threshold_ok(s->page_refer) && s->agreeing <= 1 && s->refused < GATE_EVENT_COUNT &&
	       s->desk <= 1 && (s->needs & ~(NEEDS_FACE | NEEDS_FINGER)) == 0 &&
	       flag_ok(m, offsetof(struct msg_status, scores.alone)) && scores_ok(&s->scores);
}

static bool picture_ok(const struct msg_face_picture *p)
{
	const unsigned high = p->which == FACE_PICTURE_PAGE ? FACE_PICTURE_PAGE_HEIGHT_MAX
							    : FACE_PICTURE_HEIGHT_MAX;
	return p->which < FACE_PICTURE_COUNT && p->size > 0 && p->size <= FACE_PICTURE_SIZE_MAX &&
	       p->width > 0 && p->width <= FACE_PICTURE_WIDTH_MAX && p->height > 0 &&
	       p->height <= high;
}

static bool document_ok(const struct msg_document *d)
{
	return d->kind != DOCUMENT_NONE && msg_mrz_ok(d->kind, d->size, d->mrz) &&
	       msg_marks_ok(d->unsure, d->size) && d->print <= VERDICT_CANNOT_TELL &&
	       d->print_why < REASON_COUNT && d->infrared <= VERDICT_CANNOT_TELL &&
	       d->infrared_why < REASON_COUNT && d->corrected <= d->size && d->picture <= 1 &&
	       d->lay <= 1;
}

static bool begin_ok(const struct msg_begin *b)
{
	return b->kind != DOCUMENT_NONE && date_valid(b->today) &&
	       msg_mrz_ok(b->kind, b->mrz_size, b->mrz) && msg_marks_ok(b->unsure, b->mrz_size);
}

static bool body_ok(const struct msg *m)
{
	if (msg_is_finger((enum msg_kind)m->kind)) {
		return msg_finger_ok(m);
	}
	if (msg_is_page((enum msg_kind)m->kind)) {
		return msg_page_ok(m);
	}
	if (msg_is_case((enum msg_kind)m->kind)) {
		return msg_case_ok(m);
	}
	switch (m->kind) {
	case MSG_READY:
		return m->body.ready.role < ROLE_COUNT;
	case MSG_DOCUMENT:
		return document_ok(&m->body.document);
	case MSG_BEGIN:
		return begin_ok(&m->body.begin);
	case MSG_FILE:
		return file_ok(&m->body.file);
	case MSG_FINDINGS:
		return findings_ok(&m->body.findings.findings);
	case MSG_CHIP_DONE:
		return m->body.chip_done.access <= 2;
	case MSG_HOLDER:
		return holder_ok(&m->body.holder);
	case MSG_PORTRAIT:
		return m->body.portrait.size > 0;
	case MSG_FACE_RESULT:
		return flag_ok(m, offsetof(struct msg_face_result, scores.alone)) &&
		       face_result_ok(&m->body.face_result);
	case MSG_RECORD:
		return record_ok(m);
	case MSG_RECORDED:
		return m->body.recorded.number != 0;
	case MSG_STATUS:
		return status_ok(m);
	case MSG_FACE_PICTURE:
		return picture_ok(&m->body.face_picture);
	case MSG_UNFIT:
		return m->body.unfit.reason != REASON_NONE && m->body.unfit.reason < REASON_COUNT;
	case MSG_DOCUMENT_GONE:
	case MSG_FILES_END:
	case MSG_VERIFY_DONE:
	case MSG_CAPTURE:
	case MSG_FACE_GUIDE: /* number of a prompt: texts for unknown ones are "?" */
	case MSG_LOAD:
		return true;
	default: /* judged above, or no kind; test_msg.c has one of each */
		return false;
	}
}

enum eg_err msg_parse(struct rd datagram, bool has_bulk, struct msg *out)
{
	struct rd r = datagram;
	*out = msg_make(MSG_NOTHING, 0);
	struct msg m = *out;
	if (!rd_copy(&r, &m, HEADER_SIZE)) {
		return EG_FAIL(EG_BAD_DATA, "message shorter than its header");
	}
	if (m.kind == MSG_NOTHING || m.kind >= MSG_KIND_COUNT) {
		return EG_FAIL(EG_BAD_DATA, "kind of message unknown");
	}
	if (m.size != kinds[m.kind].size || has_bulk != kinds[m.kind].bulk) {
		return EG_FAIL(EG_BAD_DATA, "message of another size than its kind has");
	}
	if (!rd_copy(&r, m.body.raw, m.size) || !rd_end(&r)) {
		return EG_FAIL(EG_BAD_DATA, "message of another size than it says");
	}
	if (!body_ok(&m)) {
		return EG_FAIL(EG_BAD_DATA, "field of a message out of its range");
	}
	*out = m;
	return EG_OK;
}
