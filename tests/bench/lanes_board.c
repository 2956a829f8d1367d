/*
 * lanes_board: what the processes of the bench of ten lanes tell each other.
 * Knows numbers and octets in shared memory. Never knows sockets.
 */
#include "lanes_board.h"

#include <stdlib.h>
#include <sys/mman.h>

#define US_PER_MS 1000.0
#define MILLE     1000u

struct board *board_make(void)
{
	void *at = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return at == MAP_FAILED ? NULL : at;
}

void board_clear(struct board *b, bool keep)
{
	b->count = b->lost = b->twice = b->merged = b->ended = 0;
	b->events = b->octets = 0;
	b->began_us = 0;
	if (!keep) {
		b->sent = b->broken = b->episodes = b->cases = 0;
		b->event_count = b->text_size = 0;
	}
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

double board_at(int64_t *us, uint32_t count, unsigned per_mille)
{
	if (count == 0) {
		return 0;
	}
	qsort(us, count, sizeof(us[0]), by_size);
	return (double)us[(uint64_t)(count - 1) * per_mille / MILLE] / US_PER_MS;
}
