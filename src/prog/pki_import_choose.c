/*
 * pki_import_choose: whose lists an import takes, from words of a command line.
 * Knows the words of states. Never knows files or stores.
 */
#include "prog/pki_import_choose.h"

/* Two capitals. */
static enum eg_err take_state(struct rd text, char out[4])
{
	for (size_t i = 0; i < 2; i++) {
		uint8_t c = 0;
		if (!rd_u8(&text, &c) || c < 'A' || c > 'Z') {
			return EG_FAIL(EG_CONFIG, "a state is two capitals");
		}
		out[i] = (char)c;
	}
	return rd_end(&text) ? EG_OK : EG_FAIL(EG_CONFIG, "a state is two capitals");
}

enum eg_err pki_import_choose(const char *lists_of, const char *own_state, bool unanchored,
			      struct import_options *o)
{
	struct rd states = rd_cstr(lists_of == NULL ? "" : lists_of);
	o->take_unanchored = unanchored;
	if (own_state != NULL) {
		EG_TRY(take_state(rd_cstr(own_state), o->own_state));
	}
	while (states.left > 0) {
		if (o->list_state_count == IMPORT_STATES_MAX) {
			return EG_FAIL(EG_CONFIG, "too many states");
		}
		EG_TRY(take_state(rd_until(&states, ","), o->list_states[o->list_state_count]));
		o->list_state_count++;
	}
	return EG_OK;
}
