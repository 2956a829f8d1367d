/*
 * events: what screens are told as it happens, as server-sent events (HTML, 9.2).
 * Knows the last of them, who hears which, who is too slow. Never knows what an event is about,
 * nor sockets.
 *
 * An event is kept once, whoever hears it. Each stream has but a place in what is kept.
 *
 *        oldest kept                                   newest
 *   ids  9001  9002 ...                               19000
 *                     ^ stream 1: still has to send     ^ stream 2: waits
 */
#ifndef EG_CONSOLE_EVENTS_H
#define EG_CONSOLE_EVENTS_H

#include "console/http.h"

#define EVENTS_KEPT        10000u
#define EVENTS_OCTETS_MAX  ((size_t)64 << 20)  /* of all that is kept: then the oldest go earlier */
#define EVENTS_SIZE_MAX    ((size_t)256 << 10) /* of one */
#define EVENTS_WHOLE_MAX   ((size_t)8 << 20)
#define EVENTS_STREAMS_MAX HTTP_CONNECTIONS_MAX
#define EVENTS_BEHIND_MAX \
	1000u /* a stream that is farther behind, and has not come with it, is cut off */
#define EVENTS_TAG_MAX    8u /* streams of one tag: the oldest ends for one more */
#define EVENTS_COMMENT_US INT64_C(15000000)
#define EVENTS_EVERYBODY  UINT32_MAX

struct events;

struct events_config {
	uint64_t last;          /* id before the first: none of an earlier run may be above it */
	uint32_t kept;          /* 0: EVENTS_KEPT */
	const char *whole_kind; /* "whole"; static */
	/*
	 * All that this audience may know now, as one JSON text on one line, for a screen that
	 * comes new; borrowed until the next call. Asked once for each audience between two events.
	 */
	enum eg_err (*whole)(void *context, uint32_t audience, struct rd *json);
	void *context;
};

EG_CHECK enum eg_err events_open(const struct events_config *config, struct events **out);
/* Cleanup. After http_close(): no stream may be left. */
void events_close(struct events **e);

/* kind: static text. json: one line. EG_TOO_BIG, EG_BAD_DATA (a line break), EG_NO_MEMORY. */
EG_CHECK enum eg_err events_publish(struct events *e, const char *kind, uint32_t audience,
				    struct rd json);
/* As events_publish, about one thing until that is forgotten; 0: about none. */
EG_CHECK enum eg_err events_publish_about(struct events *e, const char *kind, uint32_t audience,
					  uint64_t about, struct rd json);
/* Wipes what was published about it: nobody is told it any more who has not heard it. */
void events_forget(struct events *e, uint64_t about);
/* To one tag's streams alone. */
EG_CHECK enum eg_err events_tell(struct events *e, const char *kind, uint32_t tag, struct rd json);
/* What would be told as the whole is another now, though no event tells it. */
void events_forget_whole(struct events *e);
/* An event could not be told: whoever listens is told the whole next, and so is whoever comes
 * again. Those that the whole cannot be told either are cut off. */
void events_renew(struct events *e);
/* `end` to a tag's streams, {"why": why}, and they close. why: a word. */
void events_end(struct events *e, uint32_t tag, const char *why);
/*
 * A stream: hears events of which one audience bit is its own, and those of its tag (0: none).
 * Goes on behind last, if given and still kept; else begins with the whole. The oldest of its tag
 * ends where there are EVENTS_TAG_MAX already. EG_TOO_BIG: too many streams.
 */
EG_CHECK enum eg_err events_stream(struct events *e, uint32_t audience, uint32_t tag,
				   const uint64_t *last, struct http_feed *out);
/* Comments that are due; call it every second or so, now_us of now_mono_us(). */
void events_tick(struct events *e, int64_t now_us);

uint64_t events_last(const struct events *e); /* id of the newest */
size_t events_streams(const struct events *e);
size_t events_streams_of(const struct events *e, uint32_t tag);
uint64_t events_cut(const struct events *e); /* streams that were too slow, since the start */

#endif
