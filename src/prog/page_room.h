/*
 * page_room: all the room that pictures of a page need, taken once, and how they get into it.
 * Knows encodings and sizes. Never knows a reader, a zone, nor what is shown.
 *
 * A size that a picture announces is judged before a decoder writes a pixel; nothing of it makes
 * this room larger.
 */
#ifndef EG_PROG_PAGE_ROOM_H
#define EG_PROG_PAGE_ROOM_H

#include "hal/page.h"
#include "wire/msg.h"

#include "base/secret.h"
#include "document/mrz_read.h"
#include "document/page_copy.h"

struct page_room {
	struct mrz_reader *reader; /* owned */
	uint8_t *grey[2];          /* owned: by enum page_light, MRZ_READ_PIXELS_MAX octets each */
	size_t used[2];            /* of these */
	uint8_t *portrait;         /* owned: PAGE_PICTURE_SIDE_MAX squared */
	struct page_copy copy; /* of the page that was read, for officers; its pixels are owned */
	uint8_t *row;          /* owned: a row in colour, PAGE_SIDE_MAX pixels */
	struct bytes jpeg;     /* owned: that copy, once it was encoded */
};

/* EG_NO_MEMORY. */
EG_CHECK enum eg_err page_room_open(struct page_room *out);
void page_room_close(struct page_room *r); /* cleanup; wipes */
/* Every page of it is touched, and a drawn picture was read: so the first traveller waits for no
 * memory. Takes some tenths of a second. */
EG_CHECK enum eg_err page_room_warm(struct page_room *r);
/*
 * A picture as grey, borrowed until the next one in the same light. EG_TOO_BIG: beyond
 * PAGE_SIDE_MAX or MRZ_READ_PIXELS_MAX, or of no pixel; EG_UNSUPPORTED; EG_BAD_DATA,
 * EG_TRUNCATED: damaged. On failure out is empty.
 */
EG_CHECK enum eg_err page_room_decode(struct page_room *r, const struct page_shot *shot,
				      struct mrz_image *out);
/*
 * Keeps a small upright copy of a picture, in place of one before it; where that fails, none. In
 * colour, which is decoded only now, of the very octets that were read; in grey where they have no
 * colour, or cannot be had row by row. image: the same picture, as it was decoded.
 */
void page_room_copy(struct page_room *r, const struct page_shot *shot,
		    const struct mrz_image *image, unsigned angle);
/*
 * That copy as a JPEG of our own making, borrowed until what was seen is forgotten. EG_NOT_FOUND:
 * there is none; EG_TOO_BIG: it does not fit FACE_PICTURE_SIZE_MAX; EG_NO_MEMORY.
 */
EG_CHECK enum eg_err page_room_show(struct page_room *r, struct rd *jpeg);
/* Wipes what was seen. */
void page_room_forget(struct page_room *r);

#endif
