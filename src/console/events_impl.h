/*
 * events_impl: what the parts of events share: what is kept, and who hears it.
 * Knows places in what is kept. Never knows what an event is about, nor sockets.
 */
#ifndef EG_CONSOLE_EVENTS_IMPL_H
#define EG_CONSOLE_EVENTS_IMPL_H

#include "console/events.h"

#define EVENTS_WHOLES 8 /* audiences whose whole is kept until something changes */

struct event {
	uint8_t *text; /* owned: as it goes out; NULL: it is forgotten */
	size_t size;
	uint32_t audience;
	uint32_t tag;
	uint64_t about; /* 0: nothing that is to be forgotten */
};

/* All that an audience may know, as of an id; shared by the streams that still send it. */
struct whole {
	size_t users;
	uint32_t audience;
	uint8_t *text; /* owned */
	size_t size;
};

struct stream {
	struct events *events;
	struct http_stream *http; /* NULL before it begins */
	uint32_t audience;
	uint32_t tag;
	uint64_t at;         /* all up to this id is sent, or not for it */
	size_t part;         /* of what is being sent: octets that are sent */
	struct whole *whole; /* being sent first; NULL: none */
	uint64_t behind_max;
	bool renew; /* the whole comes next: what is kept lacks something */
	bool over;  /* ends when it has come to until */
	uint64_t until;
	bool comment;       /* due */
	int64_t comment_us; /* next; 0: not yet set */
	struct stream *next;
	struct stream **link;
};

struct events {
	struct events_config config;
	struct event *ring; /* owned: id % kept */
	uint64_t kept;
	uint64_t first; /* ids that are kept: first to last; none if first is last + 1 */
	uint64_t last;
	size_t octets;
	uint64_t behind_max;
	struct stream *streams; /* owned by their connections */
	size_t stream_count;
	struct whole *wholes[EVENTS_WHOLES]; /* of the newest id */
	uint64_t cut;
};

EG_CHECK enum eg_err events_frame(uint64_t id, const char *kind, struct rd json, uint8_t **out,
				  size_t *size);
/* NULL: not kept. */
const struct event *events_at(const struct events *e, uint64_t id);
/* The newest is for some: wakes those, cuts off who is too far behind. */
void events_pass_on(struct events *e);
void events_close_tag(struct events *e, uint32_t tag);
/* Everybody is told the whole next; who has been sent a part of an event is ended. */
void events_begin_anew(struct events *e);
/* An event is about to go: ends whoever has been sent a part of it, and comes again before it. */
void events_break_off(struct events *e, uint64_t id);

#endif
