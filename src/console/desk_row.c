/*
 * desk_row: rows of the lanes' journals: the last ones, and what is counted of a period.
 * Knows what a row tells of itself that anybody may see. Never keeps a name, or the number of a
 * document.
 */
#include "console/desk_impl.h"
#include "console/json_out.h"

#include <stdlib.h>

#define HOUR_MS   3600000
#define HOURS_MAX 48
#define NO_ACK    UINT32_MAX
#define STATE_AT  2 /* of a zone: three characters (Doc 9303-3) */

static uint8_t kind_of(uint8_t mrz_size)
{
	switch (mrz_size) {
	case 90:
		return DOCUMENT_TD1;
	case 72:
		return DOCUMENT_TD2;
	case 88:
		return DOCUMENT_TD3;
	default: /* not an enum: every other number */
		return DOCUMENT_NONE;
	}
}

/* How long the case of this row has waited for its officer; of the first who came. */
static uint32_t acked(struct desk_lane *l, const struct msg_record *r)
{
	struct desk_opened *slot = &l->opened[0];
	for (size_t i = 0; i < DESK_OPENS; i++) {
		struct desk_opened *o = &l->opened[i];
		if (o->traveller == r->traveller) {
			slot = o;
			break;
		}
		slot = o->unix_ms < slot->unix_ms ? o : slot;
	}
	if (r->order == CASE_OPEN && r->traveller != 0) {
		*slot = (struct desk_opened){.traveller = r->traveller, .unix_ms = r->unix_ms};
		return NO_ACK;
	}
	if (slot->traveller != r->traveller || r->traveller == 0) {
		return NO_ACK;
	}
	int64_t ms = r->unix_ms - slot->unix_ms;
	*slot = (struct desk_opened){0};
	return r->order == CASE_ACK && ms >= 0 && ms < NO_ACK ? (uint32_t)ms : NO_ACK;
}

/* Words of an order or case stand where others have their zone. */
static struct desk_row row_of(unsigned lane, const struct msg_record *r, uint64_t number)
{
	bool words = r->what == RECORD_ORDER || r->what == RECORD_CASE;
	uint8_t face = (uint8_t)(r->verdicts[CHECK_FACE_MATCH] >> REASON_BITS);
	struct desk_row row = {.row = number,
			       .unix_ms = r->unix_ms,
			       .traveller = r->traveller,
			       .officer = r->officer,
			       .ack_ms = NO_ACK,
			       .face = r->scores.match,
			       .faced = !words && face != VERDICT_NOT_DONE,
			       .lane = (uint8_t)lane,
			       .what = r->what,
			       .direction = r->direction,
			       .kind = words ? (uint8_t)DOCUMENT_NONE : kind_of(r->mrz_size),
			       .why = r->why,
			       .check = r->check,
			       .reason = r->reason,
			       .order = r->order,
			       .code = r->code};
	for (size_t i = 0; row.kind != DOCUMENT_NONE && i < 3; i++) {
		char c = r->mrz[STATE_AT + i];
		row.state[i] = (char)(c == '<' ? '\0' : c);
	}
	return row;
}

void desk_passage(struct desk *d, unsigned lane, const struct msg_record *r, uint64_t row)
{
	struct desk_lane *l = desk_lane_of(d, lane);
	bool known = l != NULL && row <= l->last_row && r->unix_ms <= l->last_row_ms;
	if (l == NULL || known) {
		return;
	}
	l->last_row = row;
	/* A case that had to wait for its lane is older than what stands before it. */
	l->last_row_ms = r->unix_ms > l->last_row_ms ? r->unix_ms : l->last_row_ms;
	struct desk_row kept = row_of(lane, r, row);
	kept.ack_ms = r->what == RECORD_CASE ? acked(l, r) : NO_ACK;
	d->rows[d->row_count++ % DESK_ROWS] = kept;
	d->counted = true;
	desk_join_recorded(d, l, r);
	desk_recall_row(d, lane, r);
}

uint64_t desk_counted(const struct desk *d)
{
	return d->row_count;
}

const struct desk_row *desk_row_at(const struct desk *d, uint64_t back)
{
	bool kept = back < d->row_count && back < DESK_ROWS;
	return kept ? &d->rows[(d->row_count - 1 - back) % DESK_ROWS] : NULL;
}

struct hour {
	uint32_t crossings;
	uint32_t referrals;
};

struct counts {
	uint32_t crossings;
	uint32_t referrals;
	uint32_t alarms;
	uint32_t reasons[REASON_COUNT];
	uint32_t whys[GATE_WHY_COUNT];
	uint32_t codes[CASE_CODE_COUNT];
	struct hour hours[HOURS_MAX];
	int64_t first_hour; /* of hours[0], in hours since 1970 */
	uint32_t *acks;     /* ms; owned */
	size_t ack_count;
};

static void counts_free(struct counts *c)
{
	eg_free(&c->acks);
}

static void count_hour(struct counts *c, const struct desk_row *r)
{
	int64_t at = r->unix_ms / HOUR_MS - c->first_hour;
	if (at < 0 || at >= HOURS_MAX) {
		return;
	}
	c->hours[at].crossings += r->what == RECORD_CROSSING;
	c->hours[at].referrals += r->what == RECORD_REFERRAL;
}

/* A reason of the checks says more than the gate's own. */
static void count_reason(struct counts *c, const struct desk_row *r)
{
	if (r->reason != REASON_NONE && r->reason < REASON_COUNT) {
		c->reasons[r->reason]++;
	} else if (r->why < GATE_WHY_COUNT) {
		c->whys[r->why]++;
	}
}

