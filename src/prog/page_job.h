/*
 * page_job: the page worker's job: from shots of a page reader to prompts and a document's text.
 * Knows the order of things: laid on, looked at, read, taken away. Never knows sockets,
 * descriptors, the clock, nor a pixel: it sees through a table of functions.
 *
 *   lines of text      MSG_DOCUMENT, if their check digits are right
 *   still pictures     infrared one kept -> visible one looked at and read -> MSG_DOCUMENT
 *                      [MSG_PAGE_PICTURE], or MSG_PAGE_GUIDE and again with the next shot
 *   a live camera      still? -> read, told once, kept until it is gone -> MSG_DOCUMENT_GONE
 *
 *   MSG_BEGIN          [MSG_FACE_PICTURE], of the page that was told last, where it was a picture
 *
 * After MSG_BEGIN nothing is looked at any more. It would be the next traveller's, whom a fresh
 * worker serves; and a picture that takes this one over or ends it would spoil the crossing of
 * whoever is in the chamber, who did not bring it.
 */
#ifndef EG_PROG_PAGE_JOB_H
#define EG_PROG_PAGE_JOB_H

#include "document/page_look.h"
#include "document/page_prompt.h"
#include "hal/page.h"
#include "wire/msg.h"

#define PAGE_JOB_TRIES 5 /* pictures of one document, then an officer is to help */
/* Odds in decibans below which a character may be another one: 55 to 1, as mrz_read asks for a
 * whole zone, in whole decibans. */
#define PAGE_JOB_SURE 18

/* All in microseconds. */
#define PAGE_JOB_FAULT_US    INT64_C(5000000) /* black, frozen or no picture for so long */
#define PAGE_JOB_STILL_US    INT64_C(1000000) /* it moves for so long: to be held still */
#define PAGE_JOB_LAID_US     INT64_C(500000)  /* shorter than that nothing was laid on */
#define PAGE_JOB_HOLD_US     INT64_C(3000000) /* what was asked stays, after it was lifted */
#define PAGE_JOB_PATIENCE_US INT64_C(5000000) /* of tries at what a live camera sees */
#define PAGE_JOB_PACE_US     INT64_C(250000)  /* between two looks while nothing is to be read */
#define PAGE_JOB_AGAIN_US    INT64_C(300000)  /* between two tries */
#define PAGE_JOB_PAIR_US     INT64_C(5000000) /* from an infrared picture to its visible one */
#define PAGE_JOB_LATER_US    INT64_C(1000000) /* an officer was asked for; it was told */

/* The side of a page where its portrait is. */
struct page_cut {
	struct rd grey; /* width * height; borrowed until the next one */
	uint16_t width;
	uint16_t height;
	uint16_t dpi;
};

/* A page for officers, of our own encoding. */
struct page_shown {
	struct rd jpeg; /* borrowed until what was seen is forgotten */
	uint16_t width;
	uint16_t height;
};

/* Through which a job sees; src/prog/page_eyes.h has real ones. All as of document/page_look.h and
 * mrz_read.h where the names say so. */
struct page_eyes {
	void *room; /* borrowed: of what needs some */
	/* A picture as grey: borrowed until the next one in the same light. */
	enum eg_err (*decode)(void *room, const struct page_shot *shot, struct mrz_image *out);
	enum eg_err (*read)(void *room, const struct mrz_image *image, struct mrz_read *out);
	enum eg_err (*look)(const struct mrz_image *image, const struct mrz_read *read,
			    unsigned dpi, struct page_seen *out);
	unsigned (*prompt)(const struct page_seen *seen, const struct mrz_read *read);
	enum verdict (*print)(const struct page_seen *seen, enum reason *why);
	enum verdict (*infrared)(const struct mrz_image *visible, const struct mrz_read *read,
				 const struct mrz_image *infrared, const struct mrz_read *dark,
				 enum reason *why);
	/* false: there is none on this page. */
	bool (*portrait)(void *room, const struct mrz_image *image, const struct mrz_read *read,
			 struct page_cut *out);
	/* A small copy of what was read is kept, in place of one before it; where that fails, none.
	 * image: the shot's. */
	void (*copy)(void *room, const struct page_shot *shot, const struct mrz_image *image,
		     const struct mrz_read *read);
	/* That copy, encoded; false: there is none, or it cannot be encoded. */
	bool (*show)(void *room, struct page_shown *out);
	enum eg_err (*watch)(struct page_watch *w, const struct mrz_image *image,
			     enum page_lies *out);
	void (*keep)(struct page_watch *w);
	void (*drop)(struct page_watch *w);
	void (*forget)(void *room); /* wipes what was seen */
};

