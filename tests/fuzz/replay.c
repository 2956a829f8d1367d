/*
 * replay: runs a fuzz target over its corpus and over cheap mutations of it, without a fuzzer.
 * Knows files and a seeded generator. Never knows what the target decodes.
 *
 *   fuzz_NAME CORPUS-FOLDER
 *
 * The mutations of a file follow from its bytes alone, so that a failure happens again.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/rd.h"
#include "base/wr.h"

#define INPUT_MAX    (1u << 20)
#define RUNS_MAX     20000u  /* of mutations in all files together */
#define CPU_MAX      1200000 /* microseconds, after which no new mutation begins */
#define CHANGES_MAX  6u      /* to one input */
#define STUFFING_MAX 16u     /* bytes inserted at a time */
#define FNV_OFFSET   2166136261u
#define FNV_PRIME    16777619u

struct random {
	uint64_t state;
};

/* xorshift64*, Vigna 2016; the state is never 0. */
static uint32_t random_below(struct random *r, uint32_t bound)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return bound == 0 ? 0 : (uint32_t)((r->state * 0x2545F4914F6CDD1Du) >> 33) % bound;
}

static struct random random_from(struct rd seed)
{
	uint32_t hash = FNV_OFFSET;
	uint8_t byte;
	while (rd_u8(&seed, &byte)) {
		hash = (hash ^ byte) * FNV_PRIME;
	}
	return (struct random){.state = (uint64_t)hash << 16 | 1u};
}

/* The target gets a copy of exactly this size, so that a sanitizer sees a read behind its end. */
static void run(struct rd input)
{
	size_t size = input.left;
	uint8_t *copy = malloc(size == 0 ? 1 : size);
	if (copy == NULL || !rd_copy(&input, copy, size)) {
		abort();
	}
	(void)LLVMFuzzerTestOneInput(copy, size); /* libFuzzer gives its answer no meaning */
	free(copy);
}

/* Replaces cut bytes at an offset by added ones. */
static void splice(struct rd in, size_t at, size_t cut, struct rd added, struct wr *out)
{
	struct rd head;
	if (at > in.left || cut > in.left - at || !rd_take(&in, at, &head) || !rd_skip(&in, cut)) {
		abort();
	}
	wr_put(out, head);
	wr_put(out, added);
	wr_put(out, in);
}

/* One change of in, written to out: a bit, a telling byte, a cut, stuffing, a copied stretch. */
static void mutate(struct random *r, struct rd in, struct wr *out)
{
	static const uint8_t telling[] = {0x00, 0x01, 0x30, 0x7F, 0x80,
					  0x81, 0x82, 0x84, 0xFE, 0xFF};
	size_t at = random_below(r, (uint32_t)in.left);
	size_t cut = random_below(r, (uint32_t)(in.left - at) + 1);
	uint8_t stuffing[STUFFING_MAX];
	uint8_t byte = 0;
	struct rd from = in;
	struct rd piece;
	bool inside = rd_byte_at(&in, at, &byte);
	switch (random_below(r, 6)) {
	case 0:
		byte = (uint8_t)(byte ^ 1u << random_below(r, 8));
		splice(in, at, inside, rd_of(&byte, 1), out);
		break;
	case 1:
		byte = telling[random_below(r, sizeof(telling))];
		splice(in, at, inside, rd_of(&byte, 1), out);
		break;
	case 2:
		splice(in, at, cut, RD_EMPTY, out);
		break;
	case 3:
		splice(in, at, in.left - at, RD_EMPTY, out);
		break;
	case 4:
		for (size_t i = 0; i < sizeof(stuffing); i++) {
			stuffing[i] = (uint8_t)random_below(r, 256);
		}
		splice(in, at, 0, rd_of(stuffing, 1 + random_below(r, STUFFING_MAX)), out);
		break;
	default:
		if (!rd_skip(&from, at) || !rd_take(&from, cut, &piece)) {
			abort();
		}
		splice(in, random_below(r, (uint32_t)in.left + 1), 0, piece, out);
		break;
	}
}

static unsigned run_mutations(struct rd seed, unsigned runs, int64_t stop)
{
	static uint8_t room[2][2 * INPUT_MAX];
	struct random r = random_from(seed);
	unsigned done = 0;
	while (done < runs && (int64_t)clock() < stop) {
		struct rd input = seed;
		unsigned changes = 1 + random_below(&r, CHANGES_MAX);
		for (unsigned i = 0; i < changes; i++) {
			struct wr out = WR_ARRAY(room[i % 2]);
			mutate(&r, input, &out);
			if (out.bad) {
				break;
			}
			input = wr_view(&out);
		}
		run(input);
		done++;
	}
	return done;
}

static struct rd read_file(const char *folder, const char *name, uint8_t *room)
{
	char path[4096];
	int length = snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = length < 0 || (size_t)length >= sizeof(path) ? NULL : fopen(path, "rb");
	if (file == NULL) {
		perror(name);
		exit(1);
	}
	size_t size = fread(room, 1, INPUT_MAX, file);
	if (fclose(file) != 0) {
		perror(name);
		exit(1);
	}
	return rd_of(room, size);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	static uint8_t room[INPUT_MAX];
	struct dirent **names;
	int files = argc == 2 ? scandir(argv[1], &names, visible, alphasort) : -1;
	if (files <= 0) {
		fprintf(stderr, "usage: %s CORPUS-FOLDER (with at least one file)\n", argv[0]);
		return 1;
	}
	unsigned runs = 0;
	run(RD_EMPTY);
	for (int i = 0; i < files; i++) {
		struct rd seed = read_file(argv[1], names[i]->d_name, room);
		int64_t share = (int64_t)CPU_MAX * (i + 1) / files;
		run(seed);
		runs += run_mutations(seed, RUNS_MAX / (unsigned)files, share);
		free(names[i]);
	}
	free(names);
	printf("%d corpus files, %u mutations\n", files, runs);
	return 0;
}
