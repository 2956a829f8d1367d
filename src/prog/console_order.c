/*
 * console_order: what an officer wants done, once, whoever asks for it how often.
 * Knows keys and versions, and the office of whoever agrees. Never knows cases or doors.
 */
#include "prog/console_routes.h"

#include "base/log.h"
#include "console/json_out.h"
#include "prog/console_body.h"
#include "prog/console_tell.h"

#define KEY_HEADER "Idempotency-Key"

/* An order that is fresh, with what it is about. */
struct order {
	const struct route_ask *ask;
	struct body_wish body;
	char id[DESK_ID_SIZE]; /* of a case; empty: of a lane */
	uint32_t lane;
};

static cJSON *json_of(const struct order *o)
{
	return o->id[0] != '\0'
		       ? desk_case_json(o->ask->console->desk, o->id)
		       : tell_lane_json(o->ask->console, o->lane, o->ask->who->session.office);
}

static struct desk_who who_of(const struct route_ask *x)
{
	return (struct desk_who){.number = x->who->session.officer,
				 .name = x->who->session.name,
				 .works = account_may(x->who->session.office, ACCOUNT_ACT)};
}

/* Number of the one who would let a listed traveller pass already; 0: nobody, or no such case. */
static uint32_t agreed_of(const struct order *o)
{
	EG_AUTO(json_out_free) cJSON *tree = desk_case_json(o->ask->console->desk, o->id);
	const cJSON *agreed = cJSON_GetObjectItemCaseSensitive(tree, "agreed");
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(agreed, "number");
	return cJSON_IsNumber(number) ? (uint32_t)number->valuedouble : 0;
}

/* Of two who let a listed traveller pass, one has to be a supervisor. */
static bool may_agree(const struct order *o)
{
	struct account_officer first;
	uint32_t number = o->id[0] == '\0' ? 0 : agreed_of(o);
	if (!rd_equal(rd_cstr(o->body.what), RD_TEXT("pass")) || number == 0 ||
	    number == o->ask->who->session.officer ||
	    account_may(o->ask->who->session.office, ACCOUNT_AGREE)) {
		return true;
	}
	return account_by_number(o->ask->console->account, number, &first) == EG_OK &&
	       account_may(first.office, ACCOUNT_AGREE);
}

static enum desk_refusal do_it(const struct order *o)
{
	struct desk *desk = o->ask->console->desk;
	const struct desk_who who = who_of(o->ask);
	const struct desk_wish wish = {.what = o->body.what,
				       .version = o->body.version,
				       .code = o->body.code,
				       .note = o->body.note,
				       .from = o->body.from};
	return o->id[0] != '\0' ? desk_act(desk, o->id, &wish, &who)
				: desk_order(desk, o->lane, &wish, &who);
}

/* What became of it: the case or lane, or why not; with what it is now, where it has changed. */
static cJSON *outcome(const struct order *o, enum desk_refusal refusal)
{
	if (refusal == DESK_DONE) {
		return json_of(o);
	}
	cJSON *tree = routes_refusal(desk_refusal_word(refusal), desk_refusal_text(refusal));
	if (refusal == DESK_VERSION) {
		/* Without memory the page hears of it by an event. */
		(void)json_out_member(tree, o->id[0] != '\0' ? "case" : "lane", json_of(o));
	}
	return tree;
}

/* Kept for whoever asks again: without its body, where that cannot be. */
static void keep(const struct order *o, struct rd key, const struct http_answer *a)
{
	struct account *account = o->ask->console->account;
	uint32_t officer = o->ask->who->session.officer;
	const struct rd body = rd_of(a->body, a->body_size);
	uint16_t status = (uint16_t)a->status;
	if (account_key_answer(account, officer, key, status, body) != EG_OK &&
	    account_key_answer(account, officer, key, status, RD_EMPTY) != EG_OK) {
		log_fault(LOG_ERROR, LOG_WORD("answer-not-kept"));
	}
}