/* Where messages go; bulk is empty for messages without. msg_document.own_us is left to it. */
struct page_sink {
	void *context;
	enum eg_err (*send)(void *context, const struct msg *m, struct rd bulk);
};

/* Of a live camera: when it was last as it should be. */
struct page_pulse {
	int64_t seen_us;    /* a picture came */
	int64_t lit_us;     /* one that was not black */
	int64_t changed_us; /* one that was another than before */
	uint64_t hash;      /* of the last one, as encoded */
	uint32_t changes;
};

#define PAGE_JOB_KEY_ROOM 48 /* the key of any zone: 22 + 1 + 7 + 7 characters */

struct page_job {
	const struct page_eyes *eyes; /* borrowed */
	struct page_sink sink;
	bool live;
	uint32_t epoch;                 /* 0: no traveller yet; else nothing is looked at */
	uint32_t unreadable;            /* lines and pictures so far */
	uint8_t prompt;                 /* enum page_prompt, told last */
	bool pictures;                  /* some came: prompts are told */
	bool lies;                      /* a document lies there */
	bool told;                      /* and was read: MSG_DOCUMENT */
	bool clear;                     /* it was laid on since this worker looks */
	bool copied;                    /* and the eyes may have a copy of it */
	uint8_t key[PAGE_JOB_KEY_ROOM]; /* of that one */
	size_t key_size;
	uint32_t tries; /* pictures of it that could not be read */
	bool has_infrared;
	struct mrz_image infrared; /* in the eyes' room */
	int64_t infrared_us;       /* it came */
	int64_t laid_us;           /* of a live camera: it appeared */
	int64_t moves_us;          /* it moves since then; 0: it does not */
	int64_t first_us;          /* first and last try */
	int64_t tried_us;
	int64_t hold_us; /* the prompt stays until then */
	struct page_pulse pulse;
	struct page_watch watch;
};

struct page_job page_job_new(const struct page_eyes *eyes, bool live, struct page_sink sink,
			     int64_t now_us);
void page_job_clear(struct page_job *j); /* cleanup; wipes */
/* Takes the traveller of a MSG_BEGIN, shows the page that they began with, and wipes what was seen.
 * EG_STATE if there is one already; what the sink says. */
EG_CHECK enum eg_err page_job_begin(struct page_job *j, const struct msg *begin);
/*
 * One shot of the reader. What cannot be read is no error. EG_IO: the camera is not fit to serve,
 * and MSG_UNFIT said so; what the sink says ends it, too.
 */
EG_CHECK enum eg_err page_job_take(struct page_job *j, const struct page_shot *shot,
				   int64_t now_us);
/* Time goes on, with or without a picture: at least twice a second for a live camera. Likewise. */
EG_CHECK enum eg_err page_job_time(struct page_job *j, int64_t now_us);
/* The camera is lost: MSG_UNFIT and EG_IO. */
EG_CHECK enum eg_err page_job_unfit(struct page_job *j, enum reason why);
/* To be laid on: of a reader that does not tell what lies there already. */
EG_CHECK enum eg_err page_job_ask(struct page_job *j);
/* MSG_READY may be said: at once, or when a live camera has shown that it is one. */
bool page_job_serves(const struct page_job *j);
/* This picture of a live camera need not be looked at: nothing is to be read there, or an officer
 * was asked for, and the last was looked at a moment ago. */
bool page_job_skips(const struct page_job *j, int64_t now_us);
/* Nothing lies there, as far as is known. */
bool page_job_idle(const struct page_job *j);

#endif
