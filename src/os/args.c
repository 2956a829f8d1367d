/*
 * args: the settings a process is given, as key=value words on its command line.
 * Knows keys and text forms. Never reads a file: egated does, once.
 */
#include "os/args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct args args_of(int argc, char *const argv[])
{
	return argc > 1 ? (struct args){.count = argc - 1, .words = argv + 1} : (struct args){0};
}

const char *args_text(const struct args *a, const char *key, const char *fallback)
{
	size_t size = strlen(key);
	for (int i = 0; i < a->count; i++) {
		const char *word = a->words[i];
		if (strncmp(word, key, size) == 0 && word[size] == '=') {
			return word + size + 1;
		}
	}
	return fallback;
}

enum eg_err args_number(const struct args *a, const char *key, int64_t lowest, int64_t highest,
			int64_t fallback, int64_t *out)
{
	const char *text = args_text(a, key, NULL);
	*out = fallback;
	if (text == NULL) {
		return EG_OK;
	}
	char *end = NULL;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	bool digits = (text[0] >= '0' && text[0] <= '9') || text[0] == '-';
	if (!digits || end == text || *end != '\0' || errno != 0) {
		return EG_FAIL(EG_CONFIG, "a setting is not a number");
	}
	if (value < lowest || value > highest) {
		return EG_FAIL(EG_CONFIG, "a setting is out of its range");
	}
	*out = value;
	return EG_OK;
}
