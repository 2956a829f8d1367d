/*
 * console_login: how an officer comes, takes over from another one, and goes.
 * Knows that a PIN takes its time to compare, and that the answer waits for it. Never knows how
 * PINs are kept, nor who may do what.
 *
 *   request --> account_ask --> pin_ask ...    (events go on)
 *   answer  <-- account_enter <-- compared
 */
#include "prog/console_routes.h"

#include "base/log.h"
#include "console/json_out.h"
#include "prog/console_body.h"
#include "prog/console_tell.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_SIZE 128
#define COMING_MS 3000 /* for a page to connect anew: it does at once */

/* Somebody whose PIN is being compared. Owned by the request that waits. */
struct login {
	struct console *console;
	struct http_pending *pending;
	bool hands_over;
	struct account_session from; /* of a hand-over */
};

static void refuse_wait(struct http_answer *a, unsigned status, const char *word, const char *text,
			uint32_t wait_s)
{
	char told[TEXT_SIZE];
	int size = snprintf(told, sizeof(told), "%s: come again in %u s", text, (unsigned)wait_s);
	EG_AUTO(json_out_free)
	cJSON *tree = size > 0 ? routes_refusal(word, told) : NULL;
	routes_answer(a, status, json_out_number(tree, "wait_s", wait_s) ? tree : NULL);
}

static void refuse(struct http_answer *a, const struct account_refusal *no)
{
	switch (no->why) {
	case ACCOUNT_NO_NOT:
	case ACCOUNT_NO_WRONG:
		http_refuse(a, 403, "wrong", "name, PIN or certificate do not fit");
		return;
	case ACCOUNT_NO_WAIT:
		refuse_wait(a, 429, "wait", "too many tries", no->wait_s);
		return;
	case ACCOUNT_NO_BREAK:
		refuse_wait(a, 422, "break", "your shift is over", no->wait_s);
		return;
	case ACCOUNT_NO_SELF:
		http_refuse(a, 422, "self", "nobody takes over from themself");
		return;
	case ACCOUNT_NO_OFFICE:
		http_refuse(a, 403, "office", "this office cannot do the work of the one before");
		return;
	case ACCOUNT_NO_GONE:
		http_refuse(a, 401, "session", "the session to take over is over");
		return;
	}
}

/* Out: no older cookie of ours is left. */
static void set_cookie(const struct console *c, struct http_answer *a, const char *token)
{
	bool there = token[0] != '\0';
	int size = snprintf(a->cookie, sizeof(a->cookie),
			    "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", routes_cookie(c), token,
			    console_config_proxied(c->config) ? "; Secure" : "",
			    there ? "" : "; Max-Age=0");
	if (size <= 0 || (size_t)size >= sizeof(a->cookie)) {
		a->cookie[0] = '\0'; /* cannot be: a token has its size */
	}
}

static void enter(const struct console *c, const struct account_entry *e, struct http_answer *a)
{
	EG_AUTO(json_out_free) cJSON *me = show_me_json(c, &e->session, e->form);
	routes_answer(a, 200, me);
	set_cookie(c, a, e->token);
}

static enum eg_err let_in(const struct login *l, struct account_try *t, struct account_entry *e,
			  struct account_refusal *no)
{
	struct account *account = l->console->account;
	int64_t now_ms = l->console->unix_ms;
	return l->hands_over ? account_hand_over(account, l->from.number, t, now_ms, e, no)
			     : account_enter(account, t, now_ms, e, no);
}

static void hand_over(const struct login *l, const struct account_session *to)
{
	struct console *c = l->console;
	const struct desk_who who = {.number = to->officer,
				     .name = to->name,
				     .works = account_may(to->office, ACCOUNT_ACT)};
	if (l->hands_over) {
		c->coming = to->number;
		c->coming_ms = c->mono_ms + COMING_MS;
		desk_hand_over(c->desk, l->from.officer, &who);
		lanes_send(&c->lanes); /* what is told as done is on the disk */
	}
}

static void forget(void *context)
{
	struct login *l = context;
	pin_forget(l->console->pin, l);
	free(l);
}

static void begun(void *context, struct http_pending *pending)
{
	struct login *l = context;
	l->pending = pending;
}

