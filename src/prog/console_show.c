/*
 * console_show: what a screen is told that asks.
 * Knows `me`, pictures, lists. Never knows who may ask: that has been settled.
 */
#include "prog/console_routes.h"

#include "console/json_out.h"
#include "prog/console_tell.h"

static bool put_officer(cJSON *me, const struct account_session *s)
{
	cJSON *officer = json_out_object(me, "officer");
	return json_out_number(officer, "number", s->officer) &&
	       json_out_text(officer, "name", s->name) &&
	       json_out_text(officer, "office", account_office_word(s->office));
}

static bool put_shift(cJSON *me, const struct account_session *s)
{
	cJSON *shift = json_out_object(me, "shift");
	return json_out_number(shift, "began_ms", (double)s->began_ms) &&
	       json_out_number(shift, "until_ms", (double)s->until_ms);
}

cJSON *show_me_json(const struct console *c, const struct account_session *s, const char *form)
{
	EG_AUTO(json_out_free) cJSON *me = cJSON_CreateObject();
	const char *environment = c->config->production == 1 ? "production" : "simulation";
	bool ok = put_officer(me, s) && json_out_text(me, "token", form) &&
		  json_out_text(me, "checkpoint", c->config->checkpoint) &&
		  json_out_text(me, "environment", environment) && put_shift(me, s) &&
		  json_out_number(me, "ack_target_ms", c->config->ack_target_ms) &&
		  json_out_member(me, "codes", desk_codes_json());
	if (!ok) {
		return NULL;
	}
	cJSON *made = me;
	me = NULL;
	return made;
}

void show_me(const struct route_ask *x, struct http_answer *a)
{
	char form[ACCOUNT_HEX_SIZE + 1];
	if (account_form(x->who->cookie, form) != EG_OK) {
		http_refuse(a, 401, "session", "nobody is logged in");
		return;
	}
	EG_AUTO(json_out_free) cJSON *me = show_me_json(x->console, &x->who->session, form);
	secret_wipe(form, sizeof(form));
	routes_answer(a, 200, me);
}

void show_events(const struct route_ask *x, struct http_answer *a)
{
	const struct account_session *s = &x->who->session;
	uint64_t last = 0;
	bool goes_on = http_last_event(x->request, &last);
	if (events_stream(x->console->events, tell_audience(s->office), console_tag(s->number),
			  goes_on ? &last : NULL, &a->feed) != EG_OK) {
		http_refuse(a, 503, "streams", "too many screens at once");
		return;
	}
	a->status = 200;
	x->console->look_soon = true;
}

static bool id_of(struct rd part, char out[DESK_ID_SIZE])
{
	struct wr w = wr_of(out, DESK_ID_SIZE);
	wr_put(&w, part);
	wr_u8(&w, '\0');
	return !w.bad;
}

static void show_picture(const struct route_ask *x, enum face_picture which, struct http_answer *a)
{
	char id[DESK_ID_SIZE];
	struct rd jpeg;
	if (!id_of(x->part, id) || !desk_picture(x->console->desk, id, which, &jpeg)) {
		http_refuse(a, 404, "not-found", "there is no such picture");
		return;
	}
	if (http_answer_body(a, 200, "image/jpeg", jpeg) != EG_OK) {
		http_refuse(a, 503, "memory", "the server has no memory left");
	}
}

void show_portrait(const struct route_ask *x, struct http_answer *a)
{
	show_picture(x, FACE_PICTURE_PORTRAIT, a);
}

void show_live(const struct route_ask *x, struct http_answer *a)
{
	show_picture(x, FACE_PICTURE_LIVE, a);
}

void show_page(const struct route_ask *x, struct http_answer *a)
{
	show_picture(x, (enum face_picture)DESK_PICTURE_PAGE, a);
}

void show_passages(const struct route_ask *x, struct http_answer *a)
{
	EG_AUTO(json_out_free) cJSON *tree = desk_passages_json(x->console->desk);
	routes_answer(a, 200, tree);
}

void show_statistics(const struct route_ask *x, struct http_answer *a)
{
	struct console *c = x->console;
	const char *text = statistics_text(&c->statistics, c->desk, c->unix_ms,
					   statistics_from(&x->who->session, c->unix_ms));
	if (text == NULL) {
		http_refuse(a, 503, "memory", "the server has no memory left");
		return;
	}
	http_answer_json(a, 200, rd_cstr(text));
}

struct listing {
	cJSON *list;
	bool ok;
};

static bool list_officer(void *context, const struct account_officer *o)
{
	struct listing *l = context;
	cJSON *one = json_out_add_object(l->list);
	l->ok = json_out_number(one, "number", o->number) && json_out_text(one, "name", o->name) &&
		json_out_text(one, "office", account_office_word(o->office)) &&
		json_out_bool(one, "enabled", o->enabled);
	return l->ok;
}

void show_officers(const struct route_ask *x, struct http_answer *a)
{
	EG_AUTO(json_out_free) cJSON *tree = cJSON_CreateObject();
	struct listing l = {.list = json_out_list(tree, "officers"), .ok = true};
	if (account_list(x->console->account, list_officer, &l) != EG_OK) {
		routes_fault(a);
		return;
	}
	routes_answer(a, 200, l.ok && l.list != NULL ? tree : NULL);
}
