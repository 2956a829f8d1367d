/*
 * fuzz_core_page: whatever page and face workers say of a page, in whatever order: its picture goes
 * to the face worker of its own document's traveller, once, or to nobody; no key is taken that may
 * be another one; another face on the page lets nobody out; what officers may see is the present
 * traveller's, once, and by the worker that saw it.
 * Two bytes are one step: what happens, and a number in it.
 *
 * Each document has a number in own_us, and its picture the same in dpi.
 */
#include "tests/fuzz/fuzz.h"

#include "base/log.h"
#include "base/mrz_place.h"
#include "tests/unit/core_stage.h"

#define NOTHING ((enum log_level)(LOG_ERROR + 1)) /* each run would have its violations */

struct run {
	struct stage *s;
	uint16_t document; /* number of the last */
	uint32_t given;    /* traveller whose face worker has a picture */
	uint32_t portrait; /* traveller whose face worker has the chip's portrait */
};

/* False: it is no message, or of a process that was ended, and nobody hears it. */
static bool say(struct stage *s, enum role from, struct msg *m, bool bulk)
{
	struct msg parsed;
	if (s->lane.slots[from].state == WORKER_NONE ||
	    msg_parse(rd_of(m, msg_length(m)), bulk, &parsed) != EG_OK) {
		return false;
	}
	(void)stage_say(s, from, &parsed); /* false: it was killed for it */
	return true;
}

static void lay(struct run *r, uint8_t n)
{
	struct msg m = stage_document();
	struct msg_document *d = &m.body.document;
	size_t marked = n % 96;
	d->own_us = r->document + 1u;
	d->picture = n >= 64 ? 1 : 0;
	d->print = n % 5;
	d->infrared = n % 3;
	if (n % 4 == 0) {
		d->unsure[marked / 8] = (uint8_t)(1u << marked % 8);
	}
	if (say(r->s, ROLE_PAGE, &m, false)) {
		r->document++;
	}
}

static void show(const struct run *r, uint8_t n)
{
	struct msg m = msg_make(MSG_PAGE_PICTURE, 0);
	m.body.page_picture = (struct msg_page_picture){
		.size = n % 8, .width = n % 8, .height = 1, .dpi = r->document};
	r->s->page_refused = n % 16 == 15 ? EG_BAD_DATA : n % 16 == 14 ? EG_IO : EG_OK;
	(void)say(r->s, ROLE_PAGE, &m, true);
}

/* A picture for officers, by either worker; its size tells by which. */
static void show_officers(struct stage *s, uint8_t n)
{
	const enum role from = n % 2 == 0 ? ROLE_PAGE : ROLE_FACE;
	struct msg m = msg_make(MSG_FACE_PICTURE, s->lane.gate.epoch + (n >= 224 ? 1u : 0u));
	m.body.face_picture = (struct msg_face_picture){
		.size = (uint32_t)from + 1, .width = 3, .height = 4, .which = n / 2 % 4};
	s->unsealed = n % 16 == 14;
	(void)say(s, from, &m, true);
	s->unsealed = false;
}

static void say_small(struct stage *s, uint8_t n)
{
	struct msg m = msg_make(n % 4 == 0 ? MSG_DOCUMENT_GONE : MSG_PAGE_GUIDE, 0);
	if (n % 4 == 1) {
		m = msg_make(MSG_UNFIT, 0);
	}
	m.body.raw[0] = m.kind == MSG_DOCUMENT_GONE ? 0 : n;
	(void)say(s, ROLE_PAGE, &m, false);
}

/* What chip and verify worker say of an honest document, as far as anybody hears it. */
static void read_chip(struct stage *s)
{
	struct msg done = stage_about(s, MSG_CHIP_DONE);
	struct msg holder = stage_about(s, MSG_HOLDER);
	struct msg portrait = stage_about(s, MSG_PORTRAIT);
	struct msg end = stage_about(s, MSG_VERIFY_DONE);
	struct msg chip = stage_findings(s, ROLE_CHIP, VERDICT_PASS);
	struct msg verify = stage_findings(s, ROLE_VERIFY, VERDICT_PASS);
	holder.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
	portrait.body.portrait.size = 10;
	(void)say(s, ROLE_CHIP, &chip, false);
	(void)say(s, ROLE_CHIP, &done, false);
	(void)say(s, ROLE_VERIFY, &holder, false);
	(void)say(s, ROLE_VERIFY, &portrait, true);
	(void)say(s, ROLE_VERIFY, &verify, false);
	(void)say(s, ROLE_VERIFY, &end, false);
}

static void compare(struct stage *s, uint8_t n)
{
	struct msg f = stage_findings(s, ROLE_FACE, VERDICT_PASS);
	struct msg ready = stage_about(s, MSG_PORTRAIT_READY);
	ready.body.portrait_ready.page_came = n % 2;
	ready.body.portrait_ready.page = n % 2 == 0 ? (int16_t)0 : (int16_t)((n - 128) * 8);
	(void)say(s, ROLE_FACE, &f, false);
	(void)say(s, ROLE_FACE, &ready, false);
}

