/*
 * words: the words behind a command: options with their values, and plain ones.
 * Knows which options a command has. Never knows what they mean.
 */
#include "prog/words.h"

#include "os/now.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MS_PER_S 1000

static size_t find(const char *word, const struct words_option *options, size_t count)
{
	size_t i = 0;
	while (i < count && strcmp(word, options[i].name) != 0) {
		i++;
	}
	return i;
}

enum eg_err words_take(int count, char *const words[], const struct words_option *options,
		       size_t option_count, struct words *out)
{
	*out = (struct words){0};
	for (int i = 0; i < count; i++) {
		size_t which = find(words[i], options, option_count);
		if (which == option_count) {
			if (strncmp(words[i], "--", 2) == 0) {
				return EG_FAIL(EG_CONFIG, "no such option of this command");
			}
			if (out->plain_count == WORDS_PLAIN_MAX) {
				return EG_FAIL(EG_CONFIG, "too many words");
			}
			out->plain[out->plain_count++] = words[i];
			continue;
		}
		if (out->value[which] != NULL) {
			return EG_FAIL(EG_CONFIG, "an option is given twice");
		}
		if (!options[which].alone && ++i == count) {
			return EG_FAIL(EG_CONFIG, "an option without its value");
		}
		out->value[which] = options[which].alone ? "" : words[i];
	}
	return EG_OK;
}

enum eg_err words_number(const char *text, long lowest, long highest, long *out)
{
	char *end = NULL;
	errno = 0;
	*out = strtol(text, &end, 10);
	bool digits = text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
	return digits && *out >= lowest && *out <= highest
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "a number is none or out of its range");
}

static bool take_digits(struct rd *text, size_t digits, unsigned *out)
{
	uint8_t c = 0;
	*out = 0;
	for (size_t i = 0; i < digits; i++) {
		if (!rd_u8(text, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (unsigned)(c - '0');
	}
	return true;
}

static bool take_dash(struct rd *text)
{
	uint8_t c = 0;
	return rd_u8(text, &c) && c == '-';
}

enum eg_err words_day(const char *text, struct date *out)
{
	struct rd r = rd_cstr(text);
	unsigned year = 0;
	unsigned month = 0;
	unsigned day = 0;
	if (text == NULL) {
		*out = date_from_unix(now_unix_ms() / MS_PER_S);
		return EG_OK;
	}
	if (!take_digits(&r, 4, &year) || !take_dash(&r) || !take_digits(&r, 2, &month) ||
	    !take_dash(&r) || !take_digits(&r, 2, &day) || !rd_end(&r)) {
		return EG_FAIL(EG_CONFIG, "a day is written YYYY-MM-DD");
	}
	*out = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
	return date_valid(*out) ? EG_OK : EG_FAIL(EG_CONFIG, "a day is none");
}