/* Whose session has ended hears so. What cannot be written now is written in a second, and changes
 * nothing of what has been done. */
static enum eg_err tell_ends(struct console *c)
{
	enum eg_err err = tell_sessions(c);
	if (err == EG_TIMEOUT) {
		log_fault(LOG_WARN, LOG_WORD("accounts"));
		return EG_OK;
	}
	return err;
}

/* pin_done: it has been compared. */
static void compared(void *context, struct account_try *t)
{
	struct login *l = context;
	struct console *c = l->console;
	struct http_answer a = {.status = 403};
	struct account_refusal no = {.why = ACCOUNT_NO_WRONG};
	EG_AUTO(account_entry_wipe) struct account_entry e = {.token = ""};
	enum eg_err err = let_in(l, t, &e, &no);
	if (err == EG_OK) {
		hand_over(l, &e.session);
		enter(c, &e, &a);
		err = tell_ends(c);
	} else if (err == EG_DENIED || err == EG_STATE) {
		refuse(&a, &no);
		err = EG_OK;
	}
	if (err != EG_OK) {
		routes_fault(&a);
	}
	http_pending_answer(l->pending, &a);
	free(l);
	tell_flush(c);
}

/* from: of a hand-over; NULL. */
static void ask(const struct route_ask *x, const struct account_session *from,
		struct account_try *t, struct http_answer *a)
{
	struct console *c = x->console;
	struct login *l = calloc(1, sizeof(*l));
	if (l == NULL) {
		http_refuse(a, 503, "memory", "the server has no memory left");
		return;
	}
	l->console = c;
	l->hands_over = from != NULL;
	if (from != NULL) {
		l->from = *from;
	}
	if (pin_ask(c->pin, t, compared, l) != EG_OK) {
		free(l);
		http_refuse(a, 429, "wait", "too many log in at once: come again in some seconds");
		return;
	}
	a->later = (struct http_later){.context = l, .begun = begun, .ended = forget};
}

static void come(const struct route_ask *x, const struct account_session *from,
		 struct http_answer *a)
{
	struct console *c = x->console;
	EG_AUTO(body_login_wipe) struct body_login body = {.name = ""};
	struct account_claim claim = {.print = NULL};
	struct account_try t = {.pin_size = 0};
	struct account_refusal no = {.why = ACCOUNT_NO_WRONG};
	uint8_t room[ACCOUNT_OCTETS];
	if (body_login_read(x->request->body, &body) != EG_OK) {
		http_refuse(a, 400, "body", "a name and a PIN are needed");
		return;
	}
	if (routes_print(c, x->request, room, &claim.print) != EG_OK) {
		refuse(a, &no);
		return;
	}
	claim.name = rd_cstr(body.name);
	claim.pin = rd_cstr(body.pin);
	enum eg_err err = account_ask(c->account, &claim, c->unix_ms, &t, &no);
	if (err == EG_OK) {
		ask(x, from, &t, a);
	} else if (err == EG_STATE) {
		refuse(a, &no);
	} else {
		routes_fault(a);
	}
	secret_wipe(&t, sizeof(t));
}

void login_enter(const struct route_ask *x, struct http_answer *a)
{
	come(x, NULL, a);
}

void login_hand_over(const struct route_ask *x, struct http_answer *a)
{
	come(x, &x->who->session, a);
}

void login_here(const struct route_ask *x, struct http_answer *a)
{
	if (body_empty_read(x->request->body) != EG_OK) {
		http_refuse(a, 400, "body", "an empty object is needed");
		return;
	}
	http_answer_json(a, 200, RD_TEXT("{}"));
}

void login_leave(const struct route_ask *x, struct http_answer *a)
{
	struct console *c = x->console;
	if (body_empty_read(x->request->body) != EG_OK) {
		http_refuse(a, 400, "body", "an empty object is needed");
		return;
	}
	enum eg_err err = account_leave(c->account, x->who->session.number, c->unix_ms);
	if (err == EG_OK) {
		err = tell_ends(c);
	}
	if (err != EG_OK) {
		routes_fault(a);
		return;
	}
	http_answer_json(a, 200, RD_TEXT("{}"));
	set_cookie(c, a, "");
}
