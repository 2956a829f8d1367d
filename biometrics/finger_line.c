/*
 * finger_line: walks along lines one pixel wide.
 * Knows neighbours of a pixel. Never knows minutiae.
 */
#include "biometrics/finger_line.h"

static const int32_t around[8] = {-STRIDE, 1 - STRIDE, 1,  STRIDE + 1,
				  STRIDE,  STRIDE - 1, -1, -STRIDE - 1};

/*
 * Neighbours that touch each other are one way; of those the one that shares a side with the pixel
 * is taken, as it is nearer.
 */
struct finger_ways finger_ways_of(const uint8_t *plane, uint32_t at)
{
	struct finger_ways out = {0};
	bool set[8];
	for (uint32_t i = 0; i < 8; i++) {
		set[i] = plane[(int32_t)at + around[i]] != 0;
	}
	for (uint32_t i = 0; i < 8; i++) {
		if (!set[i] || set[(i + 7) % 8]) {
			continue; /* a way starts after a gap */
		}
		uint32_t best = i;
		for (uint32_t k = i; set[k % 8] && k < i + 8; k++) {
			best = k % 2 == 0 && best % 2 == 1 ? k : best;
		}
		out.next[out.count++] = (uint32_t)((int32_t)at + around[best % 8]);
	}
	return out;
}

static bool touch(uint32_t a, uint32_t b)
{
	const int32_t dx = finger_x(a) - finger_x(b);
	const int32_t dy = finger_y(a) - finger_y(b);
	return dx >= -1 && dx <= 1 && dy >= -1 && dy <= 1;
}

struct finger_walk finger_walk(const uint8_t *plane, uint32_t from, uint32_t way, uint32_t most)
{
	struct finger_walk w = {.steps = 1, .at = {from, way}};
	struct finger_ways ways = finger_ways_of(plane, way);
	w.ways = ways.count;
	while (ways.count == 2 && w.steps < most && w.steps < FINGER_STEPS) {
		const uint32_t before = w.at[w.steps - 1];
		const bool back = ways.next[0] == before ||
				  (ways.next[1] != before && touch(ways.next[0], before));
		const uint32_t next = ways.next[back ? 1 : 0];
		if (next == from) { /* a ring */
			break;
		}
		w.at[++w.steps] = next;
		ways = finger_ways_of(plane, next);
		w.ways = ways.count;
	}
	return w;
}
