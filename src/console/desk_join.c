/*
 * desk_join: a case that was sent from a gate to a desk, and the desk's case that takes it on, so
 * that a traveller is finished once and on one record.
 * Knows documents that are the same, and who is joined with whom. Never knows what an officer
 * decides, nor how it is told.
 *
 *   gate's:  decided, gone --> awaited -- to --> desk's: pass, refuse, second line --> closed
 *                                ^                |
 *                                +---- parted <---+ its traveller went undecided, or an officer
 *                                                   said so
 *
 * What a desk sends to the second line waits in the same way for the next one.
 */
#include "console/desk_impl.h"

#include "base/secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A case with its lane. */
struct place {
	struct desk_lane *lane;
	struct desk_case *of; /* NULL: none */
};

bool desk_join_possible(const struct desk *d)
{
	for (size_t i = 0; i < DESK_LANES_MAX; i++) {
		if (d->lanes[i] != NULL && d->lanes[i]->status.desk != 0) {
			return true;
		}
	}
	return false;
}

static bool awaited(const struct desk_case *c)
{
	return desk_case_open(c) && c->where == DESK_AWAITED;
}

static bool undecided(const struct desk_case *c)
{
	bool open = c->state == CASE_OPEN || c->state == CASE_ACK || c->state == CASE_RETRY;
	return open && c->wait.act == DESK_ACT_COUNT;
}

/* Examined at a desk now. An order that is under way, or done, names whom it was given about:
 * nobody joins any more. */
static bool examined(const struct desk_case *c)
{
	return c->taken && c->desk && undecided(c) && c->where == DESK_INSIDE;
}

/* The one that a desk's case has taken on, as long as it waits. */
static struct place taken_on(struct desk *d, const struct desk_case *c)
{
	struct place p = {.of = NULL};
	if (c->from[0] != '\0') {
		p.of = desk_case_of(d, c->from, &p.lane);
	}
	if (p.of == NULL || !awaited(p.of) || strcmp(p.of->to, c->id) != 0) {
		return (struct place){.of = NULL};
	}
	return p;
}

static void put_id(char out[DESK_ID_SIZE], const char *id)
{
	desk_text(out, DESK_ID_SIZE, id);
}

/* Its own hits, or those that came with it. */
static void take_hits(struct desk_told *to, const struct desk_told *from)
{
	for (size_t s = 0; s < LOOKUP_SOURCE_COUNT; s++) {
		bool own = from->hit[s] != 0;
		to->from_hit[s] = own ? from->hit[s] : from->from_hit[s];
		for (size_t i = 0; i < HITS_MAX; i++) {
			to->from_hits[s][i] = own ? from->hits[s][i] : from->from_hits[s][i];
		}
	}
}

static void join(struct desk *d, struct desk_lane *l, struct desk_case *c, struct place with)
{
	put_id(c->from, with.of->id);
	c->from_lane = (uint8_t)with.lane->number;
	c->from_listed = c->from_listed || desk_case_listed(with.of);
	c->told.from = with.of->told.status;
	take_hits(&c->told, &with.of->told);
	put_id(with.of->to, c->id);
	desk_touch_case(d, l, c);
	desk_touch_case(d, with.lane, with.of);
}

void desk_join_part(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	struct place p = taken_on(d, c);
	if (p.of == NULL) {
		return;
	}
	put_id(c->from, NULL);
	secret_wipe(&c->told.from, sizeof(c->told.from));
	secret_wipe(c->told.from_hits, sizeof(c->told.from_hits));
	secret_wipe(c->told.from_hit, sizeof(c->told.from_hit));
	put_id(p.of->to, NULL);
	p.of->quiet_ms = d->mono_ms; /* somebody has acted until now */
	desk_touch_case(d, l, c);
	desk_touch_case(d, p.lane, p.of);
}

void desk_join_leave(struct desk *d, const struct desk_case *c)
{
	struct desk_lane *other = NULL;
	struct desk_case *by = desk_join_taken(c) ? desk_case_of(d, c->to, &other) : NULL;
	if (by != NULL) {
		desk_join_part(d, other, by);
	}
}

/* DG1 where it was read; else the page, as far as it was read surely. */
static bool key_of(const struct desk_case *c, char out[DESK_KEY_SIZE])
{
	const struct desk_told *t = &c->told;
	return desk_zone_key(rd_of(t->chip.mrz, t->chip.mrz_size), RD_EMPTY, out) ||
	       desk_zone_key(rd_of(t->page.mrz, t->page.size), RD_ARRAY(t->page.unsure), out);
}

static bool fits(const struct desk_case *c, const char *key)
{
	char other[DESK_KEY_SIZE];
	bool same = awaited(c) && key_of(c, other) && strcmp(other, key) == 0;
	secret_wipe(other, sizeof(other));
	return same;
}

/* The only one that waits with this document; of two nobody knows which is meant. listed: any of
 * them has a hit. */
static struct place only_one(struct desk *d, const char *key, bool *listed)
{
	struct place found = {.of = NULL};
	size_t count = 0;
	*listed = false;
	for (size_t i = 0; i < DESK_LANES_MAX; i++) {
		struct desk_lane *l = d->lanes[i];
		for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
			if (fits(&l->cases[k], key)) {
				found = (struct place){.lane = l, .of = &l->cases[k]};
				*listed = *listed || desk_case_listed(found.of);
				count++;
			}
		}
	}
	return count == 1 ? found : (struct place){.of = NULL};
}

