/*
 * lds_deviation: what a file of the chip does otherwise than Doc 9303-10 says, as a set of bits.
 * Knows texts. Never knows whether a deviation is tolerable.
 */
#include "emrtd/lds_deviation.h"

_Static_assert(LDS_DEVIATION_COUNT <= 32, "a set of deviations is 32 bits");

const char *lds_deviation_text(unsigned deviation)
{
	static const char *const texts[] = {
#define X(name, text) text,
		LDS_DEVIATIONS(X)
#undef X
	};
	return deviation < LDS_DEVIATION_COUNT ? texts[deviation] : "?";
}
