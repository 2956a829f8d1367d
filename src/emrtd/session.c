/*
 * session: one conversation with the chip, from the first command to the last file.
 * Knows its beginning and end, and what is handed out in between. Never knows a reader or a clock.
 */
#include "emrtd/session_impl.h"

#include <stdlib.h>

#define RESUMES_MAX 1
#define LOST_MAX    4 /* contacts lost and regained; a passport that will not lie still */

/* Copies a string of the configuration into the session. */
static bool keep(struct rd *string, uint8_t *octets, size_t cap)
{
	size_t size = 0;
	if (!rd_dump(*string, octets, cap, &size)) {
		return false;
	}
	*string = rd_of(octets, size);
	return true;
}

enum eg_err emrtd_new(const struct emrtd_config *config, struct emrtd **out)
{
	EG_AUTO(emrtd_free) struct emrtd *e = calloc(1, sizeof(*e));
	*out = NULL;
	if (e == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "session");
	}
	e->config = *config;
	if ((config->mrz_information.left == 0 && config->can.left == 0) ||
	    !keep(&e->config.mrz_information, e->mrz_octets, sizeof(e->mrz_octets))) {
		return EG_FAIL(EG_CONFIG, "MRZ information");
	}
	if (!keep(&e->config.can, e->can_octets, sizeof(e->can_octets))) {
		return EG_FAIL(EG_CONFIG, "card access number");
	}
	chunk_learn_atr(e, config->atr);
	e->config.atr = RD_EMPTY;
	e->findings = findings_none();
	access_begin(e, true);
	*out = e;
	e = NULL;
	return EG_OK;
}

static void drop_events(struct emrtd *e)
{
	for (size_t i = 0; i < EVENTS_MAX; i++) {
		bytes_free(&e->events[i].content);
	}
	e->event_count = 0;
	bytes_free(&e->handed);
}

void emrtd_free(struct emrtd **e)
{
	if (*e != NULL) {
		drop_events(*e);
		pace_free(&(*e)->pace);
		chipauth_free(&(*e)->auth.agreement);
		termauth_free(&(*e)->auth.terminal);
		bytes_free(&(*e)->card_file);
		bytes_free(&(*e)->read.content);
		bytes_free(&(*e)->auth.dg14);
		bytes_free(&(*e)->auth.mapping);
		bytes_free(&(*e)->auth.cvca);
		secret_wipe(*e, sizeof(**e));
		free(*e);
		*e = NULL;
	}
}

static enum eg_err put_event(struct emrtd *e, struct event event, struct bytes *content)
{
	if (e->event_count == EVENTS_MAX) {
		return EG_FAIL(EG_STATE, "more proofs than one answer can bring");
	}
	if (content != NULL) {
		event.content = *content;
		*content = (struct bytes){0};
	}
	e->events[e->event_count++] = event;
	return EG_OK;
}

enum eg_err session_hand_out(struct emrtd *e, enum emrtd_file file, struct bytes *content)
{
	return put_event(e, (struct event){.what = EMRTD_FILE, .file = file}, content);
}

enum eg_err session_hand_out_part(struct emrtd *e, size_t size, bool last)
{
	struct event event = {
		.what = EMRTD_PART,
		.file = e->read.file,
		.offset = e->read.content.size - size,
		.total = e->read.total,
	};
	return put_event(e, event, last ? &e->read.content : NULL);
}

/* The oldest event as a step. */
static enum eg_err hand_out(struct emrtd *e, struct emrtd_step *out)
{
	struct event event = e->events[0];
	e->event_count--;
	for (size_t i = 0; i < e->event_count; i++) {
		e->events[i] = e->events[i + 1];
	}
	e->events[e->event_count] = (struct event){0};
	e->handed = event.content;
	bool in_reading = event.what == EMRTD_PART && e->handed.data == NULL;
	struct rd bytes = bytes_rd(in_reading ? &e->read.content : &e->handed);
	if (!rd_skip(&bytes, event.offset)) {
		return EG_FAIL(EG_STATE, "piece of a file");
	}
	*out = (struct emrtd_step){event.what, event.file, bytes, event.offset, event.total};
	return EG_OK;
}

void session_fail(struct emrtd *e, enum reason why)
{
	enum check check = e->totals.access == EMRTD_ACCESS_NONE ? CHECK_ACCESS : CHECK_FILES_READ;
	if (findings_verdict(&e->findings, check) != VERDICT_FAIL) {
		findings_set(&e->findings, check, VERDICT_FAIL, why);
		e->findings.of[check].detail = (uint8_t)e->read.file;
	}
	e->phase = PHASE_DONE;
}

bool session_may_resume(const struct emrtd *e)
{
	return e->dropped < RESUMES_MAX;
}

void session_resume(struct emrtd *e)
{
	if (!session_may_resume(e)) {
		session_fail(e, REASON_SECURE_MESSAGING);
		return;
	}
	e->dropped++;
	e->totals.resumed++;
	access_begin(e, false);
}

void emrtd_lost(struct emrtd *e)
{
	if (e->phase != PHASE_DONE) {
		session_fail(e, REASON_CHIP_LOST);
	}
	drop_events(e);
	e->waiting = false;
}

void emrtd_contact_lost(struct emrtd *e)
{
	e->waiting = false;
	if (e->phase == PHASE_DONE) {
		return;
	}
	if (e->totals.lost >= LOST_MAX) {
		emrtd_lost(e);
		return;
	}
	e->totals.lost++;
	e->totals.resumed++;
	if (e->last.extended && e->last.ins == 0xB0) {
		e->config.short_only = true; /* perhaps the reader cannot carry so much */
	}
	access_begin(e, true);
}

struct findings emrtd_findings(const struct emrtd *e)
{
	return e->findings;
}

struct emrtd_totals emrtd_totals(const struct emrtd *e)
{
	return e->totals;
}

enum eg_err emrtd_step(struct emrtd *e, struct rd answer, struct emrtd_step *out)
{
	bool more = false;
	*out = (struct emrtd_step){.what = EMRTD_DONE};
	bytes_free(&e->handed);
	if (e->waiting != (answer.left > 0)) {
		return EG_FAIL(EG_STATE, "answer without command, or command without answer");
	}
	if (e->waiting) {
		EG_TRY(transport_take(e, answer, &more, out));
		if (more) {
			return EG_OK;
		}
	}
	if (e->event_count > 0) {
		return hand_out(e, out);
	}
	if (e->phase == PHASE_DONE) {
		return EG_OK;
	}
	return transport_ask(e, out);
}
