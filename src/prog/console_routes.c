/*
 * console_routes: what is at which path, and who may ask for it.
 * Knows docs/console.md's table. Never knows connections, nor what the desk makes of a wish.
 */
#include "prog/console_routes.h"

#include "console/client_cert.h"
#include "console/json_out.h"
#include "prog/console_tell.h"

_Static_assert(sizeof(((struct client_cert *)0)->sha256) == ACCOUNT_OCTETS, "a fingerprint");

struct route {
	enum http_method method;
	const char *path; /* a star is one part of it */
	bool open;        /* for whoever is not logged in */
	bool passive;     /* what a page does by itself: nobody is less idle for it */
	enum account_right right;
	void (*answer)(const struct route_ask *x, struct http_answer *a);
};

static const struct route routes[] = {
	{HTTP_POST, "/api/session", true, false, ACCOUNT_SEE_LANES, login_enter},
	{HTTP_POST, "/api/session/end", false, true, ACCOUNT_SEE_LANES, login_leave},
	{HTTP_POST, "/api/handover", false, true, ACCOUNT_SEE_LANES, login_hand_over},
	{HTTP_POST, "/api/here", false, false, ACCOUNT_SEE_LANES, login_here},
	{HTTP_GET, "/api/me", false, true, ACCOUNT_SEE_LANES, show_me},
	{HTTP_GET, "/api/events", false, true, ACCOUNT_SEE_LANES, show_events},
	{HTTP_POST, "/api/lanes/*/order", false, false, ACCOUNT_ORDER, order_lane},
	{HTTP_POST, "/api/cases/*/act", false, false, ACCOUNT_ACT, order_act},
	{HTTP_GET, "/api/cases/*/portrait", false, true, ACCOUNT_SEE_CASES, show_portrait},
	{HTTP_GET, "/api/cases/*/live", false, true, ACCOUNT_SEE_CASES, show_live},
	{HTTP_GET, "/api/cases/*/page", false, true, ACCOUNT_SEE_CASES, show_page},
	{HTTP_GET, "/api/passages", false, false, ACCOUNT_SEE_LANES, show_passages},
	{HTTP_GET, "/api/statistics", false, true, ACCOUNT_SEE_LANES, show_statistics},
	{HTTP_GET, "/api/officers", false, false, ACCOUNT_KEEP_ACCOUNTS, show_officers},
};
#define ROUTES (sizeof(routes) / sizeof(routes[0]))

/* *star: the part that a star stands for. */
static bool fits(const char *pattern, struct rd path, struct rd *star)
{
	struct rd wanted = rd_cstr(pattern);
	struct rd want;
	struct rd part;
	while (http_path_next(&wanted, &want)) {
		if (!http_path_next(&path, &part)) {
			return false;
		}
		if (rd_equal(want, RD_TEXT("*"))) {
			*star = part;
		} else if (!rd_equal(want, part)) {
			return false;
		}
	}
	return !http_path_next(&path, &part);
}

/* NULL: nothing is there; *other: something is, for another method. */
static const struct route *find(const struct http_request *r, struct rd *star, bool *other)
{
	*other = false;
	for (size_t i = 0; i < ROUTES; i++) {
		if (!fits(routes[i].path, r->path, star)) {
			continue;
		}
		if (routes[i].method == r->method) {
			return &routes[i];
		}
		*other = true;
	}
	return NULL;
}

void routes_answer(struct http_answer *a, unsigned status, const cJSON *tree)
{
	EG_AUTO(json_out_text_free) char *text = tree == NULL ? NULL : json_out_print(tree);
	if (text == NULL) {
		http_refuse(a, 503, "memory", "the server has no memory left");
		return;
	}
	http_answer_json(a, status, rd_cstr(text));
}

cJSON *routes_refusal(const char *word, const char *text)
{
	EG_AUTO(json_out_free) cJSON *tree = cJSON_CreateObject();
	if (!json_out_text(tree, "error", word) || !json_out_text(tree, "text", text)) {
		return NULL;
	}
	cJSON *made = tree;
	tree = NULL;
	return made;
}

void routes_fault(struct http_answer *a)
{
	http_refuse(a, 503, "accounts", "the file of accounts cannot be used now");
}

/* Only what comes through the proxy: on loopback anybody could claim anything. */
enum eg_err routes_print(const struct console *c, const struct http_request *r,
			 uint8_t room[ACCOUNT_OCTETS], const uint8_t **print)
{
	struct rd header;
	struct client_cert shown;
	struct wr w = wr_of(room, ACCOUNT_OCTETS);
	*print = NULL;
	if (!console_config_proxied(c->config) || !http_header(r, CLIENT_CERT_HEADER, &header) ||
	    header.left == 0) {
		return EG_OK;
	}
	EG_TRY(client_cert_read(header, &shown));
	wr_put(&w, RD_ARRAY(shown.sha256));
	*print = room;
	return EG_OK;
}

const char *routes_cookie(const struct console *c)
{
	return console_config_proxied(c->config) ? "__Host-egate" : "egate";
}

/* What another site's page could not send: the token that only ours has been told. */
static bool ours(const struct http_request *r, const struct route_who *who)
{
	struct rd form;
	return r->method == HTTP_GET ||
	       (http_header(r, "X-Egate-Token", &form) && account_form_fits(who->cookie, form));
}

/* False: the answer says why not. */
static bool known(struct console *c, const struct http_request *r, bool acts, struct route_who *who,
		  struct http_answer *a)
{
	uint8_t room[ACCOUNT_OCTETS];
	const uint8_t *print = NULL;
	if (!http_cookie(r, routes_cookie(c), &who->cookie) ||
	    routes_print(c, r, room, &print) != EG_OK) {
		http_refuse(a, 401, "session", "nobody is logged in");
		return false;
	}
	acts = acts && ours(r, who); /* what is refused is nobody's doing */
	enum eg_err err =
		account_session(c->account, who->cookie, print, acts, c->unix_ms, &who->session);
	if (acts && err != EG_OK && err != EG_DENIED) {
		/* That they are there cannot be written; who they are may still be read. */
		err = account_session(c->account, who->cookie, print, false, c->unix_ms,
				      &who->session);
	}
	if (err == EG_DENIED) {
		http_refuse(a, 401, "session", "nobody is logged in");
	} else if (err != EG_OK) {
		routes_fault(a);
	}
	return err == EG_OK;
}

static void ask(const struct route *route, const struct route_ask *x, struct http_answer *a)
{
	if (!ours(x->request, x->who)) {
		http_refuse(a, 403, "token", "this did not come from our own page");
	} else if (!account_may(x->who->session.office, route->right)) {
		http_refuse(a, 403, "office", "this is not for your office");
	} else {
		route->answer(x, a);
	}
}

void routes_handle(void *context, const struct http_request *request, struct http_answer *answer)
{
	struct console *c = context;
	struct route_who who = {.cookie = RD_EMPTY};
	struct route_ask x = {.console = c, .request = request, .who = &who};
	bool other = false;
	if (c->files != NULL && http_files_answer(c->files, request, answer)) {
		return;
	}
	const struct route *route = find(request, &x.part, &other);
	if (route == NULL) {
		http_refuse(answer, other ? 405 : 404, other ? "method" : "path",
			    other ? "another method is needed" : "nothing is there");
		return;
	}
	if (route->open) {
		x.who = NULL;
		route->answer(&x, answer);
	} else if (known(c, request, !route->passive, &who, answer)) {
		ask(route, &x, answer);
	}
	tell_flush(c);
}