void desk_join_seek(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	char key[DESK_KEY_SIZE];
	bool listed = false;
	if (!examined(c)) {
		return;
	}
	struct place p = key_of(c, key) ? only_one(d, key, &listed) : (struct place){.of = NULL};
	if (listed && !c->from_listed) {
		c->from_listed = true;
		desk_touch_case(d, l, c);
	}
	bool alone = !c->by_hand && c->from[0] == '\0';
	if (alone && p.of != NULL && p.of->to[0] == '\0') {
		join(d, l, c, p);
	}
	secret_wipe(key, sizeof(key));
}

void desk_join_await(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	c->where = DESK_AWAITED;
	put_id(c->to, NULL);
	desk_touch_case(d, l, c);
	for (size_t i = 0; i < DESK_LANES_MAX; i++) {
		struct desk_lane *desk = d->lanes[i];
		for (size_t k = 0; desk != NULL && k < DESK_SLOTS; k++) {
			desk_join_seek(d, desk, &desk->cases[k]);
		}
	}
}

static enum desk_refusal parted(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	if (taken_on(d, c).of == NULL) {
		return DESK_NOT_POSSIBLE;
	}
	desk_join_part(d, l, c);
	c->by_hand = true;
	return DESK_DONE;
}

/* By another desk's case. One at a desk that is down, and undecided, holds nobody: the traveller
 * goes to the next desk. */
static bool held(struct desk *d, const struct desk_case *c, const struct desk_case *by)
{
	struct desk_lane *other = NULL;
	if (!desk_join_taken(c) || strcmp(c->to, by->id) == 0) {
		return false;
	}
	const struct desk_case *holds = desk_case_of(d, c->to, &other);
	return holds != NULL && (other->told || !undecided(holds));
}

enum desk_refusal desk_join_take(struct desk *d, struct desk_lane *l, struct desk_case *c,
				 const char *id)
{
	struct place p = {.of = NULL};
	if (id == NULL || id[0] == '\0') {
		return parted(d, l, c);
	}
	p.of = desk_case_of(d, id, &p.lane);
	bool waits = p.of != NULL && awaited(p.of);
	if (!waits || held(d, p.of, c)) {
		return DESK_NOT_POSSIBLE;
	}
	c->by_hand = true;
	if (strcmp(p.of->to, c->id) != 0) {
		desk_join_leave(d, p.of);
		desk_join_part(d, l, c);
		join(d, l, c, p);
	}
	return DESK_DONE;
}

struct case_ref desk_join_ref(struct desk *d, const struct desk_case *c)
{
	struct place p = taken_on(d, c);
	if (p.of == NULL) {
		return (struct case_ref){.lane = 0};
	}
	return (struct case_ref){
		.lane = p.lane->number, .traveller = p.of->epoch, .session = p.of->session};
}

/* Its own lane's journal hears which case has ended it: both can be put together again. */
static void finish(struct desk *d, struct place p, const char *by,
		   const struct desk_person *officer)
{
	char note[CASE_NOTE_SIZE];
	(void)snprintf(note, sizeof(note), "desk %s", by); /* fits: an id */
	const struct desk_why why = {.code = CASE_CODE_NONE, .officer = *officer, .note = note};
	put_id(p.of->to, by);
	desk_case_go(d, p.lane, p.of, CASE_CLOSED, &why);
}

void desk_join_done(struct desk *d, struct desk_case *c, const struct desk_person *officer)
{
	struct place p = taken_on(d, c);
	if (c->desk && p.of != NULL) {
		finish(d, p, c->id, officer);
	}
}

static struct place named(struct desk *d, const struct case_ref *ref)
{
	struct desk_lane *l = desk_lane_of(d, ref->lane);
	for (size_t k = 0; l != NULL && k < DESK_SLOTS; k++) {
		struct desk_case *c = &l->cases[k];
		if (awaited(c) && c->epoch == ref->traveller && c->session == ref->session) {
			return (struct place){.lane = l, .of = c};
		}
	}
	return (struct place){.of = NULL};
}

/* Case of the row's traveller, also one that is closed: its core may have ended since. */
static void put_by(char out[DESK_ID_SIZE], const struct desk_lane *l, uint32_t traveller)
{
	const struct desk_case *found = NULL;
	for (size_t k = 0; k < DESK_SLOTS; k++) {
		const struct desk_case *c = &l->cases[k];
		bool its = c->taken && c->desk && c->epoch == traveller;
		found = its && (found == NULL || c->version > found->version) ? c : found;
	}
	if (found != NULL) {
		put_id(out, found->id);
		return;
	}
	(void)snprintf(out, DESK_ID_SIZE, "%u-%" PRIu32 "-%08" PRIx32, l->number, traveller,
		       l->status.session); /* fits: DESK_ID_SIZE */
}

void desk_join_recorded(struct desk *d, const struct desk_lane *l, const struct msg_record *r)
{
	bool ends = r->what == RECORD_CROSSING || r->what == RECORD_REFERRAL;
	struct place p = ends ? named(d, &r->from) : (struct place){.of = NULL};
	struct desk_person officer = {.number = r->officer};
	char by[DESK_ID_SIZE];
	if (p.of == NULL) {
		return;
	}
	put_by(by, l, r->traveller);
	if (d->settings.name_of != NULL && officer.number != 0) {
		d->settings.name_of(d->settings.context, officer.number, officer.name);
		officer.name[DESK_NAME_SIZE - 1] = '\0';
	}
	if (strcmp(p.of->to, by) != 0) {
		desk_join_leave(d, p.of); /* another one has taken it on since */
	}
	finish(d, p, by, &officer);
}
