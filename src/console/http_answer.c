/*
 * http_answer: what a handler fills in.
 * Knows bodies. Never knows libmicrohttpd, sockets or routes.
 */
#include "console/http.h"

#include "base/secret.h"

#include <stdlib.h>

#define TEXT_MAX 512u

void http_answer_clear(struct http_answer *a)
{
	if (a->body != NULL) {
		secret_wipe(a->body, a->body_size);
		free(a->body);
	}
	if (a->feed.context != NULL) {
		a->feed.ended(a->feed.context);
	}
	if (a->later.context != NULL) {
		a->later.ended(a->later.context);
	}
	*a = (struct http_answer){0};
}

enum eg_err http_answer_body(struct http_answer *a, unsigned status, const char *type,
			     struct rd body)
{
	uint8_t *copy = malloc(body.left + 1); /* never of none */
	struct wr w = wr_of(copy, body.left + 1);
	if (copy == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "body of an answer");
	}
	wr_put(&w, body);
	if (a->body != NULL) {
		secret_wipe(a->body, a->body_size);
		free(a->body);
	}
	a->body = copy;
	a->body_size = body.left;
	a->status = status;
	a->type = type;
	return EG_OK;
}

void http_answer_json(struct http_answer *a, unsigned status, struct rd json)
{
	if (http_answer_body(a, status, "application/json", json) != EG_OK) {
		http_answer_clear(a);
		a->status = 503; /* no word more: there is no memory for one */
	}
}

void http_refuse(struct http_answer *a, unsigned status, const char *word, const char *text)
{
	uint8_t octets[TEXT_MAX];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, RD_TEXT("{\"error\":\""));
	wr_put(&w, rd_cstr(word));
	wr_put(&w, RD_TEXT("\",\"text\":\""));
	wr_put(&w, rd_cstr(text));
	wr_put(&w, RD_TEXT("\"}"));
	http_answer_clear(a);
	http_answer_json(a, status, wr_view(&w));
}
