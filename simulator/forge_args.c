/*
 * forge_args: what the commands of egate-forge have in common: days, folders, lists of files.
 * Knows text forms. Never mints.
 */
#include "simulator/forge_args.h"

#include "simulator/file.h"
#include "simulator/forge_files.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

static bool read_number(struct rd *from, size_t digits, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < digits; i++) {
		uint8_t c;
		if (!rd_u8(from, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (unsigned)(c - '0');
	}
	return true;
}

enum eg_err forge_args_day(const struct args *a, const char *key, struct date fallback,
			   struct date *out)
{
	const char *given = args_text(a, key, NULL);
	struct rd r = rd_cstr(given);
	unsigned year;
	unsigned month;
	unsigned day;
	*out = fallback;
	if (given == NULL) {
		return EG_OK;
	}
	if (!read_number(&r, 4, &year) || !rd_skip(&r, 1) || !read_number(&r, 2, &month) ||
	    !rd_skip(&r, 1) || !read_number(&r, 2, &day) || !rd_end(&r)) {
		return EG_FAIL(EG_CONFIG, "a day is YYYY-MM-DD");
	}
	*out = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
	return date_valid(*out) ? EG_OK : EG_FAIL(EG_CONFIG, "no such day");
}

enum eg_err forge_args_today(const struct args *a, struct date *out)
{
	return forge_args_day(a, "today", date_from_unix((int64_t)time(NULL)), out);
}

enum eg_err forge_args_folder(const char *path)
{
	if (path == NULL) {
		return EG_FAIL(EG_CONFIG, "out=DIR is needed");
	}
	if (mkdir(path, 0755) != 0 && errno != EEXIST) {
		return EG_FAIL(EG_IO, "folder cannot be made");
	}
	return EG_OK;
}

enum eg_err forge_args_file(struct rd path, size_t limit, struct bytes *out)
{
	char text[FORGE_PATH_MAX] = {0};
	size_t size;
	if (!rd_dump(path, text, sizeof(text) - 1, &size)) {
		return EG_FAIL(EG_TOO_BIG, "path is too long");
	}
	return file_read(text, limit, out);
}
