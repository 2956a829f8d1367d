/*
 * quirk_rig: one session with a chip that has quirks, by their names.
 */
#ifndef EG_TESTS_QUIRK_RIG_H
#define EG_TESTS_QUIRK_RIG_H

#include "session_rig.h"

/* The usual document, behind BAC only, or with its usual PACE. */
struct forge_order quirk_order_bac(void);
/* One session; the setting's quirks are those of the text. */
void quirk_run(const char *quirks, const struct forge_order *order, struct rig_setting setting,
	       struct rig_result *r);
/* Short commands only, as with a chip that states no buffers. */
struct rig_setting quirk_short(void);
/* A session that must end with all files and every finding of a plain chip. */
void quirk_is_survived(const char *quirks, const struct forge_order *order, struct rig_result *r);
/* The same, with short commands only. */
void quirk_is_survived_short(const char *quirks, const struct forge_order *order,
			     struct rig_result *r);

#endif
