/*
 * lds_bio_deviation: what biometric files do that their standards do not foresee, as a set of bits.
 * Knows names and texts. Never knows who tolerates what.
 */
#include "emrtd/lds_bio_deviation.h"

_Static_assert(LDS_BIO_DEVIATION_COUNT <= 64, "a set of deviations is one number");

const char *lds_bio_deviation_text(enum lds_bio_deviation which)
{
	switch (which) {
#define X(name, text) \
	case name:    \
		return text;
		LDS_BIO_DEVIATIONS(X)
#undef X
	case LDS_BIO_DEVIATION_COUNT:
		break;
	}
	return "?";
}

enum eg_err lds_refuse(uint64_t set)
{
	for (unsigned which = 0; which < LDS_BIO_DEVIATION_COUNT; which++) {
		if ((set & LDS_DEV_BIT(which)) != 0) {
			return eg_fail(EG_BAD_DATA, __FILE__, __LINE__,
				       lds_bio_deviation_text((enum lds_bio_deviation)which));
		}
	}
	return EG_OK;
}