static void carry_out(const struct order *o, struct http_answer *a)
{
	enum desk_refusal refusal = do_it(o);
	lanes_send(&o->ask->console->lanes); /* what is told as done is on the disk */
	EG_AUTO(json_out_free) cJSON *tree = outcome(o, refusal);
	routes_answer(a, desk_refusal_status(refusal), tree);
}

static bool frees_doors(const struct order *o)
{
	return o->id[0] == '\0' && rd_equal(rd_cstr(o->body.what), RD_TEXT("evacuate"));
}

static void first_time(const struct order *o, struct rd key, struct http_answer *a)
{
	/* Not of what was done before: that is told again. Nobody stays inside since an hour is
	 * over. */
	if (o->ask->who->session.over && !frees_doors(o)) {
		http_refuse(a, 403, "shift-over", "your shift is over: hand over");
	} else if (!may_agree(o)) {
		http_refuse(a, 403, "agree", "one of the two has to be a supervisor");
	} else {
		carry_out(o, a);
	}
	keep(o, key, a);
}

static void again(const struct order *o, const struct account_answer *then, struct http_answer *a)
{
	if (then->body.size > 0) {
		http_answer_json(a, then->status, bytes_rd(&then->body));
	} else if (then->status == 200) {
		EG_AUTO(json_out_free) cJSON *tree = json_of(o);
		routes_answer(a, tree == NULL ? 404 : 200, tree);
	} else {
		http_refuse(a, then->status, "then", "it was refused the first time");
	}
}

static void by_key(const struct order *o, struct rd key, struct http_answer *a)
{
	const struct http_request *r = o->ask->request;
	struct console *c = o->ask->console;
	EG_AUTO(account_answer_free) struct account_answer then = {.status = 0};
	enum eg_err err = account_key_take(c->account, o->ask->who->session.officer, key, r->path,
					   r->body, c->unix_ms, &then);
	if (err != EG_OK && frees_doors(o)) {
		/* A full disk keeps nobody inside; doors that are freed twice are free. */
		log_fault(LOG_ERROR, LOG_WORD("order-not-kept"));
		carry_out(o, a);
		return;
	}
	if (err == EG_TOO_BIG) {
		http_refuse(a, 429, "keys", "too many orders in a day");
		return;
	}
	if (err != EG_OK) {
		routes_fault(a);
		return;
	}
	switch (then.replay) {
	case ACCOUNT_FRESH:
		first_time(o, key, a);
		return;
	case ACCOUNT_REPLAY:
		again(o, &then, a);
		return;
	case ACCOUNT_OTHER:
		http_refuse(a, 422, "key", "this key was another order's");
		return;
	case ACCOUNT_UNKNOWN:
		if (frees_doors(o)) {
			first_time(o, key, a);
			return;
		}
		http_refuse(a, 409, "unknown", "it was begun before, and its end is not known");
		return;
	}
}

static void ask(struct order *o, const char *member, struct http_answer *a)
{
	struct rd key;
	if (!http_header(o->ask->request, KEY_HEADER, &key) || !account_key_good(key)) {
		http_refuse(a, 400, "key", "an order needs its Idempotency-Key");
	} else if (body_wish_read(o->ask->request->body, member, &o->body) != EG_OK) {
		http_refuse(a, 400, "body", "this is no such order");
	} else {
		by_key(o, key, a);
	}
	secret_wipe(&o->body, sizeof(o->body)); /* an officer's words */
}

void order_act(const struct route_ask *x, struct http_answer *a)
{
	struct order o = {.ask = x};
	struct wr w = WR_ARRAY(o.id);
	wr_put(&w, x->part);
	wr_u8(&w, '\0');
	if (w.bad) {
		http_refuse(a, 404, "not-found", "there is no such case");
		return;
	}
	ask(&o, "act", a);
}

void order_lane(const struct route_ask *x, struct http_answer *a)
{
	struct order o = {.ask = x};
	if (!http_path_number(x->part, CONSOLE_LANES_MAX, &o.lane)) {
		http_refuse(a, 404, "not-found", "there is no such lane");
		return;
	}
	ask(&o, "order", a);
}
