/*
 * desk: which lanes there are, how late it is, versions, and what waits to be sent or told.
 * Knows when something has changed. Never knows what a message or an act means.
 */
#include "console/desk_impl.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "base/wr.h"

#include <stdlib.h>
#include <string.h>

void desk_text(char *to, size_t size, const char *text)
{
	struct rd r = text == NULL ? RD_EMPTY : rd_cstr(text);
	struct wr w = wr_of(to, size);
	wr_put(&w, r.left < size ? r : RD_EMPTY);
	wr_fill(&w, 0, size - w.size);
}

struct desk_person desk_person(uint32_t number, const char *name)
{
	struct desk_person p = {.number = number};
	desk_text(p.name, sizeof(p.name), name);
	return p;
}

enum eg_err desk_open(const struct desk_settings *s, int64_t unix_ms, struct desk **out)
{
	*out = NULL;
	struct desk *d = calloc(1, sizeof(*d));
	struct desk_row *rows = calloc(DESK_ROWS, sizeof(*rows));
	if (d == NULL || rows == NULL) {
		free(d);
		free(rows);
		return EG_FAIL(EG_NO_MEMORY, "the desk");
	}
	d->settings = *s;
	d->rows = rows;
	if (desk_recall_open(d) != EG_OK) {
		free(d);
		free(rows);
		return eg_fault_last().err;
	}
	d->unix_ms = unix_ms;
	d->version = unix_ms;
	*out = d;
	return EG_OK;
}

static void lane_free(struct desk_lane *l)
{
	for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
		desk_case_free(&l->cases[k]);
	}
	secret_wipe(l, l == NULL ? 0 : sizeof(*l)); /* messages that wait have words in them */
	free(l);
}

void desk_close(struct desk **d)
{
	struct desk *x = d == NULL ? NULL : *d;
	if (x == NULL) {
		return;
	}
	for (size_t i = 0; i < DESK_LANES_MAX; i++) {
		lane_free(x->lanes[i]);
	}
	desk_recall_close(x);
	free(x->rows);
	free(x);
	*d = NULL;
}

enum eg_err desk_lane_add(struct desk *d, unsigned lane, const char *name)
{
	struct rd r = rd_cstr(name);
	if (lane == 0 || lane > DESK_LANES_MAX || d->lanes[lane - 1] != NULL) {
		return EG_FAIL(EG_CONFIG, "number of a lane out of range, or there already");
	}
	if (r.left == 0 || r.left >= DESK_NAME_SIZE || !utf8_printable(r)) {
		return EG_FAIL(EG_CONFIG, "name of a lane is empty, too long, or no text");
	}
	struct desk_lane *l = calloc(1, sizeof(*l));
	if (l == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "a lane");
	}
	d->lanes[lane - 1] = l;
	l->number = lane;
	desk_text(l->name, sizeof(l->name), name);
	l->since_ms = d->unix_ms;
	desk_touch(d, l);
	return EG_OK;
}

const struct desk_lane *desk_lane_seen(const struct desk *d, unsigned lane)
{
	return lane >= 1 && lane <= DESK_LANES_MAX ? d->lanes[lane - 1] : NULL;
}

struct desk_lane *desk_lane_of(struct desk *d, unsigned lane)
{
	return lane >= 1 && lane <= DESK_LANES_MAX ? d->lanes[lane - 1] : NULL;
}

/* The newest of an id: a core whose numbers came round is another traveller's. */
const struct desk_case *desk_case_seen(const struct desk *d, const char *id, unsigned *lane)
{
	const struct desk_case *found = NULL;
	for (unsigned i = 0; id != NULL && i < DESK_LANES_MAX; i++) {
		const struct desk_lane *l = d->lanes[i];
		for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
			const struct desk_case *c = &l->cases[k];
			bool fits = c->taken && c->state != CASE_NONE && strcmp(c->id, id) == 0;
			if (fits && (found == NULL || c->version > found->version)) {
				found = c;
				*lane = i + 1;
			}
		}
	}
	return found;
}

struct desk_case *desk_case_of(struct desk *d, const char *id, struct desk_lane **lane)
{
	unsigned number = 0;
	const struct desk_case *seen = desk_case_seen(d, id, &number);
	if (seen == NULL) {
		return NULL;
	}
	*lane = d->lanes[number - 1];
	return &(*lane)->cases[seen - (*lane)->cases];
}

void desk_touch(struct desk *d, struct desk_lane *l)
{
	l->version = ++d->version;
	l->dirty = true;
}

void desk_touch_case(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	c->version = ++d->version;
	c->dirty = true;
	c->acts = desk_case_acts(l, c);
}

/* All is taken after each call: there is room for what one call makes. */
void desk_send(struct desk_lane *l, const struct msg *m)
{
	if (l->out_count < DESK_OUT_MAX) {
		l->out[l->out_count++] = *m;
	}
}

