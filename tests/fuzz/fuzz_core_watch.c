/*
 * fuzz_core_watch: whatever a process with lists and consoles say, in whatever order: hits are told
 * of nobody but whom they are about, no lookup is answered twice, screens hear guidance alone, and
 * one officer lets nobody go who is on a list.
 * Two bytes are one step: what happens, and a number in it.
 */
#include "tests/fuzz/fuzz.h"

#include "base/log.h"
#include "tests/unit/core_lists_stage.h"

#define PEOPLE  8                                 /* more than order() knows */
#define NOTHING ((enum log_level)(LOG_ERROR + 1)) /* each run would have its violations */

struct run {
	struct stage *s;
	uint32_t traveller;
	uint32_t passed[PEOPLE]; /* officers who have ordered a pass of this traveller, each once */
	unsigned passes;
};

static void note_pass(struct run *r, uint32_t officer)
{
	unsigned i = 0;
	while (i < r->passes && r->passed[i] != officer) {
		i++;
	}
	if (i == r->passes && i < PEOPLE) {
		r->passed[r->passes++] = officer;
	}
}

/* False: it is no message, or of a process that was ended, and nobody hears it. */
static bool say(struct stage *s, enum role from, const struct msg *m, bool bulk)
{
	struct msg parsed;
	if (s->lane.slots[from].state == WORKER_NONE ||
	    msg_parse(rd_of(m, msg_length(m)), bulk, &parsed) != EG_OK) {
		return false;
	}
	(void)stage_say(s, from, &parsed); /* false: it was killed for it */
	return true;
}

static void tell_hit(struct stage *s, uint8_t n)
{
	struct msg m = lists_hit(s, (enum lookup_source)(n % 3), n / 4 % 10);
	m.body.hit.kind = n % 5 == 0 ? HIT_PERSON : HIT_DOCUMENT;
	m.epoch += n / 64 == 3 ? 1 : 0;
	(void)say(s, ROLE_WATCHLIST, &m, false);
}

static void tell_done(struct stage *s, uint8_t n)
{
	const struct lane_lookup *k = &s->lane.traveller.lookups[n % LOOKUP_SOURCE_COUNT];
	uint8_t hits = n / 128 == 1 ? k->told : n / 8 % 4;
	struct msg m = lists_done(s, (enum lookup_source)(n % LOOKUP_SOURCE_COUNT),
				  hits > 0     ? VERDICT_FAIL
				  : n % 4 == 3 ? VERDICT_CANNOT_TELL
					       : VERDICT_PASS,
				  hits);
	(void)say(s, ROLE_WATCHLIST, &m, false);
}

/* What chip and verify worker say of an honest document, as far as anybody hears it. */
static void read_chip(struct stage *s, uint8_t n)
{
	struct msg done = stage_about(s, MSG_CHIP_DONE);
	struct msg holder = stage_about(s, MSG_HOLDER);
	struct msg portrait = stage_about(s, MSG_PORTRAIT);
	struct msg end = stage_about(s, MSG_VERIFY_DONE);
	struct msg chip = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg verify = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
	const struct msg page = stage_document();
	holder.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
	holder.body.holder.mrz_size = page.body.document.size;
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		holder.body.holder.mrz[i] = page.body.document.mrz[i];
	}
	portrait.body.portrait.size = 10;
	(void)say(s, ROLE_CHIP, &chip, false);
	(void)say(s, ROLE_CHIP, &done, false);
	(void)say(s, ROLE_VERIFY, &holder, false);
	if (n % 2 == 0) {
		(void)say(s, ROLE_VERIFY, &portrait, true);
		(void)say(s, ROLE_VERIFY, &verify, false);
		(void)say(s, ROLE_VERIFY, &end, false);
	}
}

static void walk(struct stage *s, uint8_t n)
{
	struct msg f = stage_findings(s, ROLE_FACE, VERDICT_PASS);
	struct msg ready = stage_about(s, MSG_PORTRAIT_READY);
	struct msg m = stage_about(s, MSG_FACE_RESULT);
	m.body.face_result.scores = (struct face_scores){stage_good_score(s), 1000, true};
	m.body.face_result.frames = 5;
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		m.body.face_result.cues.of[i] = VERDICT_PASS;
	}
	(void)say(s, ROLE_FACE, &f, false);
	(void)say(s, ROLE_FACE, &ready, false);
	if (n % 4 != 0) {
		stage_walk_in(s);
	} else {
		stage_levels(s, SOUND);
	}
	if (s->lane.gate.state == GATE_FACE || n % 16 == 15) { /* ordered, or not */
		(void)say(s, ROLE_FACE, &m, false);
	}
}

static const uint32_t officers[] = {SEVEN, EIGHT, 0, OFFICER_ENROLLED + 9};

static void order(struct run *r, uint8_t n)
{
	static const enum gate_event_kind orders[] = {
		GATE_EV_ORDER_PASS,  GATE_EV_ORDER_PASS,  GATE_EV_ORDER_BACK, GATE_EV_ORDER_RETRY,
		GATE_EV_ORDER_RESET, GATE_EV_ORDER_CLOSE, GATE_EV_ORDER_OPEN, GATE_EV_ORDER_HOLD};
	static const uint32_t users[] = {CONSOLE_USER, CONSOLE_USER, 0, KIOSK_USER};
	struct msg m = officer_order(r->s, orders[n % 8], officers[n / 8 % 4]);
	uint32_t user = users[n / 32 % 4];
	uint32_t epoch = r->s->lane.gate.epoch;
	m.epoch += n / 128 == 1 && n % 3 == 0 ? 1 : 0;
	bool kept = officer_says(r->s, m, user);
	promise(!kept || user != KIOSK_USER);
	promise(!kept || m.body.order.officer == 0 || user == CONSOLE_USER);
	if (kept && m.body.order.order == GATE_EV_ORDER_PASS && m.epoch == epoch) {
		note_pass(r, m.body.order.officer != 0 ? m.body.order.officer : user);
	}
}

