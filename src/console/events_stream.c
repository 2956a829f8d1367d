/*
 * events_stream: who hears events: where each is, what each is sent next.
 * Knows places in what is kept, and the whole that comes first. Never knows what an event is about,
 * nor sockets.
 */
#include "console/events_impl.h"

#include "base/secret.h"

#include <stdlib.h>

#define CUT UINT64_MAX /* for behind_max: it is cut off already */

static void release(struct whole **w)
{
	struct whole *x = *w;
	*w = NULL;
	if (x != NULL && --x->users == 0) {
		secret_wipe(x->text, x->size); /* may name people */
		free(x->text);
		free(x);
	}
}

void events_forget_whole(struct events *e)
{
	for (size_t i = 0; i < EVENTS_WHOLES; i++) {
		release(&e->wholes[i]);
	}
}

static enum eg_err make_whole(const struct events *e, uint32_t audience, struct whole **out)
{
	struct rd json = RD_EMPTY;
	EG_TRY(e->config.whole(e->config.context, audience, &json));
	if (json.left > EVENTS_WHOLE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "all that a screen is told");
	}
	EG_AUTO(eg_free) struct whole *x = calloc(1, sizeof(*x));
	if (x == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "all that a screen is told");
	}
	EG_TRY(events_frame(e->last, e->config.whole_kind, json, &x->text, &x->size));
	x->audience = audience;
	x->users = 1;
	*out = x;
	x = NULL;
	return EG_OK;
}

/* *out: one use of it is the caller's. */
static enum eg_err whole_for(struct events *e, uint32_t audience, struct whole **out)
{
	size_t i = 0;
	while (i < EVENTS_WHOLES && e->wholes[i] != NULL && e->wholes[i]->audience != audience) {
		i++;
	}
	if (i == EVENTS_WHOLES) {
		return make_whole(e, audience, out); /* of its own */
	}
	struct whole *kept = e->wholes[i];
	if (kept == NULL) {
		EG_TRY(make_whole(e, audience, &kept));
		e->wholes[i] = kept;
	}
	kept->users++;
	*out = kept;
	return EG_OK;
}

static bool is_for(const struct stream *s, const struct event *x)
{
	return x->tag != 0 ? x->tag == s->tag : (x->audience & s->audience) != 0;
}

/* The whole is next, and then what comes behind it. */
static enum eg_err renew(struct stream *s)
{
	s->renew = false;
	EG_TRY(whole_for(s->events, s->audience, &s->whole));
	s->at = s->events->last;
	s->behind_max = s->events->behind_max;
	return EG_OK;
}

/* What is next for it, passing over what is not; empty: nothing. *lost: it is not kept any more. */
static struct rd next_text(struct stream *s, bool *lost)
{
	const struct events *e = s->events;
	*lost = s->whole == NULL && s->renew && renew(s) != EG_OK;
	if (*lost) {
		return RD_EMPTY;
	}
	if (s->whole != NULL) {
		return rd_of(s->whole->text, s->whole->size);
	}
	while (s->at < e->last && !(s->over && s->at >= s->until)) {
		const struct event *x = events_at(e, s->at + 1);
		if (x == NULL) {
			*lost = true;
			return RD_EMPTY;
		}
		if (is_for(s, x)) {
			return rd_of(x->text, x->size);
		}
		s->at++;
	}
	s->behind_max = e->behind_max; /* it has come with the others */
	return RD_EMPTY;
}

static void sent(struct stream *s)
{
	s->part = 0;
	if (s->whole != NULL) {
		release(&s->whole);
	} else {
		s->at++;
	}
}

/* A comment stands between events only. */
static void put_comment(struct stream *s, struct wr *w)
{
	const struct rd comment = RD_TEXT(":\n\n");
	if (s->comment && s->part == 0 && w->cap - w->size >= comment.left) {
		wr_put(w, comment);
		s->comment = false;
	}
}

static enum http_feed_state read_events(void *context, uint8_t *out, size_t cap, size_t *size)
{
	struct stream *s = context;
	struct wr w = wr_of(out, cap);
	for (;;) {
		bool lost = false;
		put_comment(s, &w);
		struct rd text = next_text(s, &lost);
		struct rd piece = RD_EMPTY;
		size_t room = w.cap - w.size;
		if (lost && s->behind_max != CUT) {
			s->events->cut++;
		}
		if (text.left == 0 || lost) {
			*size = w.size;
			return lost || s->over ? HTTP_FEED_END : HTTP_FEED_WAIT;
		}
		if (room == 0) {
			*size = w.size;
			return HTTP_FEED_MORE;
		}
		if (!rd_skip(&text, s->part) ||
		    !rd_take(&text, text.left < room ? text.left : room, &piece)) {
			*size = w.size;
			return HTTP_FEED_END; /* a part of what is not there: never */
		}
		wr_put(&w, piece);
		s->part += piece.left;
		if (text.left == 0) {
			sent(s);
		}
	}
}

