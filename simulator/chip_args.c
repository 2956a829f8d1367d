/*
 * chip_args: what the command lines of the virtual chip and of forge have beyond os/args.
 * Knows text forms. Never knows what a setting means.
 */
#include "simulator/chip_args.h"

#include <string.h>

enum eg_err chip_args_switch(const struct args *a, const char *key, bool fallback, bool *out)
{
	const char *text = args_text(a, key, fallback ? "on" : "off");
	*out = strcmp(text, "on") == 0;
	if (!*out && strcmp(text, "off") != 0) {
		return EG_FAIL(EG_CONFIG, "a setting is neither on nor off");
	}
	return EG_OK;
}

enum eg_err chip_args_check(const struct args *a, const char *const *keys)
{
	for (int i = 0; i < a->count; i++) {
		const struct args word = {.count = 1, .words = &a->words[i]};
		bool known = false;
		for (size_t k = 0; keys[k] != NULL && !known; k++) {
			known = args_text(&word, keys[k], NULL) != NULL;
		}
		if (!known) {
			return EG_FAIL(EG_CONFIG, "unknown setting; settings are key=value");
		}
	}
	return EG_OK;
}
