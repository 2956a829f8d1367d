/*
 * finger_template: what is kept of a fingerprint.
 * Knows its size. Never knows how it is made or compared.
 */
#include "biometrics/finger_template.h"

#include "base/secret.h"

_Static_assert(sizeof(struct finger_template) <= 16 * 1024, "sixteen templates fit in a page run");
_Static_assert(FINGER_MINUTIAE_MAX <= UINT8_MAX, "count is a byte");

void finger_template_clear(struct finger_template *t)
{
	secret_wipe(t, sizeof(*t));
}
