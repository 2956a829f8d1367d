/*
 * quirk_rig: one session with a chip that has quirks, by their names.
 */
#include "quirk_rig.h"

struct forge_order quirk_order_bac(void)
{
	struct forge_order o = rig_order();
	o.pace.offered = false;
	return o;
}

void quirk_run(const char *quirks, const struct forge_order *order, struct rig_setting setting,
	       struct rig_result *r)
{
	assert_int_equal(chip_quirks_parse(&setting.profile.quirks, rd_cstr(quirks)), EG_OK);
	rig_run(order, &setting, r);
}

struct rig_setting quirk_short(void)
{
	return (struct rig_setting){.config = {.short_only = true}};
}

static void survived(const struct rig_result *r, const struct forge_order *order)
{
	rig_files(r, order);
	rig_finding(r, CHECK_PACE_KEPT, VERDICT_PASS,
		    order->pace.offered ? REASON_NONE : REASON_NOT_PRESENT);
	assert_int_equal(r->totals.access,
			 order->pace.offered ? EMRTD_ACCESS_PACE : EMRTD_ACCESS_BAC);
}

void quirk_is_survived(const char *quirks, const struct forge_order *order, struct rig_result *r)
{
	quirk_run(quirks, order, (struct rig_setting){0}, r);
	survived(r, order);
}

void quirk_is_survived_short(const char *quirks, const struct forge_order *order,
			     struct rig_result *r)
{
	quirk_run(quirks, order, quirk_short(), r);
	survived(r, order);
}
