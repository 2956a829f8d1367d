/*
 * air: how long a conversation takes between antenna and chip, from the sizes of its APDUs alone.
 *
 * ISO/IEC 14443 type A: a byte is nine bits (parity), frames of at most 256 bytes (FSD = FSC = 256)
 * of which three are block header and checksum; a longer APDU goes in several blocks, each but the
 * last answered by an R-block of three bytes; 0.1 ms of turn-around a frame. What chip, USB and
 * host take for each APDU is one sum on top. What the chip computes is not in it.
 */
#ifndef EG_TESTS_BENCH_AIR_H
#define EG_TESTS_BENCH_AIR_H

#include "base/err.h"

#define AIR_APDUS_MAX 4096

struct air_apdu {
	uint32_t up; /* bytes of the command, of the answer */
	uint32_t down;
};

struct air_log {
	struct air_apdu of[AIR_APDUS_MAX];
	size_t count;
};

/* Beyond the room they are dropped, and lost is no measurement: the count tells. */
void air_add(struct air_log *log, size_t up, size_t down);
uint64_t air_up(const struct air_log *log); /* sums, bytes */
uint64_t air_down(const struct air_log *log);
/* Seconds at a bit rate (106, 212, 424, 848 kbit/s), with so many milliseconds for each APDU. */
double air_seconds(const struct air_log *log, unsigned kbit, double apdu_ms);

#endif
