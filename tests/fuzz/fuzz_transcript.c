/*
 * fuzz_transcript: any text as a transcript: played with the very commands it has, and its numbers
 * and head asked for.
 */
#include "tests/fuzz/fuzz.h"

#include "hal/reader_replay.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define ANSWER_MAX    512
#define EXCHANGES_MAX 64

static int text_fd(struct rd text)
{
	int fd = memfd_create("transcript", MFD_CLOEXEC);
	promise(fd >= 0);
	promise(write(fd, text.at, text.left) == (ssize_t)text.left);
	return fd;
}

static struct reader *opened(struct rd text)
{
	char path[64];
	struct reader *r = NULL;
	EG_AUTO(eg_close) int fd = text_fd(text);
	promise(snprintf(path, sizeof(path), "/proc/self/fd/%d", fd) > 0);
	enum eg_err err = reader_replay.open(&r, path);
	promise((err == EG_OK) == (r != NULL));
	return r;
}

static int digit_of(uint8_t c)
{
	static const uint8_t digits[] = "0123456789ABCDEF";
	uint8_t upper = c >= 'a' && c <= 'f' ? (uint8_t)(c - 32) : c;
	for (int i = 0; i < 16; i++) {
		if (digits[i] == upper) {
			return i;
		}
	}
	return -1;
}

/* The octets of the next command line, read apart from hal; what is no digit ends them. */
static bool next_command(struct rd *text, struct wr *command)
{
	while (text->left > 0) {
		struct rd line = rd_until(text, "\r\n");
		uint8_t high;
		uint8_t low;
		if (!rd_u8(&line, &high) || high != '>') {
			continue;
		}
		while (line.left > 0 && rd_u8(&line, &high)) {
			if (high == ' ' || high == '\t') {
				continue;
			}
			if (digit_of(high) < 0 || !rd_u8(&line, &low) || digit_of(low) < 0) {
				break;
			}
			wr_u8(command, (uint8_t)(digit_of(high) * 16 + digit_of(low)));
		}
		return true;
	}
	return false;
}

static void play(struct reader *r, struct rd text)
{
	static uint8_t asked[4096];
	uint8_t octets[ANSWER_MAX];
	enum eg_err first = reader_replay.connect(r, 0);
	promise(first == EG_OK || first == EG_UNSUPPORTED);
	for (int i = 0; i < EXCHANGES_MAX; i++) {
		struct wr command = WR_ARRAY(asked);
		struct wr answer = WR_ARRAY(octets);
		if (!next_command(&text, &command)) {
			return;
		}
		enum eg_err err = reader_replay.exchange(r, wr_view(&command), &answer);
		promise(err == EG_OK || err == EG_GONE || err == EG_BAD_DATA ||
			err == EG_MISMATCH || err == EG_STATE);
		promise((first == EG_OK) || err == EG_STATE);
		promise(err != EG_OK || !answer.bad);
		if (err != EG_GONE) {
			continue;
		}
		err = reader_replay.connect(r, 0); /* of a card that is lost for good: none */
		promise(err == EG_OK || err == EG_TIMEOUT);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd text = rd_of(data, size);
	struct reader *r = opened(text);
	uint8_t octets[16];
	struct wr number = WR_ARRAY(octets);
	if (r == NULL) {
		return 0;
	}
	enum eg_err err = replay_number(r, "challenge", &number);
	promise(err == EG_OK || err == EG_NOT_FOUND || err == EG_BAD_DATA || err == EG_UNSUPPORTED);
	promise(replay_head(r, "date").left <= size);
	play(r, text);
	reader_replay.close(&r);
	promise(r == NULL);
	return 0;
}
