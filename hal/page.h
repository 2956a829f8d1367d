/*
 * page: the page reader, which sees the printed zone. Backends:
 *   swipe   a serial reader, or a FIFO: lines of text
 *   wedge   a reader that types like a USB keyboard: lines of text
 *   folder  still pictures that a vendor's driver puts into a folder
 *   camera  a camera below the glass (hal/camera.h): pictures without end
 *   sim     a world process: lines of text or still pictures
 * Knows lines of text, and pictures as encoded. Never decodes one; never knows what an MRZ means.
 */
#ifndef EG_HAL_PAGE_H
#define EG_HAL_PAGE_H

#include "base/rd.h"

#define PAGE_SIDE_MAX    8192                /* pixels, as of src/document/mrz_read.h */
#define PAGE_PICTURE_MAX (32u * 1024 * 1024) /* octets of one, as encoded */
#define PAGE_TEXT_MAX    128                 /* TD1: three lines of 30 and their ends */

enum page_came {
	PAGE_CAME_LINES,   /* of one document, each ended by '\n': it was laid on, or swiped */
	PAGE_CAME_PICTURE, /* of what lies there */
	PAGE_CAME_GONE,    /* what lay there was taken away */
};

enum page_format { PAGE_JPEG, PAGE_PNG, PAGE_PNM, PAGE_YUYV };

/* What lit the page. */
enum page_light {
	PAGE_VISIBLE,
	PAGE_INFRARED, /* B900; comes before the visible one of the same document */
};

struct page_shot {
	enum page_came came;
	enum page_format format; /* of a picture */
	enum page_light light;
	uint32_t width; /* pixels, of PAGE_YUYV; of others the decoder finds out */
	uint32_t height;
	uint32_t stride;  /* octets a row, of PAGE_YUYV */
	uint16_t dpi;     /* as the reader or its specification tells; 0: it does not */
	int64_t taken_us; /* CLOCK_MONOTONIC; 0: not told */
	bool lay;         /* it lay there when the reader was opened; of those that can tell */
	struct rd bytes;  /* text or picture; borrowed until the next call on this reader */
};

struct page;

struct page_backend {
	const char *name;
	/*
	 * true: pictures come all the time, and whoever looks finds out whether a document lies
	 * there; false: each is of a document that was laid on, and PAGE_CAME_GONE tells its end.
	 */
	bool live;
	/*
	 * Still pictures and nothing else, and each once: what lies there when it is opened is not
	 * told, and has to be laid on again.
	 */
	bool stills;
	/*
	 * It asks a video device inside the sandbox (ioctl), whose buffers count as address space:
	 * four of up to 25 MB, of a camera of 12 megapixels. No backend makes memfds or opens
	 * anything there.
	 */
	bool needs_video;
	/* Opens the device; called before the sandbox. where: as of the backend. */
	enum eg_err (*open)(struct page **out, const char *where);
	/* Readable when read may have something. */
	int (*wake_fd)(const struct page *p);
	/*
	 * Non-blocking: EG_TIMEOUT when nothing whole is there. EG_GONE, EG_IO: device lost.
	 * Others: what came was refused (eg_fault_last() says why), and the reader goes on.
	 */
	enum eg_err (*read)(struct page *p, struct page_shot *shot);
	void (*close)(struct page **p);
};

/* EG_CONFIG: no such backend, or a where that it does not take. */
EG_CHECK enum eg_err page_find(const char *spec, const struct page_backend **backend,
			       const char **where);

#endif
