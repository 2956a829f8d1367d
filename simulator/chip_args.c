/*
 * chip_args: key=value words on the command line of the virtual chip and of forge.
 * Knows text forms. Never knows what a setting means.
 */
#include "simulator/chip_args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *value_of(const char *word, const char *key)
{
	size_t size = strlen(key);
	return strncmp(word, key, size) == 0 && word[size] == '=' ? word + size + 1 : NULL;
}

const char *chip_args_text(int count, char *const words[], const char *key, const char *fallback)
{
	for (int i = 0; i < count; i++) {
		const char *value = value_of(words[i], key);
		if (value != NULL) {
			return value;
		}
	}
	return fallback;
}

enum eg_err chip_args_number(int count, char *const words[], const char *key, uint32_t highest,
			     uint32_t fallback, uint32_t *out)
{
	const char *text = chip_args_text(count, words, key, NULL);
	char *end = NULL;
	*out = fallback;
	if (text == NULL) {
		return EG_OK;
	}
	errno = 0;
	unsigned long value = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || value > highest) {
		return EG_FAIL(EG_CONFIG, "a setting is not a number in its range");
	}
	*out = (uint32_t)value;
	return EG_OK;
}

enum eg_err chip_args_switch(int count, char *const words[], const char *key, bool fallback,
			     bool *out)
{
	const char *text = chip_args_text(count, words, key, fallback ? "on" : "off");
	*out = strcmp(text, "on") == 0;
	if (!*out && strcmp(text, "off") != 0) {
		return EG_FAIL(EG_CONFIG, "a setting is neither on nor off");
	}
	return EG_OK;
}

enum eg_err chip_args_check(int count, char *const words[], const char *const *keys)
{
	for (int i = 0; i < count; i++) {
		bool known = false;
		for (size_t k = 0; keys[k] != NULL && !known; k++) {
			known = value_of(words[i], keys[k]) != NULL;
		}
		if (!known) {
			return EG_FAIL(EG_CONFIG, "unknown setting; settings are key=value");
		}
	}
	return EG_OK;
}
