/*
 * lds_deviation: what a file of the chip does otherwise than Doc 9303-10 says, as a set of bits.
 * Knows names and texts. Never knows whether a deviation is tolerable.
 */
#include "emrtd/lds_deviation.h"

_Static_assert(LDS_DEVIATION_COUNT <= 32, "a set of deviations is 32 bits");

static const struct {
	const char *name;
	const char *text;
} deviations[] = {
#define X(name, text) {#name, text},
	LDS_DEVIATIONS(X)
#undef X
};

const char *lds_deviation_name(unsigned deviation)
{
	return deviation < LDS_DEVIATION_COUNT ? deviations[deviation].name : "?";
}

const char *lds_deviation_text(unsigned deviation)
{
	return deviation < LDS_DEVIATION_COUNT ? deviations[deviation].text : "?";
}
