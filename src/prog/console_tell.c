/*
 * console_tell: what screens are told as it happens.
 * Knows which office hears what, what a session is told of its shift. Never knows requests.
 */
#include "prog/console_tell.h"

#include "base/log.h"
#include "console/json_out.h"

#define EVENT_NUMBER "event" /* in the file of accounts */

/* Whether an office's streams hear of persons and of wires: one bit for each of the four. */
static uint32_t audience(bool cases, bool wires)
{
	return UINT32_C(1) << ((cases ? 1 : 0) + (wires ? 2 : 0));
}

uint32_t tell_audience(enum account_office office)
{
	return audience(account_may(office, ACCOUNT_SEE_CASES),
			account_may(office, ACCOUNT_SEE_WIRES));
}

static void hide(cJSON *lane, const char *name)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(lane, name);
	while (list != NULL && list->child != NULL) {
		cJSON_DeleteItemFromArray(list, 0);
	}
}

/* A lane's levels are for whoever wires it. */
static void hide_wires(cJSON *lane)
{
	hide(lane, "inputs");
	hide(lane, "outputs");
}

cJSON *tell_lane_json(const struct console *c, unsigned lane, enum account_office office)
{
	cJSON *tree = desk_lane_json(c->desk, lane);
	if (!account_may(office, ACCOUNT_SEE_WIRES)) {
		hide_wires(tree);
	}
	return tree;
}

/* about: 0, or what it is about until that is forgotten. */
static void print_about(struct console *c, const char *kind, uint32_t to, uint64_t about,
			const cJSON *tree)
{
	EG_AUTO(json_out_text_free) char *text = tree == NULL ? NULL : json_out_print(tree);
	if (text == NULL ||
	    events_publish_about(c->events, kind, to, about, rd_cstr(text)) != EG_OK) {
		/* Nobody goes on without it: everybody begins anew. */
		LOG(LOG_ERROR, "event-lost", LOG_INT("after", (int64_t)events_last(c->events)));
		events_renew(c->events);
	}
}

static void print_to(struct console *c, const char *kind, uint32_t to, const cJSON *tree)
{
	print_about(c, kind, to, 0, tree);
}

#define EVERYBODY                                                                 \
	(audience(false, false) | audience(true, false) | audience(false, true) | \
	 audience(true, true))

static void tell_lane(struct console *c, unsigned lane)
{
	EG_AUTO(json_out_free) cJSON *tree = desk_lane_json(c->desk, lane);
	print_to(c, "lane", audience(false, true) | audience(true, true), tree);
	hide_wires(tree);
	print_to(c, "lane", audience(false, false) | audience(true, false), tree);
}

/* Of a person, whatever the desk says. One that is closed names nobody, and what was told of it
 * before is told no more: a browser may ask for what is hours old. */
static void tell_case(struct console *c, const char *id)
{
	const uint32_t to = audience(true, false) | audience(true, true);
	const uint64_t about = rd_hash(rd_cstr(id), RD_HASH_START);
	EG_AUTO(json_out_free) cJSON *tree = desk_case_json(c->desk, id);
	const cJSON *state = cJSON_GetObjectItemCaseSensitive(tree, "state");
	if (cJSON_IsString(state) && rd_equal(rd_cstr(state->valuestring), RD_TEXT("closed"))) {
		events_forget(c->events, about);
		print_to(c, "case", to, tree);
	} else {
		print_about(c, "case", to, about, tree);
	}
}

static void tell_change(struct console *c, const struct desk_change *x)
{
	EG_AUTO(json_out_free) cJSON *tree = NULL;
	switch ((enum desk_change_kind)x->kind) {
	case DESK_CHANGED_LANE:
		tell_lane(c, x->lane);
		return;
	case DESK_CHANGED_CASE:
		tell_case(c, x->id);
		return;
	case DESK_CHANGED_PASSAGE:
		tree = desk_passage_json(c->desk, x->lane, x->row);
		print_to(c, "passage", EVERYBODY, tree);
		return;
	case DESK_CHANGED_STATISTICS:
		tree = cJSON_CreateObject(); /* of each session's own time: it asks for them */
		print_to(c, "statistics", EVERYBODY, tree);
		return;
	}
}

/* Before the last promised id is given out, more of them are promised. */
static void promise_ids(struct console *c)
{
	int64_t last = (int64_t)events_last(c->events);
	const struct account_number more = {EVENT_NUMBER, last + TELL_BLOCK};
	if (c->events_promised - last > TELL_BLOCK / 2) {
		return;
	}
	if (account_numbers_put(c->account, &more, 1) == EG_OK) {
		c->events_promised = more.value;
	} else {
		log_fault(LOG_ERROR, LOG_WORD("event-ids"));
	}
}

