/*
 * egate_gate: egate gate check: descriptions of gates before they are used.
 * Knows the words of the command. Never knows what is wrong with a description (gate_check.h).
 */
#include "prog/egate.h"
#include "prog/gate_check.h"

#include <stdio.h>
#include <string.h>

/* All of it or nothing: JSON that ends early is none. */
static enum eg_err tell_json(int count, char *const names[], bool *sound)
{
	static struct gate_check one; /* too large for a stack frame */
	EG_AUTO(json_free) cJSON *whole = cJSON_CreateObject();
	cJSON *files = cJSON_AddArrayToObject(whole, "files");
	bool added = files != NULL;
	for (int i = 0; i < count && added; i++) {
		EG_TRY(gate_check_load(names[i], &one));
		*sound = gate_check_sound(&one) && *sound;
		added = gate_check_json(json_add_object(files), names[i], &one);
	}
	return added ? json_print(stdout, whole) : EG_FAIL(EG_NO_MEMORY, "descriptions as JSON");
}

static enum eg_err tell_all(int count, char *const names[], bool *sound)
{
	static struct gate_check one; /* too large for a stack frame */
	for (int i = 0; i < count; i++) {
		EG_TRY(gate_check_load(names[i], &one));
		*sound = gate_check_sound(&one) && *sound;
		gate_check_tell(stdout, names[i], &one);
	}
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "result could not be written");
}

int egate_gate(int count, char *const words[])
{
	bool sound = true;
	bool json = count >= 2 && strcmp(words[count - 1], "--json") == 0;
	int names = count - 1 - (json ? 1 : 0);
	if (names < 1 || strcmp(words[0], "check") != 0) {
		return EGATE_USAGE;
	}
	for (int i = 1; i <= names; i++) {
		if (words[i][0] == '-') {
			return EGATE_USAGE;
		}
	}
	enum eg_err err =
		json ? tell_json(names, words + 1, &sound) : tell_all(names, words + 1, &sound);
	if (err != EG_OK) {
		return egate_failed();
	}
	return sound ? EGATE_DONE : EGATE_FAILED;
}
