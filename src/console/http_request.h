/*
 * http_request: what a browser asks, checked, before anybody acts on it.
 * Knows names, paths, cookies, origins. Never knows libmicrohttpd, sockets or routes.
 *
 * All of it is foreign; nothing here owns octets.
 */
#ifndef EG_CONSOLE_HTTP_REQUEST_H
#define EG_CONSOLE_HTTP_REQUEST_H

#include "base/rd.h"

#define HTTP_BODY_MAX   4096u
#define HTTP_FIELDS_MAX 40u
#define HTTP_PATH_MAX   128u

enum http_method { HTTP_GET, HTTP_POST };

struct http_field {
	struct rd name;
	struct rd value;
};

struct http_request {
	enum http_method method;
	struct rd path; /* "/api/me": without what stands behind a '?' */
	struct rd body; /* of POST */
	struct http_field fields[HTTP_FIELDS_MAX];
	size_t field_count;
};

/* Why a request goes no further; status and words of its answer. */
struct http_fault {
	unsigned status; /* 0: none */
	const char *word;
	const char *text;
};

/* Where the server is, as http_config has it. */
struct http_place {
	bool secure;
	uint16_t port; /* of loopback; 0: another stands before us and checks the name */
};

/* Value of a header, whatever letters its name is written in. False: it is not there. */
EG_CHECK bool http_header(const struct http_request *r, const char *name, struct rd *out);
/* Value of a cookie. False: not there, there twice, or not as RFC 6265 has it. */
EG_CHECK bool http_cookie(const struct http_request *r, const char *name, struct rd *out);
/* Last-Event-ID: decimal digits. False: none, or no such number. */
EG_CHECK bool http_last_event(const struct http_request *r, uint64_t *id);
/* Nothing but letters, digits and ".-_/", no empty part, none that begins with a dot. */
EG_CHECK bool http_path_ok(struct rd path);
/* The next part of a path: of "/api/me" first "api", then "me". False at the end. */
EG_CHECK bool http_path_next(struct rd *path, struct rd *part);
/* A whole part that is a number, without leading zeros. */
EG_CHECK bool http_path_number(struct rd part, uint32_t highest, uint32_t *out);
/* Whether a request may be heard at all: its headers, before its body. */
struct http_fault http_check(const struct http_request *r, const struct http_place *place);

#endif