static void keep_case(struct stage *s, uint8_t n)
{
	struct msg m = officer_case(s, (enum case_state)(CASE_OPEN + n % 8), officers[n / 8 % 4]);
	m.epoch += n / 64;
	m.body.officer_case.of.traveller = m.epoch;
	m.body.officer_case.of.session += n % 4 == 3 ? 1 : 0; /* another start of the core */
	m.body.officer_case.note[0] = (char)(n / 2);
	struct msg parsed;
	if (msg_parse(rd_of(&m, msg_length(&m)), false, &parsed) == EG_OK) {
		bool kept = officer_says(s, parsed, n % 16 == 15 ? 0 : CONSOLE_USER);
		promise(!kept || (n % 16 != 15 && parsed.epoch != 0));
	}
}

static void acknowledge(struct stage *s)
{
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		const struct lane_record *r = &s->lane.records[i];
		struct msg m = msg_make(MSG_RECORDED, 0);
		m.body.recorded.number = r->m.body.record.number;
		m.body.recorded.row = 1;
		if (r->m.kind == MSG_RECORD) {
			(void)say(s, ROLE_JOURNAL, &m, false);
		}
	}
}

static void come_back(struct stage *s, uint8_t n)
{
	lane_left(&s->lane, n % 3 == 0 ? ROLE_WATCHLIST : n % 3 == 1 ? ROLE_JOURNAL : ROLE_FACE);
	stage_join_missing(s);
	if (s->lane.slots[ROLE_WATCHLIST].state == WORKER_NONE) {
		stage_join(s, ROLE_WATCHLIST);
	}
}

static void pass_time(struct stage *s, uint8_t n)
{
	lane_at(&s->lane, s->lane.mono_us + (int64_t)n * 100000, s->lane.unix_ms + n * 100);
	stage_levels(s, s->lane.sense.inputs);
	if (n % 4 == 0) {
		lane_timer(&s->lane);
	}
}

static void step(struct run *r, uint8_t what, uint8_t n)
{
	struct stage *s = r->s;
	struct msg page = stage_document();
	switch (what % 10) {
	case 0:
		(void)say(s, ROLE_PAGE, &page, false);
		break;
	case 1:
		tell_hit(s, n);
		break;
	case 2:
		tell_done(s, n);
		break;
	case 3:
		read_chip(s, n);
		break;
	case 4:
		walk(s, n);
		break;
	case 5:
		order(r, n);
		break;
	case 6:
		keep_case(s, n);
		break;
	case 7:
		acknowledge(s);
		break;
	case 8:
		come_back(s, n);
		break;
	default: /* 9 */
		pass_time(s, n);
		break;
	}
}

/* Two who are not the console's user and one of its officers. */
static bool two_people(const struct run *r)
{
	for (unsigned i = 0; i < r->passes; i++) {
		for (unsigned k = 0; k < i; k++) {
			uint32_t a = r->passed[i];
			uint32_t b = r->passed[k];
			bool mixed = (a >= OFFICER_ENROLLED) != (b >= OFFICER_ENROLLED);
			if (a != b && !(mixed && (a == CONSOLE_USER || b == CONSOLE_USER))) {
				return true;
			}
		}
	}
	return false;
}

static void judge(struct run *r, bool listed)
{
	struct stage *s = r->s;
	const struct lane *l = &s->lane;
	for (size_t i = 0; i < s->sent_count; i++) {
		const struct sent *one = &s->sent[i];
		struct msg parsed;
		promise(one->m.kind != MSG_LOOKUP || one->to == ROLE_WATCHLIST);
		promise(one->to != ROLE_WATCHLIST || one->m.kind == MSG_LOOKUP);
		promise((one->m.kind != MSG_LOOKUP && one->m.kind != MSG_RECORD) ||
			msg_parse(rd_of(&one->m, msg_length(&one->m)), false, &parsed) == EG_OK);
	}
	for (size_t i = 0; i < s->informed_count && i < TOLD_MAX; i++) {
		struct msg parsed;
		const struct msg *m = &s->informed[i];
		promise(msg_parse(rd_of(m, msg_length(m)), false, &parsed) == EG_OK);
	}
	s->sent_count = s->informed_count = s->guide_count = 0;
	promise(!l->traveller.agreeing || (gate_refers(l->gate.state) && lane_listed(l)));
	promise(l->gate.epoch != 0 || !lane_listed(l));
	/* Known before the exit was free: else nobody could have kept them. */
	promise(!(s->exit_was_free && listed) || two_people(r));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd rest = rd_of(data, size);
	uint8_t what;
	uint8_t n;
	log_open(LOG_WORD("fuzz"), NOTHING);
	struct run r = {.s = lists_idle(true)};
	while (rd_u8(&rest, &what) && rd_u8(&rest, &n)) {
		if (r.traveller != r.s->lane.gate.epoch) {
			r.traveller = r.s->lane.gate.epoch;
			r.passes = 0;
		}
		r.s->exit_was_free = false;
		bool listed = lane_listed(&r.s->lane) && r.s->lane.gate.state != GATE_EXIT_OPEN &&
			      r.s->lane.gate.state != GATE_EXIT_CLOSING;
		step(&r, what, n);
		judge(&r, listed);
	}
	return 0;
}