static void count(struct counts *c, const struct desk_row *r)
{
	bool refused = r->what == RECORD_REFERRAL || r->what == RECORD_ALARM;
	c->crossings += r->what == RECORD_CROSSING;
	c->referrals += r->what == RECORD_REFERRAL;
	c->alarms += r->what == RECORD_ALARM;
	count_hour(c, r);
	if (refused) {
		count_reason(c, r);
	}
	if (r->what == RECORD_CASE && r->code != CASE_CODE_NONE && r->code < CASE_CODE_COUNT) {
		c->codes[r->code]++;
	}
	if (r->ack_ms != NO_ACK) {
		c->acks[c->ack_count++] = r->ack_ms;
	}
}

static int shorter(const void *a, const void *b)
{
	const uint32_t *x = a;
	const uint32_t *y = b;
	return (*x > *y) - (*x < *y);
}

/* By nearest rank; of no time there is none. */
static bool put_rank(cJSON *to, const char *name, const struct counts *c, unsigned percent)
{
	size_t rank = (c->ack_count * percent + 99) / 100;
	return rank == 0 ? json_out_null(to, name) : json_out_number(to, name, c->acks[rank - 1]);
}

static bool put_acks(cJSON *to, const struct counts *c, uint32_t target_ms)
{
	cJSON *ack = json_out_object(to, "ack_ms");
	size_t within = 0;
	while (within < c->ack_count && c->acks[within] <= target_ms) {
		within++;
	}
	return put_rank(ack, "p50", c, 50) && put_rank(ack, "p95", c, 95) &&
	       (c->ack_count == 0 ? json_out_null(ack, "within_target")
				  : json_out_number(ack, "within_target",
						    (double)within / (double)c->ack_count));
}

/* The next text to tell: the most frequent first. */
struct bar {
	const char *text;
	uint32_t count;
};

static int more(const void *a, const void *b)
{
	const struct bar *x = a;
	const struct bar *y = b;
	return (x->count < y->count) - (x->count > y->count);
}

static bool put_bars(cJSON *to, const char *name, struct bar *bars, size_t size)
{
	cJSON *list = json_out_list(to, name);
	bool put = list != NULL;
	qsort(bars, size, sizeof(*bars), more);
	for (size_t i = 0; put && i < size && bars[i].count > 0; i++) {
		cJSON *one = json_out_add_object(list);
		put = json_out_text(one, "text", bars[i].text) &&
		      json_out_number(one, "count", bars[i].count);
	}
	return put;
}

static bool put_reasons(cJSON *to, const struct counts *c)
{
	struct bar bars[(int)REASON_COUNT + (int)GATE_WHY_COUNT];
	struct bar codes[CASE_CODE_COUNT];
	size_t size = 0;
	for (unsigned i = 0; i < REASON_COUNT; i++) {
		bars[size++] = (struct bar){reason_text(i), c->reasons[i]};
	}
	for (unsigned i = 0; i < GATE_WHY_COUNT; i++) {
		bars[size++] = (struct bar){gate_why_text(i), c->whys[i]};
	}
	for (unsigned i = 0; i < CASE_CODE_COUNT; i++) {
		codes[i] = (struct bar){case_code_text(i), c->codes[i]};
	}
	return put_bars(to, "by_reason", bars, size) &&
	       put_bars(to, "by_code", codes, CASE_CODE_COUNT);
}

static bool put_hours(cJSON *to, const struct counts *c, int64_t now_ms)
{
	cJSON *list = json_out_list(to, "hours");
	bool put = list != NULL;
	for (int64_t i = 0; put && i < HOURS_MAX && c->first_hour + i <= now_ms / HOUR_MS; i++) {
		cJSON *one = json_out_add_object(list);
		put = json_out_number(one, "at_ms", (double)((c->first_hour + i) * HOUR_MS)) &&
		      json_out_number(one, "crossings", c->hours[i].crossings) &&
		      json_out_number(one, "referrals", c->hours[i].referrals);
	}
	return put;
}

static int64_t first_hour_of(int64_t from_ms, int64_t now_ms)
{
	int64_t earliest = now_ms / HOUR_MS - (HOURS_MAX - 1);
	int64_t from = from_ms / HOUR_MS;
	return from > earliest ? from : earliest;
}

cJSON *desk_statistics_json(const struct desk *d, int64_t from_ms)
{
	uint64_t kept = d->row_count < DESK_ROWS ? d->row_count : DESK_ROWS;
	EG_AUTO(counts_free)
	struct counts c = {.first_hour = first_hour_of(from_ms, d->unix_ms),
			   .acks = calloc((size_t)kept + 1, sizeof(uint32_t))};
	if (c.acks == NULL) {
		return NULL;
	}
	for (uint64_t i = 0; i < kept; i++) {
		const struct desk_row *r = &d->rows[i];
		if (r->unix_ms >= from_ms) {
			count(&c, r);
		}
	}
	qsort(c.acks, c.ack_count, sizeof(c.acks[0]), shorter);
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = json_out_number(to, "from_ms", (double)from_ms) &&
		   json_out_number(to, "crossings", c.crossings) &&
		   json_out_number(to, "referrals", c.referrals) &&
		   json_out_number(to, "alarms", c.alarms) && put_reasons(to, &c) &&
		   put_acks(to, &c, d->settings.ack_target_ms) && put_hours(to, &c, d->unix_ms);
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}
