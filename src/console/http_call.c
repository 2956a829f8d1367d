/*
 * http_call: one request from its headers to its answer.
 * Knows how libmicrohttpd hands a request over piece by piece, which headers every answer has.
 * Never knows routes or sessions.
 */
#include "console/http_impl.h"

#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

struct call {
	struct http_conn *conn;
	uint8_t body[HTTP_BODY_MAX]; /* may hold a PIN: wiped */
	size_t size;
	bool answered;
	struct http_pending *pending; /* owned; NULL: not waited for */
	struct http_answer ready;     /* what was waited for */
};

struct http_pending {
	struct call *call;
	struct http_later later;
};

/* What every answer has (docs/console.md). */
static const char *const every_answer[][2] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Content-Security-Policy",
	 "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	 "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"},
};

struct fill {
	struct http_request *request;
	bool bad;
};

static enum MHD_Result take_field(void *closure, enum MHD_ValueKind kind, const char *name,
				  size_t name_size, const char *value, size_t value_size)
{
	struct fill *f = closure;
	struct http_request *r = f->request;
	(void)kind; /* headers alone are asked for */
	if (r->field_count == HTTP_FIELDS_MAX) {
		f->bad = true;
		return MHD_NO;
	}
	r->fields[r->field_count++] =
		(struct http_field){.name = rd_of(name, name_size),
				    .value = value == NULL ? RD_EMPTY : rd_of(value, value_size)};
	return MHD_YES;
}

/* Borrows from libmicrohttpd, until the request is done. */
static struct http_fault fill(struct http_request *r, const struct http *h,
			      struct MHD_Connection *mhd, const char *url, const char *method)
{
	struct fill f = {.request = r};
	*r = (struct http_request){.path = rd_cstr(url)};
	if (strcmp(method, "POST") == 0) {
		r->method = HTTP_POST;
	} else if (strcmp(method, "GET") != 0) {
		return (struct http_fault){405, "method", "GET and POST alone"};
	}
	(void)MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, take_field,
					  &f); /* their number: counted */
	if (f.bad) {
		return (struct http_fault){431, "headers", "too many headers"};
	}
	return http_check(r, &h->place);
}

struct body {
	uint8_t *octets;
	size_t size;
};

static void free_body(void *closure)
{
	struct body *b = closure;
	secret_wipe(b->octets, b->size);
	free(b->octets);
	free(b);
}

/* The body goes to the response. */
static struct MHD_Response *body_response(struct http_answer *a)
{
	struct body *b = malloc(sizeof(*b));
	if (b == NULL) {
		return NULL;
	}
	*b = (struct body){.octets = a->body, .size = a->body_size};
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
		b->size, b->octets, free_body, b);
	if (response == NULL) {
		free(b);
		return NULL;
	}
	a->body = NULL;
	a->body_size = 0;
	return response;
}

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
	return MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_headers(struct MHD_Response *response, const struct http_answer *a, bool stream)
{
	bool kept = a->tag[0] != '\0';
	bool ok = add(response, "Cache-Control", kept ? "no-cache" : "no-store");
	for (size_t i = 0; i < sizeof(every_answer) / sizeof(every_answer[0]); i++) {
		ok = ok && add(response, every_answer[i][0], every_answer[i][1]);
	}
	if (stream) {
		return ok && add(response, "Content-Type", "text/event-stream") &&
		       add(response, "X-Accel-Buffering", "no"); /* nginx hands on at once */
	}
	return ok && (a->type == NULL || add(response, "Content-Type", a->type)) &&
	       (!kept || add(response, "ETag", a->tag)) &&
	       (a->cookie[0] == '\0' || add(response, "Set-Cookie", a->cookie)) &&
	       (a->status != 405 || add(response, "Allow", "GET, POST"));
}

/* Empties the answer. MHD_NO: nothing can be told, the connection is closed. */
static enum MHD_Result tell(struct http_conn *conn, struct http_answer *a)
{
	bool stream = a->feed.context != NULL;
	unsigned status = a->status == 0 ? 200 : a->status;
	struct MHD_Response *response =
		stream ? http_stream_response(conn, &a->feed) : body_response(a);
	enum MHD_Result told = MHD_NO;
	if (response != NULL && add_headers(response, a, stream)) {
		told = MHD_queue_response(conn->mhd, status, response);
	}
	if (response != NULL) {
		MHD_destroy_response(response);
	}
	http_answer_clear(a);
	conn->due_us = conn->http->now_us + conn->http->config.slow_ms * 1000;
	return told;
}

