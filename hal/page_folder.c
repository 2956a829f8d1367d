/*
 * page_folder: the page reader as a folder, into which a vendor's driver puts still pictures.
 * Knows the notes of the process that feeds it. Never opens a file; never decodes a picture.
 */
#include "hal/page_folder.h"

#include "hal/page_feeder.h"
#include "hal/sealed_frame.h"
#include "hal/spec.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

struct page {
	int line; /* owned: to the feeder, which ends with it */
	uint16_t dpi;
	struct sealed_frame lent; /* owned */
};

static void folder_close(struct page **p)
{
	if (*p != NULL) {
		sealed_frame_unmap(&(*p)->lent);
		eg_close(&(*p)->line);
		free(*p);
		*p = NULL;
	}
}

/* Why the feeder refused something; the reader goes on. */
static enum eg_err refused(enum feeder_reason reason)
{
	switch (reason) {
	case FEEDER_FOREIGN:
		return EG_FAIL(EG_DENIED, "folder: a file that is no picture; further ones untold");
	case FEEDER_LINK:
		return EG_FAIL(EG_DENIED, "folder: a link in place of a picture");
	case FEEDER_NO_FILE:
		return EG_FAIL(EG_DENIED, "folder: a device, pipe or folder named as a picture");
	case FEEDER_SIZE:
		return EG_FAIL(EG_TOO_BIG, "folder: a picture that is empty or too large");
	case FEEDER_CHANGED:
		return EG_FAIL(EG_BAD_DATA, "folder: a picture written to while it was read");
	case FEEDER_UNREADABLE:
		return EG_FAIL(EG_DENIED, "folder: the driver lets nobody read it");
	case FEEDER_KEPT:
		return EG_FAIL(EG_DENIED, "folder: a picture that may not be deleted");
	case FEEDER_FLOOD:
		return EG_FAIL(EG_TOO_BIG, "folder: more files than can be followed");
	case FEEDER_NO_CAGE:
		return EG_FAIL(EG_SANDBOX, "folder: its feeder could not give up privileges");
	case FEEDER_NO_MEMORY:
		return EG_FAIL(EG_NO_MEMORY, "folder: no room for a picture");
	case FEEDER_NONE:
		break;
	}
	return EG_FAIL(EG_BAD_DATA, "folder: refused without a reason");
}

static enum eg_err hear(struct page *p, struct feeder_note *note, int *memfd)
{
	enum eg_err err = sealed_frame_receive(p->line, note, sizeof(*note), memfd);
	if (err == EG_GONE) {
		return EG_FAIL(EG_GONE, "folder: whoever watches it ended");
	}
	EG_TRY(err);
	return note->magic == FEEDER_MAGIC && (note->kind == FEEDER_PICTURE) == (*memfd >= 0)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "folder: a note of no known form");
}

/* The first note: the folder is empty now, or why it is not served. */
static enum eg_err wait_ready(struct page *p)
{
	struct pollfd line = {.fd = p->line, .events = POLLIN};
	struct feeder_note note = {0};
	EG_AUTO(eg_close) int memfd = -1;
	enum eg_err err;
	do {
		if (poll(&line, 1, -1) < 0 && errno != EINTR) {
			return EG_FAIL(EG_IO, "poll");
		}
		err = hear(p, &note, &memfd);
	} while (err == EG_TIMEOUT);
	EG_TRY(err);
	return note.kind == FEEDER_READY ? EG_OK : refused((enum feeder_reason)note.reason);
}

static enum eg_err folder_open(struct page **out, const char *where)
{
	struct rd rest = rd_cstr(where);
	EG_AUTO(folder_close) struct page *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "page reader");
	}
	p->line = -1;
	EG_TRY(spec_dpi(&rest, &p->dpi));
	/* What is left still ends with where's NUL. */
	EG_TRY(feeder_start(&p->line, (const char *)rest.at));
	EG_TRY(wait_ready(p));
	*out = p;
	p = NULL;
	return EG_OK;
}

static int folder_wake_fd(const struct page *p)
{
	return p->line;
}

static enum eg_err take_picture(struct page *p, const struct feeder_note *note, int memfd,
				struct page_shot *shot)
{
	const uint8_t more = FEEDER_MORE;
	/* A line without room for an octet is one whose feeder is stuck or gone. */
	if (send(p->line, &more, sizeof(more), MSG_NOSIGNAL | MSG_DONTWAIT) != 1) {
		return EG_FAIL(EG_GONE, "folder: whoever watches it ended");
	}
	if (note->size == 0 || note->size > PAGE_PICTURE_MAX || note->format > PAGE_PNM ||
	    note->light > PAGE_INFRARED) {
		return EG_FAIL(EG_BAD_DATA, "folder: a note of no known form");
	}
	EG_TRY(sealed_frame_map(memfd, note->size, &p->lent));
	*shot = (struct page_shot){
		.came = PAGE_CAME_PICTURE,
		.format = (enum page_format)note->format,
		.light = (enum page_light)note->light,
		.dpi = p->dpi,
		.bytes = sealed_frame_rd(&p->lent),
	};
	return EG_OK;
}

static enum eg_err folder_read(struct page *p, struct page_shot *shot)
{
	struct feeder_note note = {0};
	EG_AUTO(eg_close) int memfd = -1;
	*shot = (struct page_shot){.came = PAGE_CAME_GONE};
	sealed_frame_unmap(&p->lent);
	EG_TRY(hear(p, &note, &memfd));
	switch (note.kind) {
	case FEEDER_PICTURE:
		return take_picture(p, &note, memfd, shot);
	case FEEDER_REMOVED:
		return EG_OK;
	case FEEDER_REFUSED:
		return refused((enum feeder_reason)note.reason);
	default:
		return EG_FAIL(EG_BAD_DATA, "folder: a note of no known form");
	}
}

const struct page_backend page_folder = {
	.name = "folder",
	.stills = true,
	.open = folder_open,
	.wake_fd = folder_wake_fd,
	.read = folder_read,
	.close = folder_close,
};