/* Whoever is there goes through the entry and is looked at, or is sent back by an officer. */
static void move(struct stage *s, uint8_t n)
{
	if (n % 2 == 0) {
		stage_walk_in(s);
		struct msg m = stage_about(s, MSG_FACE_RESULT);
		m.body.face_result.scores = (struct face_scores){stage_good_score(s), 1000, true};
		m.body.face_result.frames = 5;
		for (unsigned i = 0; i < CUE_COUNT; i++) {
			m.body.face_result.cues.of[i] = VERDICT_PASS;
		}
		(void)say(s, ROLE_FACE, &m, false);
		return;
	}
	lane_order(&s->lane, GATE_EV_ORDER_BACK, s->lane.gate.epoch, 0);
	stage_levels(s, ENTRY_SWINGS);
	stage_levels(s, SOUND);
	stage_join_missing(s);
}

static void step(struct run *r, uint8_t what, uint8_t n)
{
	struct stage *s = r->s;
	switch (what % 8) {
	case 0:
		lay(r, n);
		break;
	case 1:
		if (what < 128) {
			show(r, n);
		} else {
			show_officers(s, n);
		}
		break;
	case 2:
		say_small(s, n);
		break;
	case 3:
		read_chip(s);
		break;
	case 4:
		compare(s, n);
		break;
	case 5:
		move(s, n);
		break;
	case 6:
		lane_order(&s->lane, n % 2 == 0 ? GATE_EV_ORDER_CLOSE : GATE_EV_ORDER_OPEN, 0, 1);
		break;
	default: /* 7 */
		lane_left(&s->lane, n % 2 == 0 ? ROLE_PAGE : ROLE_FACE);
		stage_join_missing(s);
		break;
	}
}

static void judge_sent(struct run *r, const struct sent *one)
{
	const struct lane *l = &r->s->lane;
	r->portrait = one->m.kind == MSG_PORTRAIT ? one->m.epoch : r->portrait;
	if (one->m.kind != MSG_PAGE_PICTURE) {
		return;
	}
	promise(one->m.epoch != r->portrait); /* it would come too late */
	promise(one->to == ROLE_FACE && one->bulk == BULK && one->m.epoch != 0);
	promise(one->m.epoch != r->given); /* once */
	r->given = one->m.epoch;
	promise(one->m.epoch != l->traveller.epoch ||
		one->m.body.page_picture.dpi == l->traveller.document.own_us);
}

/* stage_show promises that nobody is shown but whoever is referred. */
static void judge_kept(const struct stage *s)
{
	for (unsigned which = 0; which < FACE_PICTURE_COUNT; which++) {
		const struct msg *m = &s->kept[which];
		const enum role from = (enum role)(m->body.face_picture.size - 1);
		promise(m->kind == MSG_NOTHING ||
			(m->epoch == s->lane.gate.epoch && m->epoch != 0 &&
			 permit_picture(from, (enum face_picture)which)));
	}
}

static void judge(struct run *r)
{
	const struct lane *l = &r->s->lane;
	const struct lane_traveller *t = &l->traveller;
	bool kept = r->s->page.kind == MSG_PAGE_PICTURE;
	for (size_t i = 0; i < r->s->sent_count; i++) {
		judge_sent(r, &r->s->sent[i]);
	}
	r->s->sent_count = 0;
	judge_kept(r->s);
	promise(kept == l->page_kept);
	promise(!kept || (!l->document_taken && !l->page_due &&
			  r->s->page.body.page_picture.dpi == l->document.own_us));
	promise(!l->page_due || l->document.picture != 0);
	promise(!t->page_scored || t->page_given);
	promise((mrz_fields_marked(rd_of(l->document.mrz, l->document.size),
				   RD_ARRAY(l->document.unsure)) &
		 MRZ_FIELDS_KEY) == 0);
	promise(!r->s->exit_was_free); /* the journal never answers here */
	promise(l->gate.state != GATE_RECORDING ||
		(findings_verdict(&t->findings, CHECK_PAGE_PORTRAIT) != VERDICT_FAIL &&
		 findings_verdict(&t->findings, CHECK_PAGE_PRINT) != VERDICT_FAIL &&
		 findings_verdict(&t->findings, CHECK_PAGE_INFRARED) != VERDICT_FAIL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd rest = rd_of(data, size);
	uint8_t what;
	uint8_t n;
	log_open(LOG_WORD("fuzz"), NOTHING);
	struct run r = {.s = stage_idle()};
	r.s->sent_count = 0;
	while (rd_u8(&rest, &what) && rd_u8(&rest, &n)) {
		step(&r, what, n);
		judge(&r);
	}
	return 0;
}