static void wake(const struct stream *s)
{
	if (s->http != NULL) {
		http_stream_wake(s->http);
	}
}

static void begun(void *context, struct http_stream *http)
{
	struct stream *s = context;
	s->http = http;
}

static void ended(void *context)
{
	struct stream *s = context;
	release(&s->whole);
	*s->link = s->next;
	if (s->next != NULL) {
		s->next->link = s->link;
	}
	s->events->stream_count--;
	free(s);
}

/* Ends where it is; a part of an event that was sent is nothing to a browser. */
static void stop(struct stream *s)
{
	s->over = true;
	s->renew = false;
	s->until = s->at;
	wake(s);
}

/* The oldest is the last of the list. */
static void keep_tag_small(struct events *e, uint32_t tag)
{
	struct stream *oldest = NULL;
	size_t count = 0;
	for (struct stream *s = e->streams; tag != 0 && s != NULL; s = s->next) {
		if (s->tag == tag && !s->over) {
			count++;
			oldest = s;
		}
	}
	if (count > EVENTS_TAG_MAX) {
		release(&oldest->whole);
		stop(oldest);
	}
}

enum eg_err events_stream(struct events *e, uint32_t audience, uint32_t tag, const uint64_t *last,
			  struct http_feed *out)
{
	if (e->stream_count >= EVENTS_STREAMS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "too many streams");
	}
	EG_AUTO(eg_free) struct stream *s = calloc(1, sizeof(*s));
	if (s == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "stream");
	}
	bool goes_on = last != NULL && *last <= e->last && *last >= e->first - 1;
	*s = (struct stream){.events = e,
			     .audience = audience,
			     .tag = tag,
			     .at = goes_on ? *last : e->last,
			     .next = e->streams,
			     .link = &e->streams};
	s->behind_max = e->last - s->at + e->behind_max;
	if (!goes_on) {
		EG_TRY(whole_for(e, audience, &s->whole));
	}
	if (s->next != NULL) {
		s->next->link = &s->next;
	}
	e->streams = s;
	e->stream_count++;
	keep_tag_small(e, tag);
	*out = (struct http_feed){
		.context = s, .begun = begun, .read = read_events, .ended = ended};
	s = NULL;
	return EG_OK;
}

void events_pass_on(struct events *e)
{
	const struct event *newest = events_at(e, e->last);
	for (struct stream *s = e->streams; s != NULL; s = s->next) {
		if (newest != NULL && is_for(s, newest)) {
			wake(s);
		} else if (s->at + 1 == e->last && s->whole == NULL) {
			s->at = e->last; /* not for it */
		}
		if (e->last - s->at > s->behind_max && s->http != NULL) {
			e->cut++;
			s->behind_max = CUT;
			http_stream_cut(s->http);
		}
	}
}

void events_close_tag(struct events *e, uint32_t tag)
{
	for (struct stream *s = e->streams; s != NULL; s = s->next) {
		if (s->tag == tag && tag != 0 && !s->over) {
			s->over = true;
			s->until = e->last;
			s->at = s->renew ? e->last - 1 : s->at; /* its end is all that is left */
			s->renew = false;
			wake(s);
		}
	}
}

void events_break_off(struct events *e, uint64_t id)
{
	for (struct stream *s = e->streams; s != NULL; s = s->next) {
		if (s->whole == NULL && s->part > 0 && s->at + 1 == id) {
			e->cut++;
			stop(s);
		}
	}
}

void events_begin_anew(struct events *e)
{
	for (struct stream *s = e->streams; s != NULL; s = s->next) {
		if (s->whole == NULL && s->part > 0) {
			e->cut++;
			stop(s);
		} else if (!s->over) {
			s->renew = true;
			wake(s);
		}
	}
}

void events_tick(struct events *e, int64_t now_us)
{
	for (struct stream *s = e->streams; s != NULL; s = s->next) {
		if (s->comment_us == 0) {
			s->comment_us = now_us + EVENTS_COMMENT_US;
		} else if (now_us >= s->comment_us) {
			s->comment_us = now_us + EVENTS_COMMENT_US;
			s->comment = true;
			wake(s);
		}
	}
}

size_t events_streams(const struct events *e)
{
	return e->stream_count;
}

size_t events_streams_of(const struct events *e, uint32_t tag)
{
	size_t count = 0;
	for (const struct stream *s = e->streams; s != NULL; s = s->next) {
		count += s->tag == tag ? 1 : 0;
	}
	return count;
}
