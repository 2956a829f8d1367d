/*
 * page_feeder: the process that takes a vendor's pictures out of a folder for a sandboxed worker.
 * Knows names, kinds and sizes of files. Never looks at what is in them.
 *
 *   folder            feeder (own process)                        worker (sandboxed, page_folder)
 *     |  NAME.png       |                                           |
 *     |---------------->| opened, deleted, copied to a sealed memfd |
 *     |                 | struct feeder_note, 12 octets, + memfd    |
 *     |                 |------------------------------------------>|
 *     |                 |              FEEDER_MORE, 1 octet, a memfd |
 *     |                 |<------------------------------------------|
 *
 * AF_UNIX, SOCK_SEQPACKET. At most FEEDER_AHEAD pictures are on their way; what comes meanwhile
 * stays in the folder. The feeder ends with its worker, and tells when it ends itself by that.
 */
#ifndef EG_HAL_PAGE_FEEDER_H
#define EG_HAL_PAGE_FEEDER_H

#include "base/err.h"

#define FEEDER_MAGIC UINT32_C(0x45464745) /* "EGFE" as bytes in memory */
#define FEEDER_MORE  ((uint8_t)'M')
#define FEEDER_AHEAD 2 /* the infrared picture and the visible one of a document */

enum feeder_kind {
	FEEDER_READY,   /* first: what lay there before is deleted, what comes now counts */
	FEEDER_PICTURE, /* beside it the memfd */
	FEEDER_REMOVED, /* the document was taken away */
	FEEDER_REFUSED, /* for this reason; instead of FEEDER_READY: the feeder ended */
};

enum feeder_reason {
	FEEDER_NONE,
	FEEDER_FOREIGN,    /* a file that is none of ours; told once */
	FEEDER_LINK,       /* symbolic, or one of several names of a file */
	FEEDER_NO_FILE,    /* a device, FIFO, socket or folder with a picture's name */
	FEEDER_SIZE,       /* empty, or larger than PAGE_PICTURE_MAX; deleted */
	FEEDER_CHANGED,    /* written to while it was read; deleted */
	FEEDER_UNREADABLE, /* may not be opened */
	FEEDER_KEPT,       /* may not be deleted */
	FEEDER_FLOOD,      /* more files than can be followed; all deleted */
	FEEDER_NO_CAGE,    /* privileges could not be given up */
	FEEDER_NO_MEMORY,
};

struct feeder_note {
	uint32_t magic; /* FEEDER_MAGIC */
	uint32_t size;  /* octets of the picture; 0: none is there */
	uint8_t kind;   /* enum feeder_kind */
	uint8_t format; /* enum page_format */
	uint8_t light;  /* enum page_light */
	uint8_t reason; /* enum feeder_reason */
};

_Static_assert(sizeof(struct feeder_note) == 12, "the note is 12 octets on the line");

/*
 * Forks the feeder of a folder; the caller closes *line, which ends it. The caller's own process
 * needs nothing of the folder any more. EG_CONFIG: no such folder, or one that everybody may write
 * to.
 */
EG_CHECK enum eg_err feeder_start(int *line, const char *folder);

#endif
