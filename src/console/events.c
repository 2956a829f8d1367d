/*
 * events: what screens are told as it happens.
 * Knows the last of them, who hears which, who is too slow. Never knows what an event is about,
 * nor sockets.
 */
#include "console/events_impl.h"

#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>

#define FRAME_MAX 128 /* octets around an event's JSON: its id, kind, line ends */

static void drop(struct events *e, struct event *x)
{
	if (x->text != NULL) {
		e->octets -= x->size;
		secret_wipe(x->text, x->size); /* may name people */
		free(x->text);
	}
	*x = (struct event){0};
}

enum eg_err events_open(const struct events_config *config, struct events **out)
{
	EG_AUTO(events_close) struct events *e = calloc(1, sizeof(*e));
	if (e == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "events");
	}
	e->config = *config;
	e->kept = config->kept == 0 ? EVENTS_KEPT : config->kept;
	e->behind_max = e->kept < EVENTS_BEHIND_MAX ? e->kept : EVENTS_BEHIND_MAX;
	e->last = config->last;
	e->first = config->last + 1;
	e->ring = calloc(e->kept, sizeof(e->ring[0]));
	if (e->ring == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "events");
	}
	*out = e;
	e = NULL;
	return EG_OK;
}

void events_close(struct events **e)
{
	struct events *x = e == NULL ? NULL : *e;
	if (x == NULL) {
		return;
	}
	events_forget_whole(x);
	for (size_t i = 0; x->ring != NULL && i < x->kept; i++) {
		drop(x, &x->ring[i]);
	}
	free(x->ring);
	free(x);
	*e = NULL;
}

/* "id: 7\nevent: lane\ndata: {...}\n\n": what goes out; JSON escapes every line break. */
enum eg_err events_frame(uint64_t id, const char *kind, struct rd json, uint8_t **out, size_t *size)
{
	char head[FRAME_MAX];
	size_t at = 0;
	if (rd_find(&json, '\n', &at) || rd_find(&json, '\r', &at)) {
		return EG_FAIL(EG_BAD_DATA, "an event of several lines");
	}
	int length = snprintf(head, sizeof(head),
			      "id: %llu\nevent: %s\ndata: ", (unsigned long long)id, kind);
	if (length <= 0 || (size_t)length >= sizeof(head)) {
		return EG_FAIL(EG_TOO_BIG, "kind of an event");
	}
	size_t cap = (size_t)length + json.left + 2;
	uint8_t *text = malloc(cap);
	if (text == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "event");
	}
	struct wr w = wr_of(text, cap);
	wr_put(&w, rd_of(head, (size_t)length));
	wr_put(&w, json);
	wr_put(&w, RD_TEXT("\n\n"));
	*out = text;
	*size = w.size;
	return EG_OK;
}

const struct event *events_at(const struct events *e, uint64_t id)
{
	return id < e->first || id > e->last ? NULL : &e->ring[id % e->kept];
}

static void drop_oldest(struct events *e)
{
	drop(e, &e->ring[e->first % e->kept]);
	e->first++;
}

/* Who hears x is told; its text is made here. */
static enum eg_err put(struct events *e, const char *kind, struct event x, struct rd json)
{
	if (json.left > EVENTS_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "event");
	}
	EG_TRY(events_frame(e->last + 1, kind, json, &x.text, &x.size));
	if (e->last + 1 - e->first == e->kept) {
		drop_oldest(e);
	}
	e->last++;
	e->ring[e->last % e->kept] = x;
	e->octets += x.size;
	while (e->octets > EVENTS_OCTETS_MAX && e->first < e->last) {
		drop_oldest(e);
	}
	events_forget_whole(e);
	events_pass_on(e);
	return EG_OK;
}

enum eg_err events_publish(struct events *e, const char *kind, uint32_t audience, struct rd json)
{
	return put(e, kind, (struct event){.audience = audience}, json);
}

enum eg_err events_publish_about(struct events *e, const char *kind, uint32_t audience,
				 uint64_t about, struct rd json)
{
	return put(e, kind, (struct event){.audience = audience, .about = about}, json);
}

void events_forget(struct events *e, uint64_t about)
{
	for (uint64_t id = e->first; about != 0 && id <= e->last; id++) {
		struct event *x = &e->ring[id % e->kept];
		if (x->about == about) {
			events_break_off(e, id);
			drop(e, x);
		}
	}
}

enum eg_err events_tell(struct events *e, const char *kind, uint32_t tag, struct rd json)
{
	return put(e, kind, (struct event){.tag = tag}, json);
}

void events_renew(struct events *e)
{
	events_begin_anew(e);
	while (e->first <= e->last) {
		drop_oldest(e);
	}
	/* An id that nobody has: who comes with an older one is told the whole. */
	e->last++;
	e->first = e->last + 1;
	events_forget_whole(e);
}

void events_end(struct events *e, uint32_t tag, const char *why)
{
	uint8_t octets[FRAME_MAX];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, RD_TEXT("{\"why\":\""));
	wr_put(&w, rd_cstr(why));
	wr_put(&w, RD_TEXT("\"}"));
	/* Without memory they end without a word: events_last() is what they have then. */
	(void)put(e, "end", (struct event){.tag = tag}, wr_view(&w));
	events_close_tag(e, tag);
}

uint64_t events_last(const struct events *e)
{
	return e->last;
}

uint64_t events_cut(const struct events *e)
{
	return e->cut;
}
