/*
 * air: how long a conversation takes between antenna and chip, from the sizes of its APDUs alone.
 */
#include "air.h"

#define FRAME_MAX     256 /* FSD and FSC, bytes */
#define FRAME_OVER    3   /* PCB and CRC: also the whole of an R-block */
#define BITS_A_BYTE   9
#define TURNAROUND_MS 0.1

void air_add(struct air_log *log, size_t up, size_t down)
{
	if (log->count < AIR_APDUS_MAX) {
		log->of[log->count++] = (struct air_apdu){(uint32_t)up, (uint32_t)down};
	}
}

uint64_t air_up(const struct air_log *log)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < log->count; i++) {
		sum += log->of[i].up;
	}
	return sum;
}

uint64_t air_down(const struct air_log *log)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < log->count; i++) {
		sum += log->of[i].down;
	}
	return sum;
}

/* Frames of an APDU of this size: its blocks, and an R-block for each but the last. */
static uint64_t frames_of(uint32_t size)
{
	const uint32_t payload = FRAME_MAX - FRAME_OVER;
	uint64_t blocks = size == 0 ? 1 : (size + payload - 1) / payload;
	return 2 * blocks - 1;
}

double air_seconds(const struct air_log *log, unsigned kbit, double apdu_ms)
{
	uint64_t bytes = 0;
	uint64_t frames = 0;
	for (size_t i = 0; i < log->count; i++) {
		const struct air_apdu *a = &log->of[i];
		frames += frames_of(a->up) + frames_of(a->down);
		bytes += a->up + a->down;
	}
	bytes += frames * FRAME_OVER;
	double ms = (double)bytes * BITS_A_BYTE / kbit + (double)frames * TURNAROUND_MS +
		    (double)log->count * apdu_ms;
	return ms / 1000.0;
}
