/*
 * core_page: what lies on the page reader, and what was seen of the present traveller's page.
 * Knows marks, verdicts and a score, and when a picture may come. Never knows its pixels, nor
 * descriptors: both are behind ports.
 *
 *   page              core                                     face
 *     | MSG_DOCUMENT    |                                        |
 *     |---------------->|  (the gate is idle: a traveller begins)|
 *     | MSG_PAGE_PICTURE|  MSG_BEGIN                             |
 *     |---------------->|--------------------------------------->|
 *     | MSG_BEGIN       |  MSG_PAGE_PICTURE, of their epoch      |
 *     |<----------------|--------------------------------------->|
 *     | MSG_FACE_PICTURE|  (for officers: core_picture.c)        |
 *     |---------------->|                                        |
 *     |                 |  MSG_PORTRAIT, of the chip             |
 *     |                 |--------------------------------------->|
 *     |                 |  MSG_PORTRAIT_READY: how alike         |
 *     |                 |<---------------------------------------|
 *
 * A document may begin a traveller before its picture is here, and its picture then goes on as soon
 * as it comes: as long as the chip's portrait has not gone to the face worker, which so has both
 * when it compares, or the portrait alone. Nobody waits for a picture. One that nobody announced, a
 * second one, and one that can still change are violations.
 */
#include "prog/core_lane.h"

#include "base/mrz_place.h"
#include "base/secret.h"
#include "document/page_prompt.h"

/* Messages of a page worker: a camera gives ten pictures a second, and each becomes four at most.
 * Watchers follow so many; one that cannot is dropped. */
#define SAYS_MAX   200
#define SAYS_IN_US 1000000

static struct rd zone_of(const struct msg_document *d)
{
	return rd_of(d->mrz, d->size);
}

static unsigned unsure_of(const struct msg_document *d)
{
	return mrz_fields_marked(zone_of(d), RD_ARRAY(d->unsure));
}

static void forget_picture(struct lane *l)
{
	l->page_due = false;
	l->page_kept = false;
	l->ports.page_forget(l->ports.context);
}

static void show_prompt(struct lane *l, uint8_t number)
{
	if (l->page_prompt != number) {
		l->page_prompt = number;
		lane_raise(l, GATE_EV_LEVELS); /* so that watchers are told */
	}
}

void lane_forget_document(struct lane *l)
{
	secret_wipe(&l->document, sizeof(l->document));
	l->document_taken = l->document_stays = false;
	l->page_prompt = 0;
	forget_picture(l);
}

/* A camera shows it to a fresh worker, too. Other readers do not, and whoever has laid it on would
 * wait for nothing. */
void lane_page_end(struct lane *l)
{
	bool waits = l->document.kind != DOCUMENT_NONE && !l->document_taken;
	lane_forget_document(l);
	l->page_prompt = waits ? (uint8_t)PAGE_PROMPT_TOO_SOON : (uint8_t)PAGE_PROMPT_NONE;
}

/* What lies on the reader while the present traveller is served belongs to the next one; at a desk
 * to nobody until it is lifted: officers lay the same one as often as they like. */
static bool on_document(struct lane *l, const struct msg_document *d)
{
	if ((unsure_of(d) & MRZ_FIELDS_KEY) != 0) {
		return false; /* no chip is opened with a key that may be another one */
	}
	show_prompt(l, 0);
	lane_forget_document(l);
	l->document = *d;
	l->document_stays = lane_is_desk(l) && (d->lay != 0 || l->gate.epoch != 0);
	l->page_due = d->picture != 0;
	if (l->document_stays && l->gate.epoch == 0) {
		show_prompt(l, PAGE_PROMPT_TOO_SOON);
	}
	return true;
}

static bool on_document_gone(struct lane *l)
{
	show_prompt(l, 0);
	lane_forget_document(l);
	return true;
}

/* What is kept, to the face worker of the traveller who has just begun with this document. */
static void hand_on(struct lane *l)
{
	struct lane_traveller *t = &l->traveller;
	if (l->page_kept && lane_serving(l, ROLE_FACE) && !t->portrait) {
		t->page_given = true;
		if (l->ports.page_hand(l->ports.context, l->gate.epoch) != EG_OK) {
			lane_give_up(l, ROLE_FACE);
		}
	}
	forget_picture(l);
}

static bool on_picture(struct lane *l, const struct msg *m, int bulk_fd)
{
	if (!l->page_due) {
		return false;
	}
	l->page_due = false;
	enum eg_err err = l->ports.page_keep(l->ports.context, m, bulk_fd);
	if (err != EG_OK) {
		return err == EG_IO; /* ours, and no fault of the page worker */
	}
	l->page_kept = true;
	if (l->document_taken) {
		hand_on(l);
	}
	return true;
}

