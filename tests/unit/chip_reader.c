/*
 * chip_reader: the virtual chip in this process as a reader's backend.
 */
#include "chip_reader.h"

#include <stdlib.h>

struct reader {
	struct chip *chip; /* borrowed */
	bool connected;
	unsigned lose_after; /* commands; 0: contact holds */
};

enum eg_err chip_reader_open(struct reader **out, struct chip *chip)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "reader");
	}
	(*out)->chip = chip;
	return EG_OK;
}

static enum eg_err open_nothing(struct reader **out, const char *where)
{
	(void)where;
	return chip_reader_open(out, NULL);
}

static enum eg_err connect(struct reader *r, uint32_t ms)
{
	(void)ms;
	if (r->chip == NULL) {
		return EG_TIMEOUT;
	}
	chip_reset(r->chip);
	r->connected = true;
	return EG_OK;
}

void chip_reader_lose(struct reader *r, unsigned after)
{
	r->lose_after = after + 1;
}

static enum eg_err exchange(struct reader *r, struct rd command, struct wr *answer)
{
	if (r->lose_after > 0 && --r->lose_after == 0) {
		r->connected = false;
		return EG_GONE;
	}
	return r->connected ? chip_command(r->chip, command, answer) : EG_STATE;
}

static bool there(struct reader *r)
{
	return r != NULL;
}

static void disconnect(struct reader *r)
{
	r->connected = false;
}

static void close_reader(struct reader **r)
{
	free(*r);
	*r = NULL;
}

const struct reader_backend chip_reader = {
	.name = "chip",
	.open = open_nothing,
	.connect = connect,
	.exchange = exchange,
	.there = there,
	.disconnect = disconnect,
	.close = close_reader,
};
