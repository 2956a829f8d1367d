/*
 * console_routes: what is at which path, and who may ask for it.
 * Knows docs/console.md's table. Never knows connections, nor what the desk makes of a wish.
 */
#ifndef EG_PROG_CONSOLE_ROUTES_H
#define EG_PROG_CONSOLE_ROUTES_H

#include "prog/console.h"

/* The session's cookie. Behind TLS one that no other name of the same domain can set (RFC 6265bis,
 * 4.1.3.2); loopback has no TLS, and a browser takes that name of nobody else. */
const char *routes_cookie(const struct console *c);

/* Who asks. */
struct route_who {
	struct account_session session;
	struct rd cookie; /* the token's text */
};

/* A request that somebody may make. */
struct route_ask {
	struct console *console;
	const struct http_request *request;
	const struct route_who *who; /* NULL: of logging in */
	struct rd part;              /* of the path, where the table has a star */
};

/* http_handler of the console: context is struct console. */
void routes_handle(void *context, const struct http_request *request, struct http_answer *answer);

/* The client's certificate, as the proxy tells it: 32 octets in room, or NULL: none. EG_BAD_DATA.
 */
EG_CHECK enum eg_err routes_print(const struct console *c, const struct http_request *r,
				  uint8_t room[ACCOUNT_OCTETS], const uint8_t **print);
/* A tree as the answer; NULL: 503. The tree stays the caller's. */
void routes_answer(struct http_answer *a, unsigned status, const cJSON *tree);
/* {"error", "text"} and, of a refusal that has one, more. */
cJSON *routes_refusal(const char *word, const char *text);
/* The file of accounts cannot be read or written: 503. */
void routes_fault(struct http_answer *a);

/* console_show */
void show_me(const struct route_ask *x, struct http_answer *a);
/* `me` of a session; form: X-Egate-Token. NULL: no memory. */
cJSON *show_me_json(const struct console *c, const struct account_session *s, const char *form);
void show_events(const struct route_ask *x, struct http_answer *a);
void show_portrait(const struct route_ask *x, struct http_answer *a);
void show_live(const struct route_ask *x, struct http_answer *a);
void show_page(const struct route_ask *x, struct http_answer *a);
void show_passages(const struct route_ask *x, struct http_answer *a);
void show_statistics(const struct route_ask *x, struct http_answer *a);
void show_officers(const struct route_ask *x, struct http_answer *a);

/* console_login */
void login_enter(const struct route_ask *x, struct http_answer *a);
void login_hand_over(const struct route_ask *x, struct http_answer *a);
void login_leave(const struct route_ask *x, struct http_answer *a);
/* Somebody is before the screen: that the request came is all of it. */
void login_here(const struct route_ask *x, struct http_answer *a);

/* console_order */
void order_act(const struct route_ask *x, struct http_answer *a);
void order_lane(const struct route_ask *x, struct http_answer *a);

#endif
