/*
 * fixed: private numbers that are given instead of drawn, and have to fit a group.
 * Knows their sizes. Never knows what they are for.
 */
#include "emrtd/fixed.h"

struct rd fixed_cut(struct rd number, size_t order_size)
{
	struct rd cut = RD_EMPTY;
	if (order_size == 0 || number.left < order_size) {
		return number;
	}
	return rd_take(&number, order_size - 1, &cut) ? cut : RD_EMPTY;
}
