/*
 * page: the page reader that sees the printed zone: which backend serves it.
 * Knows the names of the backends. Never knows lines of text.
 */
#include "hal/page.h"

#include "hal/backends.h"
#include "hal/page_camera.h"
#include "hal/page_folder.h"
#include "hal/page_sim.h"
#include "hal/page_swipe.h"
#include "hal/page_wedge.h"
#include "hal/spec.h"

enum eg_err page_find(const char *spec, const struct page_backend **backend, const char **where)
{
	static const struct page_backend *const all[] = {&page_camera, &page_folder, &page_sim,
							 &page_swipe, &page_wedge};
	EG_TRY(backend_known(BACKEND_PAGE, rd_cstr(spec)));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *found = spec_where(spec, all[i]->name);
		if (found != NULL) {
			*backend = all[i];
			*where = found;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "page reader: known by name, and not built in");
}
