/*
 * page: the page reader that sees the printed zone: which backend serves it.
 * Knows the names of the backends. Never knows lines of text.
 */
#include "hal/page.h"

#include "hal/page_sim.h"
#include "hal/page_swipe.h"
#include "hal/spec.h"

enum eg_err page_find(const char *spec, const struct page_backend **backend, const char **where)
{
	static const struct page_backend *const all[] = {&page_sim, &page_swipe};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *found = spec_where(spec, all[i]->name);
		if (found != NULL) {
			*backend = all[i];
			*where = found;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "page reader: neither swipe:TTY nor sim:PATH");
}