void tell_flush(struct console *c)
{
	struct desk_change change;
	json_out_text_free(&c->whole); /* it has been copied, and names people */
	lanes_send(&c->lanes);
	while (desk_next_change(c->desk, &change)) {
		tell_change(c, &change);
	}
	promise_ids(c);
}

/* For a screen that comes new. */
static enum eg_err whole(void *context, uint32_t to, struct rd *json)
{
	struct console *c = context;
	const uint32_t cases = audience(true, false) | audience(true, true);
	const uint32_t wires = audience(false, true) | audience(true, true);
	EG_AUTO(json_out_free)
	cJSON *tree = desk_whole_json(c->desk, (to & cases) != 0);
	cJSON *lane = NULL;
	if (tree != NULL && (to & wires) == 0) {
		cJSON_ArrayForEach(lane, cJSON_GetObjectItemCaseSensitive(tree, "lanes"))
		{
			hide_wires(lane);
		}
	}
	json_out_text_free(&c->whole);
	c->whole = tree == NULL ? NULL : json_out_print(tree);
	if (c->whole == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "the whole");
	}
	*json = rd_cstr(c->whole);
	return EG_OK;
}

enum eg_err tell_open(struct console *c)
{
	struct events_config config = {.whole_kind = "whole", .whole = whole, .context = c};
	int64_t last = 0;
	EG_TRY(account_number(c->account, EVENT_NUMBER, &last));
	const struct account_number more = {EVENT_NUMBER, last + TELL_BLOCK};
	EG_TRY(account_numbers_put(c->account, &more, 1));
	c->events_promised = more.value;
	config.last = (uint64_t)last;
	return events_open(&config, &c->events);
}

/* What this session was told last; NULL: more screens than are watched. */
static struct console_shift *shift_of(struct console *c, uint64_t session)
{
	struct console_shift *free_one = NULL;
	for (size_t i = 0; i < CONSOLE_SHIFTS_MAX; i++) {
		if (c->shifts[i].session == session) {
			return &c->shifts[i];
		}
		if (c->shifts[i].session == 0 && free_one == NULL) {
			free_one = &c->shifts[i];
		}
	}
	if (free_one != NULL) {
		*free_one = (struct console_shift){.session = session};
	}
	return free_one;
}

static bool tell_shift(struct console *c, const struct account_session *s)
{
	EG_AUTO(json_out_free) cJSON *tree = cJSON_CreateObject();
	EG_AUTO(json_out_text_free) char *text = NULL;
	if (tree != NULL && json_out_bool(tree, "due", s->due) &&
	    json_out_number(tree, "until_ms", (double)s->until_ms)) {
		text = json_out_print(tree);
	}
	return text != NULL &&
	       events_tell(c->events, "shift", console_tag(s->number), rd_cstr(text)) == EG_OK;
}

/* Who takes over a screen sits before it: its page needs a moment for its stream, in which no lane
 * goes out of service. */
static bool looks(const struct console *c, const struct account_session *s)
{
	bool comes = s->number == c->coming && c->mono_ms < c->coming_ms;
	return s->attends && (comes || events_streams_of(c->events, console_tag(s->number)) > 0);
}

static void look_at(void *context, const struct account_session *s)
{
	struct console *c = context;
	struct console_shift *shift = shift_of(c, s->number);
	c->attends = c->attends || looks(c, s);
	if (shift == NULL) {
		return;
	}
	shift->seen = true;
	/* What could not be told is told in a second. */
	if ((shift->due != s->due || shift->over != s->over) && tell_shift(c, s)) {
		shift->due = s->due;
		shift->over = s->over;
	}
}

static void end_session(void *context, uint64_t session, enum account_end why)
{
	struct console *c = context;
	events_end(c->events, console_tag(session), account_end_word(why));
}

enum eg_err tell_sessions(struct console *c)
{
	/* Who attends is read also where nothing can be written. */
	enum eg_err swept = account_sweep(c->account, c->unix_ms, end_session, c);
	events_forget_whole(c->events); /* it says how late it is, and names people */
	c->attends = false;
	c->look_soon = false;
	for (size_t i = 0; i < CONSOLE_SHIFTS_MAX; i++) {
		c->shifts[i].seen = false;
	}
	EG_TRY(account_sessions(c->account, c->unix_ms, look_at, c));
	for (size_t i = 0; i < CONSOLE_SHIFTS_MAX; i++) {
		if (!c->shifts[i].seen) {
			c->shifts[i].session = 0;
		}
	}
	lanes_attend(&c->lanes, c->attends);
	return swept;
}