void desk_at(struct desk *d, int64_t mono_ms, int64_t unix_ms)
{
	d->mono_ms = mono_ms;
	d->unix_ms = unix_ms;
	for (size_t i = 0; i < DESK_LANES_MAX; i++) {
		struct desk_lane *l = d->lanes[i];
		for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
			if (l->cases[k].taken) {
				desk_case_time(d, l, &l->cases[k]);
			}
		}
	}
}

int64_t desk_wait_ms(const struct desk *d)
{
	int64_t wait = -1;
	for (size_t i = 0; i < DESK_LANES_MAX; i++) {
		const struct desk_lane *l = d->lanes[i];
		for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
			const struct desk_case *c = &l->cases[k];
			int64_t ms = c->taken ? desk_case_wait_ms(d, c) : -1;
			wait = ms >= 0 && (wait < 0 || ms < wait) ? ms : wait;
		}
	}
	return wait;
}

static void shift_out(struct desk_lane *l, size_t at)
{
	for (size_t i = at; i + 1 < l->out_count; i++) {
		l->out[i] = l->out[i + 1];
	}
	l->out_count--;
	secret_wipe(&l->out[l->out_count], sizeof(l->out[0])); /* words about a person */
}

/* Orders do not wait for a lane: by the time it is back, whoever was meant may be somebody else. */
static void drop_orders(struct desk_lane *l)
{
	for (size_t i = 0; i < l->out_count;) {
		if (l->out[i].kind == MSG_ORDER) {
			shift_out(l, i);
		} else {
			i++;
		}
	}
}

void desk_lane_up(struct desk *d, unsigned lane)
{
	struct desk_lane *l = desk_lane_of(d, lane);
	if (l != NULL && !l->up) {
		l->up = true;
		l->told = false;
		desk_touch(d, l);
	}
}

void desk_lane_down(struct desk *d, unsigned lane)
{
	struct desk_lane *l = desk_lane_of(d, lane);
	if (l == NULL || !l->up) {
		return;
	}
	l->up = l->told = false;
	l->since_ms = d->unix_ms;
	l->orders = 0;
	l->load = (struct msg_load){0};
	drop_orders(l);
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (!c->taken || c->state == CASE_CLOSED) {
			continue;
		}
		if (c->state == CASE_NONE) {
			desk_case_free(c);
			continue;
		}
		c->quiet_ms = c->quiet_ms == DESK_NEVER ? d->mono_ms : c->quiet_ms;
		if (c->wait.act != DESK_ACT_COUNT) {
			desk_case_fail(d, l, c, "the lane is not there");
		}
		desk_touch_case(d, l, c);
	}
	desk_touch(d, l);
}

void desk_backlog(struct desk *d, unsigned lane, const struct desk_backlog *b)
{
	struct desk_lane *l = desk_lane_of(d, lane);
	if (l == NULL) {
		return;
	}
	bool told = l->backlog.waiting != b->waiting || l->backlog.lost != b->lost;
	l->backlog = *b;
	if (told) {
		desk_touch(d, l);
	}
}

bool desk_next_send(struct desk *d, unsigned *lane, struct msg *out)
{
	for (unsigned i = 0; i < DESK_LANES_MAX; i++) {
		struct desk_lane *l = d->lanes[i];
		if (l != NULL && l->out_count > 0) { /* of one that is down no order is left */
			*lane = i + 1;
			*out = l->out[0];
			shift_out(l, 0);
			return true;
		}
	}
	return false;
}

static bool next_case(struct desk_lane *l, struct desk_change *out)
{
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (c->taken && c->dirty && c->state != CASE_NONE) {
			c->dirty = false;
			out->kind = DESK_CHANGED_CASE;
			out->audience = DESK_TO_WORKS;
			desk_text(out->id, sizeof(out->id), c->id);
			return true;
		}
	}
	return false;
}

/* Rows that were overwritten before somebody asked are left out. */
static bool next_row(struct desk *d, struct desk_change *out)
{
	uint64_t first = d->row_count > DESK_PASSAGES ? d->row_count - DESK_PASSAGES : 0;
	d->rows_told = d->rows_told < first ? first : d->rows_told;
	if (d->rows_told == d->row_count) {
		return false;
	}
	const struct desk_row *r = &d->rows[d->rows_told++ % DESK_ROWS];
	out->kind = DESK_CHANGED_PASSAGE;
	out->lane = r->lane;
	out->row = r->row;
	return true;
}

bool desk_next_change(struct desk *d, struct desk_change *out)
{
	*out = (struct desk_change){.audience = DESK_TO_ALL};
	for (unsigned i = 0; i < DESK_LANES_MAX; i++) {
		struct desk_lane *l = d->lanes[i];
		if (l != NULL && l->dirty) {
			l->dirty = false;
			out->kind = DESK_CHANGED_LANE;
			out->lane = i + 1;
			return true;
		}
		if (l != NULL && next_case(l, out)) {
			return true;
		}
	}
	if (next_row(d, out)) {
		return true;
	}
	out->kind = DESK_CHANGED_STATISTICS;
	bool counted = d->counted;
	d->counted = false;
	return counted;
}
