/*
 * fixed: private numbers that are given instead of drawn, and have to fit a group.
 * Knows their sizes. Never knows what they are for.
 */
#ifndef EG_EMRTD_FIXED_H
#define EG_EMRTD_FIXED_H

#include "base/rd.h"

/* Octets of the orders of finite fields' subgroups: 160 bits in 1024, and at least 224 in longer
 * fields (RFC 5114; Doc 9303-11, 9.5.1). */
#define FIXED_ORDER_1024   20
#define FIXED_ORDER_LONGER 28

/*
 * As much of a number as certainly lies below an order of so many octets: one octet less. For
 * numbers that were drawn before the group was known, as a recording does. Shorter ones as they
 * are.
 */
struct rd fixed_cut(struct rd number, size_t order_size);

#endif
