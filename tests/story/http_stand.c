/*
 * http_stand: a small server built as the console is, inside its sandbox, for what stands before
 * it: tells what it was asked and by whose certificate, and streams what is said to it.
 *
 *   http_stand unix:PATH      until its standard input ends; says "ready" on standard output
 *   http_stand journal FILE   makes the empty journal of a lane, for a console without lanes
 */
#include "base/wr.h"
#include "console/client_cert.h"
#include "console/events.h"
#include "journal/journal.h"
#include "os/now.h"
#include "os/sandbox.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM 8192

struct stand {
	struct http *http;
	struct events *events;
};

static enum eg_err nothing(void *context, uint32_t audience, struct rd *json)
{
	(void)context;
	(void)audience;
	*json = RD_TEXT("{}");
	return EG_OK;
}

static void put_hex(struct wr *w, struct rd octets)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t c;
	while (rd_u8(&octets, &c)) {
		wr_u8(w, (uint8_t)digits[c >> 4]);
		wr_u8(w, (uint8_t)digits[c & 15]);
	}
}

/* {"cert": SHA-256 or "none" or "bad", "path": "...", "headers": ["..."]}: names as they came. */
static void tell(const struct http_request *r, struct http_answer *a)
{
	static uint8_t octets[ROOM];
	struct wr w = WR_ARRAY(octets);
	struct rd escaped = RD_EMPTY;
	struct client_cert cert;
	wr_put(&w, RD_TEXT("{\"cert\":\""));
	if (!http_header(r, CLIENT_CERT_HEADER, &escaped)) {
		wr_put(&w, RD_TEXT("none"));
	} else if (client_cert_read(escaped, &cert) != EG_OK) {
		wr_put(&w, RD_TEXT("bad"));
	} else {
		put_hex(&w, RD_ARRAY(cert.sha256));
	}
	wr_put(&w, RD_TEXT("\",\"path\":\""));
	wr_put(&w, r->path);
	wr_put(&w, RD_TEXT("\",\"headers\":["));
	for (size_t i = 0; i < r->field_count; i++) {
		wr_put(&w, i == 0 ? RD_TEXT("\"") : RD_TEXT(",\""));
		wr_put(&w, r->fields[i].name);
		wr_u8(&w, '"');
	}
	wr_put(&w, RD_TEXT("]}"));
	http_answer_json(a, 200, wr_view(&w));
}

static void serve(void *context, const struct http_request *r, struct http_answer *a)
{
	struct stand *s = context;
	uint64_t last = 0;
	if (rd_equal(r->path, RD_TEXT("/api/events"))) {
		bool goes_on = http_last_event(r, &last);
		if (events_stream(s->events, EVENTS_EVERYBODY, 0, goes_on ? &last : NULL,
				  &a->feed) != EG_OK) {
			http_refuse(a, 503, "busy", "too many");
		}
	} else if (r->method == HTTP_POST && rd_equal(r->path, RD_TEXT("/api/say"))) {
		bool said = events_publish(s->events, "said", EVENTS_EVERYBODY, r->body) == EG_OK;
		http_answer_json(a, said ? 200 : 400, RD_TEXT("{}"));
	} else {
		tell(r, a);
	}
}

static enum eg_err run(struct stand *s)
{
	for (;;) {
		struct pollfd p[] = {{.fd = http_fd(s->http), .events = POLLIN},
				     {.fd = STDIN_FILENO, .events = POLLIN}};
		if (poll(p, 2, http_wait_ms(s->http)) < 0) {
			return EG_FAIL(EG_IO, "poll");
		}
		if (p[1].revents != 0) {
			return EG_OK;
		}
		EG_TRY(http_run(s->http, now_mono_us()));
	}
}

static enum eg_err start(struct stand *s, const char *listen_on)
{
	const struct http_config config = {.listen = listen_on,
					   .users = {getuid()},
					   .user_count = 1,
					   .secure = true,
					   .handler = serve,
					   .context = s};
	const struct events_config events = {.whole_kind = "whole", .whole = nothing};
	const struct sandbox_need need = {.serve_sockets = true, .files = 700, .memory_mb = 512};
	EG_TRY(events_open(&events, &s->events));
	EG_TRY(http_open(&config, &s->http));
	EG_TRY(sandbox_enter(&need));
	return puts("ready") >= 0 && fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "output");
}

static enum eg_err make_journal(const char *path)
{
	EG_AUTO(journal_close) struct journal *j = NULL;
	return journal_open(path, JOURNAL_WRITE, &j);
}

int main(int argc, char *argv[])
{
	struct stand s = {.http = NULL};
	if (argc == 3 && strcmp(argv[1], "journal") == 0) {
		return make_journal(argv[2]) == EG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	enum eg_err err = argc == 2 ? start(&s, argv[1]) : EG_CONFIG;
	if (err == EG_OK) {
		err = run(&s);
	}
	if (err != EG_OK) {
		(void)fprintf(stderr, "http_stand: %s\n", eg_err_text(err));
	}
	http_close(&s.http);
	events_close(&s.events);
	return err == EG_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
