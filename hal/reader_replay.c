/*
 * reader_replay: a recorded session played back, strictly.
 * Knows the transcript's lines. Never knows what an APDU means.
 */
#include "hal/reader_replay.h"

#include "base/secret.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define TRANSCRIPT_MAX (4u * 1024u * 1024u)
#define APDU_MAX       4096

struct reader {
	struct bytes text; /* owned */
	struct rd left;    /* of text, not yet played */
	bool connected;
	bool lost;  /* as the transcript says: the next card is the same one, laid on again */
	bool ended; /* it has no more to play */
};

static void replay_close(struct reader **r)
{
	if (*r != NULL) {
		bytes_free(&(*r)->text);
		free(*r);
		*r = NULL;
	}
}

static enum eg_err load(int fd, struct bytes *out)
{
	uint8_t piece[4096];
	off_t size = lseek(fd, 0, SEEK_END);
	if (size < 0 || lseek(fd, 0, SEEK_SET) != 0) {
		return EG_FAIL(EG_IO, "transcript could not be read");
	}
	EG_TRY(bytes_reserve(out, (size_t)size, TRANSCRIPT_MAX));
	for (;;) {
		ssize_t got = read(fd, piece, sizeof(piece));
		if (got < 0) {
			return EG_FAIL(EG_IO, "transcript could not be read");
		}
		if (got == 0) {
			return EG_OK;
		}
		EG_TRY(bytes_append(out, rd_of(piece, (size_t)got)));
	}
}

/* The next line that is not empty: its mark and what follows the mark. */
static bool take_line(struct rd *text, uint8_t *mark, struct rd *rest)
{
	while (text->left > 0) {
		*rest = rd_until(text, "\r\n");
		if (rd_peek(rest, mark) && rd_skip(rest, 1)) {
			return true;
		}
	}
	return false;
}

/* The next line of the conversation itself. */
static bool take_entry(struct rd *text, uint8_t *mark, struct rd *rest)
{
	while (take_line(text, mark, rest)) {
		if (*mark != '#' && *mark != TRANSCRIPT_HEAD && *mark != TRANSCRIPT_NUMBER) {
			return true;
		}
	}
	return false;
}

/* What stands behind a word in the first line with this mark and word; empty if none has it. */
static struct rd find_line(const struct reader *r, uint8_t wanted, const char *word)
{
	struct rd text = bytes_rd(&r->text);
	struct rd rest;
	uint8_t mark;
	while (take_line(&text, &mark, &rest)) {
		if (mark == wanted && rd_skip(&rest, 1) &&
		    rd_equal(rd_until(&rest, " "), rd_cstr(word))) {
			return rest;
		}
	}
	return RD_EMPTY;
}

struct rd replay_head(const struct reader *r, const char *key)
{
	return find_line(r, TRANSCRIPT_HEAD, key);
}

static enum eg_err check_version(const struct reader *r)
{
	struct rd version = replay_head(r, "version");
	return version.left == 0 || rd_equal(version, rd_cstr(TRANSCRIPT_VERSION))
		       ? EG_OK
		       : EG_FAIL(EG_UNSUPPORTED, "transcript of another version");
}

static enum eg_err replay_open(struct reader **out, const char *where)
{
	EG_AUTO(replay_close) struct reader *r = calloc(1, sizeof(*r));
	EG_AUTO(eg_close) int fd = open(where, O_RDONLY | O_CLOEXEC);
	*out = NULL;
	if (r == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "transcript");
	}
	if (fd < 0) {
		return EG_FAIL(EG_NOT_FOUND, "transcript could not be opened");
	}
	EG_TRY(load(fd, &r->text)); /* and not a look into it: the sandbox is not there yet */
	*out = r;
	r = NULL;
	return EG_OK;
}

static enum eg_err replay_connect(struct reader *r, uint32_t ms)
{
	(void)ms; /* the card of a transcript comes at once or never */
	EG_TRY(check_version(r));
	if (r->ended) {
		return EG_TIMEOUT; /* whoever recorded it waited in vain for the card, too */
	}
	if (!r->lost) {
		r->left = bytes_rd(&r->text);
	}
	r->lost = false;
	r->connected = true;
	return EG_OK;
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'A' && c <= 'F') {
		return c - 'A' + 10;
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unhex(struct rd text, struct wr *out)
{
	int high = -1;
	uint8_t c;
	while (text.left > 0) {
		if (!rd_u8(&text, &c)) {
			return false;
		}
		if (c == ' ' || c == '\t') {
			continue;
		}
		int value = nibble(c);
		if (value < 0) {
			return false;
		}
		if (high < 0) {
			high = value;
		} else {
			wr_u8(out, (uint8_t)(high * 16 + value));
			high = -1;
		}
	}
	return high < 0 && !out->bad;
}

enum eg_err replay_number(const struct reader *r, const char *name, struct wr *out)
{
	EG_TRY(check_version(r));
	struct rd digits = find_line(r, TRANSCRIPT_NUMBER, name);
	if (digits.left == 0) {
		return EG_FAIL(EG_NOT_FOUND, "number in the transcript");
	}
	return unhex(digits, out) ? EG_OK : EG_FAIL(EG_BAD_DATA, "number in the transcript");
}

static enum eg_err replay_exchange(struct reader *r, struct rd command, struct wr *answer)
{
	uint8_t octets[APDU_MAX];
	struct wr expected = WR_ARRAY(octets);
	struct rd rest;
	uint8_t mark;
	if (!r->connected) {
		return EG_FAIL(EG_STATE, "no card connected");
	}
	if (!take_entry(&r->left, &mark, &rest)) {
		r->connected = false;
		r->ended = true;
		return EG_FAIL(EG_GONE, "transcript is at its end");
	}
	if (mark != '>' || !unhex(rest, &expected)) {
		return EG_FAIL(EG_BAD_DATA, "transcript has no command here");
	}
	if (!rd_equal(command, wr_view(&expected))) {
		return EG_FAIL(EG_MISMATCH, "another command than in the transcript");
	}
	if (!take_entry(&r->left, &mark, &rest) || (mark != '<' && mark != '!')) {
		return EG_FAIL(EG_BAD_DATA, "transcript has no answer here");
	}
	if (mark == '!') {
		struct rd after = r->left;
		r->connected = false;
		r->lost = true;
		r->ended = !take_entry(&after, &mark, &rest);
		return EG_FAIL(EG_GONE, "card lost as in the transcript");
	}
	return unhex(rest, answer) ? EG_OK : EG_FAIL(EG_BAD_DATA, "answer in the transcript");
}

static bool replay_there(struct reader *r)
{
	(void)r; /* a file that was read does not go away */
	return true;
}

static void replay_disconnect(struct reader *r)
{
	r->connected = false;
	r->lost = false;
	r->ended = false;
}

const struct reader_backend reader_replay = {
	.name = "replay",
	.open = replay_open,
	.connect = replay_connect,
	.exchange = replay_exchange,
	.there = replay_there,
	.disconnect = replay_disconnect,
	.close = replay_close,
};
