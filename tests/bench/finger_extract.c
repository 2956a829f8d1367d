/*
 * finger_extract: milliseconds from an image to its template on one thread of this machine, how
 * many minutiae that gives, and the same of libfprint's mindtct in the same run, turn by turn.
 *
 *   finger_extract FOLDER SET:DPI...
 *
 * A set is a folder of PNG. Times are of the processor (libfprint works in a thread of its own, so
 * of the whole process). Exit 1 when an image of at most 388 x 374 pixels costs over 100 ms at the
 * 95th percentile; 77 where the sets are not there.
 */
#include "biometrics/finger_extract.h"
#include "biometrics/picture_png.h"
#include "finger_peer.h"
#include "measure.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SKIPPED   77
#define BAR_US    100000
#define BAR_SIZE  (388u * 374u)
#define PATH_SIZE 512

struct side {
	struct measure_times times;
	size_t minutiae;
	size_t failed;
};

struct bench {
	struct finger_extractor *extractor;
	struct side ours;
	struct side peers;
	struct measure_times ratios; /* x 1e6 */
	struct measure_times judged; /* ours, of images that the bar is for */
	size_t images;
	size_t quality;
};

static int64_t cpu_us(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* cannot fail for the own process */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static enum eg_err load(const char *path, uint16_t dpi, struct finger_image *out,
			struct bytes *grey)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct picture_png_head head = {0};
	EG_TRY(measure_file(path, &file));
	EG_TRY(picture_png_decode_grey(bytes_rd(&file), FINGER_SIDE_MAX, &head, grey));
	*out = (struct finger_image){(uint16_t)head.width, (uint16_t)head.height, dpi, grey->data};
	return EG_OK;
}

static enum eg_err one(struct bench *b, const char *path, uint16_t dpi)
{
	EG_AUTO(bytes_free) struct bytes grey = {0};
	struct finger_image image = {0};
	struct finger_template t;
	size_t theirs = 0;
	EG_TRY(load(path, dpi, &image, &grey));
	const int64_t start = cpu_us();
	b->ours.failed += finger_extract(b->extractor, &image, &t) != EG_OK;
	const int64_t middle = cpu_us();
	b->peers.failed += finger_peer_extract(&image, &theirs) != EG_OK;
	const int64_t end = cpu_us();
	measure_add(&b->ours.times, middle - start);
	measure_add(&b->peers.times, end - middle);
	if (end > middle) {
		measure_add(&b->ratios, (middle - start) * 1000000 / (end - middle));
	}
	if ((uint32_t)image.width * image.height <= BAR_SIZE) {
		measure_add(&b->judged, middle - start);
	}
	b->ours.minutiae += t.count;
	b->peers.minutiae += theirs;
	b->quality += t.quality;
	b->images++;
	return EG_OK;
}

static int is_png(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');
	return dot != NULL && strcmp(dot, ".png") == 0;
}

static void print_set(const char *set, struct bench *b)
{
	const double n = b->images > 0 ? (double)b->images : 1;
	measure_print("finger_extract", set, &b->ours.times);
	printf("  %zu images: %.1f minutiae, quality %.0f, %zu without a template;"
	       " mindtct: %.1f ms median, %.1f minutiae, %zu failed; ours take %.2f of its time\n",
	       b->images, (double)b->ours.minutiae / n, (double)b->quality / n, b->ours.failed,
	       (double)measure_at(&b->peers.times, 50) / 1000, (double)b->peers.minutiae / n,
	       b->peers.failed, (double)measure_at(&b->ratios, 50) / 1e6);
}

/* How many images there were; 0: the set is not there. */
static size_t run_set(struct bench *b, const char *folder, const char *spec, enum eg_err *err)
{
	char path[PATH_SIZE];
	char set[PATH_SIZE] = {0};
	const char *colon = strchr(spec, ':');
	const size_t length = colon == NULL ? strlen(spec) : (size_t)(colon - spec);
	const long dpi = colon == NULL ? 500 : strtol(colon + 1, NULL, 10);
	(void)snprintf(set, sizeof(set), "%s/%.*s", folder, (int)length,
		       spec); /* checked by scandir */
	struct dirent **names = NULL;
	const int count = scandir(set, &names, is_png, alphasort);
	for (int i = 0; i < count; i++) {
		const int size = snprintf(path, sizeof(path), "%s/%s", set, names[i]->d_name);
		if (*err == EG_OK && size > 0 && (size_t)size < sizeof(path)) {
			*err = one(b, path, (uint16_t)dpi);
		}
		free(names[i]);
	}
	free(names);
	if (count > 0) {
		print_set(spec, b);
	}
	return count > 0 ? (size_t)count : 0;
}

static int judge(struct measure_times *judged)
{
	const int64_t p95 = measure_at(judged, 95);
	printf("images of at most 388 x 374: %zu, 95th percentile %.1f ms (at most %d)\n",
	       judged->count, (double)p95 / 1000, BAR_US / 1000);
	return p95 > BAR_US ? 1 : 0;
}

int main(int argc, char **argv)
{
	static struct bench b;
	static struct measure_times judged;
	size_t images = 0;
	enum eg_err err = EG_OK;
	for (int i = 2; i < argc && err == EG_OK; i++) {
		b = (struct bench){0};
		err = finger_extractor_new(&b.extractor);
		if (err == EG_OK) {
			images += run_set(&b, argv[1], argv[i], &err);
		}
		for (size_t k = 0; k < b.judged.count; k++) {
			measure_add(&judged, b.judged.us[k]);
		}
		finger_extractor_free(&b.extractor);
	}
	if (err != EG_OK) {
		fprintf(stderr, "finger_extract: %s\n", eg_fault_last().reason);
		return 1;
	}
	if (images == 0) {
		fprintf(stderr, "finger_extract: no images in %s\n", argc > 1 ? argv[1] : "");
		return SKIPPED;
	}
	return judge(&judged);
}
