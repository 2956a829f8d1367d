/*
 * reader: a contactless card reader as an APDU pipe. Backends: pcsc, replay (a recorded session).
 * Knows connection and time limits. Never knows what an APDU means.
 */
#ifndef EG_HAL_READER_H
#define EG_HAL_READER_H

#include "base/rd.h"
#include "base/wr.h"

struct reader;

struct reader_backend {
	const char *name; /* "pcsc", "replay" */
	/* Opens sockets and files; called before the sandbox. where: reader name prefix or file
	 * path. */
	enum eg_err (*open)(struct reader **out, const char *where);
	/* Waits up to ms for a card and connects to it. EG_TIMEOUT: none came. Inside the sandbox.
	 */
	enum eg_err (*connect)(struct reader *r, uint32_t ms);
	/* One command, one answer with SW1 SW2. EG_GONE: card lost. */
	enum eg_err (*exchange)(struct reader *r, struct rd command, struct wr *answer);
	/* Answer to reset of the connected card, with the historical bytes of a contactless one;
	 * empty: not known. Borrowed until the next connect. NULL: this backend knows none. */
	struct rd (*atr)(struct reader *r);
	/* Is the reader still there? Told at once, also inside the sandbox. */
	bool (*there)(struct reader *r);
	/* What the device calls itself, until it is closed; NULL for backends without a device. */
	const char *(*called)(const struct reader *r);
	/* Frees the card (field off), keeps the reader open. */
	void (*disconnect)(struct reader *r);
	void (*close)(struct reader **r);
};

/* "pcsc:NAME", "pcsc:" for the first reader there is, or "replay:FILE". */
EG_CHECK enum eg_err reader_find(const char *spec, const struct reader_backend **backend,
				 const char **where);

#endif
