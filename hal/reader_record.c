/*
 * reader_record: another reader, with a transcript of all that passes (see reader_replay.h).
 * Knows the transcript's lines and whose consent it needs. Never knows what an APDU means.
 */
#include "hal/reader_record.h"

#include "base/secret.h"
#include "hal/reader_replay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OWNER_ONLY 0600
#define LINE_MAX   512 /* of text; hexadecimal digits go out in pieces */

struct reader {
	const struct reader_backend *backend; /* of inner */
	struct reader *inner;                 /* owned */
	int64_t (*now_us)(void);
	int fd;
	bool lost; /* something could not be written */
};

static void put(struct reader *r, struct rd text)
{
	size_t done = 0;
	while (done < text.left && !r->lost) {
		ssize_t wrote = write(r->fd, text.at + done, text.left - done);
		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		r->lost = wrote <= 0;
		done += wrote > 0 ? (size_t)wrote : 0;
	}
}

/* One line of a mark, a word (may be empty) and octets in hexadecimal digits. */
static void put_line(struct reader *r, const char *mark, struct rd octets)
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t piece[LINE_MAX];
	struct wr w = WR_ARRAY(piece);
	uint8_t octet;
	wr_put(&w, rd_cstr(mark));
	while (octets.left > 0 && rd_u8(&octets, &octet)) {
		wr_u8(&w, (uint8_t)digits[octet >> 4]);
		wr_u8(&w, (uint8_t)digits[octet & 15]);
		if (w.cap - w.size < 4) {
			put(r, wr_view(&w));
			w = WR_ARRAY(piece);
		}
	}
	wr_u8(&w, '\n');
	r->lost = r->lost || w.bad;
	put(r, wr_view(&w));
	secret_wipe(piece, sizeof(piece));
}

static bool is_printable(uint8_t c)
{
	return c >= ' ' && c <= '~';
}

/* A line of the head; what is not printable becomes '?', so that no line can be smuggled in. */
static void put_head(struct reader *r, const char *key, const char *value)
{
	uint8_t octets[LINE_MAX];
	struct wr w = WR_ARRAY(octets);
	struct rd text = rd_cstr(value);
	uint8_t c;
	wr_u8(&w, TRANSCRIPT_HEAD);
	wr_u8(&w, ' ');
	wr_put(&w, rd_cstr(key));
	wr_u8(&w, ' ');
	while (text.left > 0 && w.size < sizeof(octets) - 1 && rd_u8(&text, &c)) {
		wr_u8(&w, is_printable(c) ? c : '?');
	}
	wr_u8(&w, '\n');
	put(r, wr_view(&w));
}

static bool is_consent(const char *text)
{
	struct rd left = rd_cstr(text);
	uint8_t c;
	bool some = false;
	if (left.left > RECORD_CONSENT_MAX) {
		return false;
	}
	while (left.left > 0 && rd_u8(&left, &c)) {
		if (!is_printable(c)) {
			return false;
		}
		some = some || c != ' ';
	}
	return some;
}

static void put_heads(struct reader *r, const struct record_order *order)
{
	char day[32];
	struct date d = order->today;
	(void)snprintf(day, sizeof(day), "%04u-%02u-%02u", d.year, d.month, d.day); /* fits */
	put_head(r, "version", TRANSCRIPT_VERSION);
	put_head(r, "date", day);
	put_head(r, "reader", order->reader_name);
	put_head(r, "consent", order->consent);
}

enum eg_err record_open(struct reader **out, const struct record_order *order)
{
	EG_AUTO(eg_free) struct reader *r = NULL;
	*out = NULL;
	if (order->consent == NULL || !is_consent(order->consent)) {
		return EG_FAIL(EG_DENIED, "a recording needs words of consent on one line");
	}
	r = calloc(1, sizeof(*r));
	if (r == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "recording");
	}
	r->fd = open(order->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, OWNER_ONLY);
	if (r->fd < 0) {
		return errno == EEXIST ? EG_FAIL(EG_CONFIG, "a file of that name is there already")
				       : EG_FAIL(EG_CONFIG, "transcript cannot be created");
	}
	r->backend = order->backend;
	r->now_us = order->now_us;
	put_heads(r, order);
	if (r->lost) {
		eg_close(&r->fd);
		return EG_FAIL(EG_IO, "transcript cannot be written");
	}
	r->inner = order->reader;
	*out = r;
	r = NULL;
	return EG_OK;
}

enum eg_err record_number(struct reader *r, const char *name, struct rd number)
{
	char mark[LINE_MAX / 4];
	int size = snprintf(mark, sizeof(mark), "%c %s ", TRANSCRIPT_NUMBER, name);
	if (size < 0 || (size_t)size >= sizeof(mark) || strpbrk(name, " \r\n") != NULL) {
		return EG_FAIL(EG_STATE, "name of a number");
	}
	put_line(r, mark, number);
	return record_whole(r);
}

enum eg_err record_whole(const struct reader *r)
{
	return r->lost ? EG_FAIL(EG_IO, "transcript could not be written whole") : EG_OK;
}

static enum eg_err record_refuse(struct reader **out, const char *where)
{
	(void)where; /* a file alone is not enough */
	*out = NULL;
	return EG_FAIL(EG_STATE, "a recording is opened by its order");
}

static enum eg_err record_connect(struct reader *r, uint32_t ms)
{
	return r->backend->connect(r->inner, ms);
}

static enum eg_err record_exchange(struct reader *r, struct rd command, struct wr *answer)
{
	char took[64];
	size_t before = answer->size;
	int64_t start_us = r->now_us();
	enum eg_err err = r->backend->exchange(r->inner, command, answer);
	long long took_us = (long long)(r->now_us() - start_us);
	struct rd said = wr_view(answer);
	put_line(r, "> ", command);
	if (err == EG_OK && rd_skip(&said, before) && said.left > 0) {
		put_line(r, "< ", said);
	} else {
		put(r, RD_TEXT("! gone\n"));
	}
	(void)snprintf(took, sizeof(took), "# %lld us\n", took_us); /* fits */
	put(r, rd_cstr(took));
	return err;
}

static bool record_there(struct reader *r)
{
	return r->backend->there(r->inner);
}

static void record_disconnect(struct reader *r)
{
	r->backend->disconnect(r->inner);
}

static void record_close(struct reader **r)
{
	if (*r != NULL) {
		(*r)->backend->close(&(*r)->inner);
		eg_close(&(*r)->fd);
		free(*r);
		*r = NULL;
	}
}

const struct reader_backend reader_record = {
	.name = "record",
	.open = record_refuse,
	.connect = record_connect,
	.exchange = record_exchange,
	.there = record_there,
	.disconnect = record_disconnect,
	.close = record_close,
};