static enum MHD_Result refuse(struct http_conn *conn, const struct http_fault *fault)
{
	struct http_answer a = {0};
	http_refuse(&a, fault->status, fault->word, fault->text);
	return tell(conn, &a);
}

/* Headers are here, the body is not. */
static enum MHD_Result begin(struct http *h, struct http_conn *conn, const char *url,
			     const char *method, void **context)
{
	struct http_request r;
	struct call *call = malloc(sizeof(*call));
	*context = call;
	if (call == NULL) {
		return MHD_NO;
	}
	*call = (struct call){.conn = conn};
	const struct http_fault fault = fill(&r, h, conn->mhd, url, method);
	call->answered = fault.status != 0;
	return call->answered ? refuse(conn, &fault) : MHD_YES;
}

/* libmicrohttpd asks again when the connection is woken. */
static enum MHD_Result wait(struct call *call, struct http_answer *a)
{
	struct http_pending *p = malloc(sizeof(*p));
	if (p == NULL) {
		const struct http_fault fault = {503, "memory", "no memory is left"};
		http_answer_clear(a);
		return refuse(call->conn, &fault);
	}
	*p = (struct http_pending){.call = call, .later = a->later};
	a->later = (struct http_later){0};
	http_answer_clear(a);
	call->pending = p;
	call->conn->waits = true;
	call->conn->due_us = INT64_MAX; /* not its fault */
	MHD_suspend_connection(call->conn->mhd);
	p->later.begun(p->later.context, p);
	return MHD_YES;
}

void http_pending_answer(struct http_pending *pending, struct http_answer *a)
{
	struct call *call = pending->call;
	free(pending);
	call->pending = NULL;
	call->ready = *a;
	call->ready.status = a->status == 0 ? 200 : a->status;
	*a = (struct http_answer){0};
	call->conn->waits = false;
	MHD_resume_connection(call->conn->mhd);
	http_wake(call->conn->http);
}

static enum MHD_Result answer(struct http *h, struct call *call, const char *url,
			      const char *method)
{
	struct http_request r;
	struct http_answer a = {.status = 404};
	const struct http_fault fault = fill(&r, h, call->conn->mhd, url, method);
	call->answered = true;
	if (fault.status != 0) {
		return refuse(call->conn, &fault); /* of what a body can have behind it */
	}
	r.body = rd_of(call->body, call->size);
	h->config.handler(h->config.context, &r, &a);
	if (a.later.context != NULL) {
		return wait(call, &a);
	}
	if (a.status == 404 && a.body == NULL && a.feed.context == NULL) {
		http_refuse(&a, 404, "path", "nothing is there");
	}
	return tell(call->conn, &a);
}

enum MHD_Result http_call(void *closure, struct MHD_Connection *mhd, const char *url,
			  const char *method, const char *version, const char *upload,
			  size_t *upload_size, void **context)
{
	struct http *h = closure;
	struct call *call = *context;
	(void)version; /* libmicrohttpd answers each as it has to be */
	if (call == NULL) {
		struct http_conn *conn = http_conn_of(mhd);
		return conn == NULL ? MHD_NO : begin(h, conn, url, method, context);
	}
	if (*upload_size > 0) {
		struct wr w = wr_of(call->body + call->size, HTTP_BODY_MAX - call->size);
		wr_put(&w, rd_of(upload, *upload_size));
		if (w.bad) {
			return MHD_NO; /* not with the length that was told */
		}
		call->size += *upload_size;
		*upload_size = 0;
		return MHD_YES;
	}
	if (call->ready.status != 0) {
		return tell(call->conn, &call->ready);
	}
	return call->answered ? MHD_YES : answer(h, call, url, method);
}

void http_call_done(void *closure, struct MHD_Connection *mhd, void **context,
		    enum MHD_RequestTerminationCode code)
{
	struct http *h = closure;
	struct call *call = *context;
	(void)mhd;
	(void)code; /* done is done */
	if (call != NULL) {
		call->conn->due_us = h->now_us + h->config.slow_ms * 1000;
		if (call->pending != NULL) {
			call->pending->later.ended(call->pending->later.context);
			free(call->pending);
		}
		http_answer_clear(&call->ready);
		secret_wipe(call->body, call->size);
		free(call);
	}
	*context = NULL;
}