void lane_page_begin(struct lane *l, struct msg_begin *begin)
{
	struct lane_traveller *t = &l->traveller;
	const struct msg_document *d = &t->document;
	bool card = d->kind == DOCUMENT_TD1; /* its portrait is on the other side */
	findings_set(&t->findings, CHECK_MRZ, VERDICT_PASS, REASON_NONE);
	findings_set(&t->findings, CHECK_PAGE_PRINT, (enum verdict)d->print,
		     (enum reason)d->print_why);
	findings_set(&t->findings, CHECK_PAGE_INFRARED, (enum verdict)d->infrared,
		     (enum reason)d->infrared_why);
	policy_judge_page(&l->settings.policy, 0, false, card ? REASON_NOT_PRESENT : REASON_NONE,
			  &t->findings);
	begin->kind = d->kind;
	begin->mrz_size = d->size;
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		begin->mrz[i] = d->mrz[i];
	}
	for (size_t i = 0; i < MSG_MRZ_MARKS; i++) {
		begin->unsure[i] = d->unsure[i];
	}
}

void lane_page_begun(struct lane *l)
{
	if (l->page_kept) {
		hand_on(l);
	}
	if (l->traveller.document.own_us != 0) { /* else lines of text came, without a picture */
		if (lane_serving(l, ROLE_PAGE)) {
			lane_picture_due(l, FACE_PICTURE_PAGE);
		}
		lane_step_done(l, STEP_PAGE, l->traveller.document.own_us);
	}
}

bool lane_page_compared(struct lane *l, const struct msg_portrait_ready *d)
{
	struct lane_traveller *t = &l->traveller;
	if ((d->page_came != 0) != t->page_given) {
		return false;
	}
	if (t->page_given) {
		t->page_scored = d->page_why == REASON_NONE;
		t->page_score = d->page;
		policy_judge_page(&l->settings.policy, d->page, true, (enum reason)d->page_why,
				  &t->findings);
	}
	return true;
}

bool lane_page_open(const struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	return t->page_given && t->portrait && (t->done & DONE_PORTRAIT) == 0;
}

/* Verify tells the fields; nobody else may say that they differ. */
static uint8_t differs(const struct lane_traveller *t)
{
	const struct finding *same = &t->findings.of[CHECK_MRZ_SAME];
	bool told = same->verdict == VERDICT_FAIL && same->reason == REASON_DIFFERS;
	return told ? same->detail : 0;
}

/* A guess is nobody's name: where verify found nothing that differs, the signed text stands for
 * what was not sure. */
static void put_chips(const struct lane_traveller *t, struct msg_record *r)
{
	bool same = findings_verdict(&t->findings, CHECK_MRZ_SAME) == VERDICT_PASS &&
		    t->chip.mrz_size == r->mrz_size;
	for (size_t i = 0; same && i < r->mrz_size; i++) {
		if (mrz_marked(RD_ARRAY(t->document.unsure), i)) {
			r->mrz[i] = t->chip.mrz[i];
		}
	}
}

void lane_page_record(const struct lane *l, struct msg_record *r)
{
	const struct lane_traveller *t = &l->traveller;
	put_chips(t, r);
	r->page_score = t->page_score;
	r->page_scored = t->page_scored ? 1 : 0;
	r->page_differs = differs(t);
	r->page_unsure = (uint8_t)unsure_of(&t->document);
}

void lane_page_status(const struct lane *l, struct msg_status *s)
{
	const struct lane_traveller *t = &l->traveller;
	s->page_prompt = l->page_prompt;
	s->page_unfit = l->gate.epoch == 0 ? l->page_unfit : (uint8_t)REASON_NONE;
	s->page_score = t->page_score;
	s->page_scored = t->page_scored ? 1 : 0;
	s->page_match = l->settings.policy.page_match;
	s->page_refer = l->settings.policy.page_refer;
	s->page_differs = differs(t);
	s->page_unsure = (uint8_t)unsure_of(&t->document);
}

/* Doc 9303-4, -5, -6: of TD3, TD1, TD2; 0: no zone. */
static size_t nationality_at(uint8_t size)
{
	return size == 88 ? 54 : size == 90 ? 45 : size == 72 ? 46 : 0;
}

void lane_page_nationality(const struct msg_document *d, char out[4])
{
	size_t at = nationality_at(d->size);
	char code[3] = "";
	for (size_t i = 0; at != 0 && i < sizeof(code); i++) {
		if (mrz_marked(RD_ARRAY(d->unsure), at + i)) {
			return;
		}
		code[i] = d->mrz[at + i];
	}
	for (size_t i = 0; i < sizeof(code) && code[i] >= 'A' && code[i] <= 'Z'; i++) {
		out[i] = code[i];
	}
}

static bool floods(struct lane *l)
{
	if (l->mono_us - l->page_since_us >= SAYS_IN_US) {
		l->page_since_us = l->mono_us;
		l->page_said = 0;
	}
	l->page_said++;
	return l->page_said > SAYS_MAX;
}

bool lane_page_take(struct lane *l, const struct msg *m, int bulk_fd)
{
	if (floods(l)) {
		return false;
	}
	switch (m->kind) {
	case MSG_DOCUMENT:
		return on_document(l, &m->body.document);
	case MSG_DOCUMENT_GONE:
		return on_document_gone(l);
	case MSG_PAGE_PICTURE:
		return on_picture(l, m, bulk_fd);
	case MSG_PAGE_GUIDE:
		if (!l->document_stays || m->body.page_guide.prompt != PAGE_PROMPT_NONE) {
			show_prompt(l, m->body.page_guide.prompt);
		}
		return true;
	default: /* none of a page worker */
		return false;
	}
}
