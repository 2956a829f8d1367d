/*
 * bench wsq: processor time to decode WSQ, by the size of the image; fails when one of 500 x 500
 * takes longer than a traveller's share allows.
 *
 * Images are drawn and encoded here at 0.75 bits a pixel. Processor time, not that of the wall:
 * what else the machine does says nothing of the decoder.
 */
#include "biometrics/wsq.h"
#include "biometrics/wsq_encode.h"
#include "measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PIXELS_EACH 20000000u /* decoded for each size, so that small ones are measured often */
#define ALLOWED_US  20000     /* median, 500 x 500 */

/* Pixels: sensors of documents' and of gates' readers, the allowed most last. */
static const uint16_t sizes[][2] = {
	{256, 360}, {300, 300}, {388, 374},   {500, 500},
	{832, 768}, {800, 750}, {1600, 1500}, {FINGER_SIDE_MAX, FINGER_SIDE_MAX},
};

static void draw(struct finger_image *f)
{
	uint32_t number = 1;
	for (uint32_t y = 0; y < f->height; y++) {
		for (uint32_t x = 0; x < f->width; x++) {
			double from = hypot(x - f->width * 0.45, 0.7 * (y - f->height * 0.4));
			number = number * 1664525u + 1013904223u;
			double grey = 130 + 90 * sin(from * 0.698) + (double)(number >> 24) / 16;
			f->grey[(size_t)y * f->width + x] = (uint8_t)grey;
		}
	}
}

static int64_t used_us(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* always there */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum eg_err measure(uint16_t width, uint16_t height, struct measure_times *times,
			   size_t *octets)
{
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_TRY(finger_image_new(width, height, 500, &f));
	draw(&f);
	EG_TRY(wsq_encode(&f, &(struct wsq_order){0}, &file));
	*octets = file.size;
	for (unsigned done = 0; done < PIXELS_EACH || times->count < 3;
	     done += (unsigned)width * height) {
		int64_t before = used_us();
		EG_TRY(wsq_decode(bytes_rd(&file), &f));
		measure_add(times, used_us() - before);
	}
	return EG_OK;
}

int main(void)
{
	bool slow = false;
	printf("%-12s %9s %6s %10s %10s %10s\n", "pixels", "octets", "runs", "best ms", "median ms",
	       "ns/pixel");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct measure_times times = {.count = 0};
		size_t octets = 0;
		uint16_t width = sizes[i][0];
		uint16_t height = sizes[i][1];
		if (measure(width, height, &times, &octets) != EG_OK) {
			(void)fprintf(stderr, "%s\n", eg_fault_last().reason);
			return EXIT_FAILURE;
		}
		int64_t median = measure_at(&times, 50);
		printf("%4u x %-5u %9zu %6zu %10.2f %10.2f %10.1f\n", width, height, octets,
		       times.count, (double)measure_at(&times, 0) / 1000, (double)median / 1000,
		       (double)median * 1000 / ((double)width * height));
		printf("{\"bench\":\"wsq\",\"width\":%u,\"height\":%u,\"octets\":%zu,\"median_us\":"
		       "%lld}\n",
		       width, height, octets, (long long)median);
		slow = slow || (width == 500 && median > ALLOWED_US);
	}
	return slow ? EXIT_FAILURE : EXIT_SUCCESS;
}
