/*
 * watchlist_seen: the highest number of a list that was ever taken, in a file beside it, so that
 * nobody brings an older list back.
 * Knows one number. Never knows a list.
 */
#include "prog/watchlist_seen.h"

#include "base/rd.h"
#include "base/wr.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define SIZE      11 /* ten digits and a line feed */
#define PATH_ROOM 4096
#define MODE      0644

static enum eg_err open_beside(const char *list_path, int flags, int *fd)
{
	char path[PATH_ROOM];
	struct wr w = WR_ARRAY(path);
	*fd = -1;
	wr_put(&w, rd_cstr(list_path));
	wr_put(&w, RD_TEXT(".number"));
	wr_u8(&w, '\0');
	if (w.bad) {
		return EG_FAIL(EG_CONFIG, "path of the watchlist too long");
	}
	*fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, MODE);
	return *fd >= 0 || errno != ENOENT ? EG_OK : EG_FAIL(EG_NOT_FOUND, "no number seen yet");
}

enum eg_err watchlist_seen_open(const char *list_path, int *fd)
{
	if (open_beside(list_path, O_RDWR | O_CREAT, fd) != EG_OK || *fd < 0) {
		return EG_FAIL(EG_CONFIG, "number of the watchlist cannot be kept beside it");
	}
	return EG_OK;
}

enum eg_err watchlist_seen_look(const char *list_path, int *fd)
{
	EG_TRY(open_beside(list_path, O_RDONLY, fd));
	return *fd >= 0 ? EG_OK : EG_FAIL(EG_CONFIG, "number of the watchlist seen last");
}

enum eg_err watchlist_seen_read(int fd, uint32_t *number)
{
	uint8_t octets[SIZE + 1];
	uint64_t value = 0;
	uint8_t c = 0;
	bool digits = false;
	*number = 0;
	ssize_t got = pread(fd, octets, sizeof(octets), 0);
	if (got == 0) {
		return EG_OK;
	}
	struct rd r = got == SIZE ? rd_of(octets, SIZE) : RD_EMPTY;
	while (rd_u8(&r, &c) && (c == ' ' || (c >= '0' && c <= '9'))) {
		if (c == ' ' && digits) {
			break;
		}
		digits = digits || c != ' ';
		value = digits ? value * 10 + (uint64_t)(c - '0') : 0;
	}
	if (got != SIZE || c != '\n' || r.left > 0 || !digits || value > UINT32_MAX) {
		return EG_FAIL(EG_BAD_DATA, "number of the watchlist seen last is none");
	}
	*number = (uint32_t)value;
	return EG_OK;
}

enum eg_err watchlist_seen_write(int fd, uint32_t number)
{
	char text[SIZE + 1];
	int size = snprintf(text, sizeof(text), "%10u\n", number);
	if (size != SIZE || pwrite(fd, text, SIZE, 0) != SIZE || fsync(fd) != 0) {
		return EG_FAIL(EG_IO, "number of the watchlist could not be kept");
	}
	return EG_OK;
}
