/*
 * lds_deviation: what biometric files do that their standards do not foresee, as a set of bits.
 * Knows names and texts. Never knows who tolerates what.
 */
#include "emrtd/lds_deviation.h"

_Static_assert(LDS_DEVIATION_COUNT <= 64, "a set of deviations is one number");

const char *lds_deviation_text(enum lds_deviation which)
{
	switch (which) {
#define X(name, text) \
	case name:    \
		return text;
		LDS_DEVIATIONS(X)
#undef X
	case LDS_DEVIATION_COUNT:
		break;
	}
	return "?";
}

enum eg_err lds_refuse(uint64_t set)
{
	for (unsigned which = 0; which < LDS_DEVIATION_COUNT; which++) {
		if ((set & LDS_DEV_BIT(which)) != 0) {
			return eg_fail(EG_BAD_DATA, __FILE__, __LINE__,
				       lds_deviation_text((enum lds_deviation)which));
		}
	}
	return EG_OK;
}
