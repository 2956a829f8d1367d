/*
 * portrait_mutants: damaged portraits through the real decoding, each in a process of its own with
 * the face worker's sandbox and limits. None may crash it, take over a second or too much memory.
 *
 *   portrait_mutants SEED FIRST COUNT [PICTURE|DG2...]
 *
 * The pictures are encoded in every kind that documents use; a DG2 is used as it is. Slopes of
 * colours are always among them. The same SEED gives the same mutants; with a COUNT of 1 the
 * mutant itself is written to the file "mutant".
 */
#include "encode.h"
#include "measure.h"
#include "mutate.h"

#include "emrtd/lds_face.h"
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/face_job.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ORIGINALS_MAX 256u
#define REASONS_MAX   64u
#define REASON_SIZE   80u
#define SIDE_USUAL    600u /* longer pictures are shrunk: a portrait has 413 x 531 pixels */
#define SLOWEST_MS    1000
#define CPU_SECONDS   5 /* if the limit of a portrait should not hold */

struct original {
	const char *kind;
	struct bytes bytes;
};

static struct original originals[ORIGINALS_MAX];
static uint32_t original_count;

enum outcome { DECODED, REFUSED, CUT, CRASHED, OUTCOMES };
static const char *const outcome_names[OUTCOMES] = {"decoded", "refused", "cut", "crashed"};

/* What a child says of one decoding; without it the wait status speaks. */
struct said {
	uint32_t err;
	int64_t wall_us;
	char reason[REASON_SIZE];
};

struct seen {
	enum outcome outcome;
	struct said said;
	int64_t cpu_us;
	int64_t wall_us;
	long peak_kb;
};

static struct {
	char reason[REASON_SIZE];
	uint32_t count;
} reasons[REASONS_MAX];

static struct {
	uint32_t by_mutation[MUTATION_COUNT][OUTCOMES];
	uint32_t all[OUTCOMES];
	uint32_t slow;
	uint32_t large;
	int64_t cpu_us;
	int64_t wall_us;
	uint32_t slowest;
	long peak_kb;
	struct measure_times cpu;
} total;

static _Noreturn void give_up(const char *what)
{
	(void)fprintf(stderr, "portrait_mutants: %s (%s)\n", what, eg_fault_last().reason);
	exit(EXIT_FAILURE);
}

static void must(enum eg_err err, const char *what)
{
	if (err != EG_OK) {
		give_up(what);
	}
}

static void add_original(const char *kind, struct rd bytes)
{
	if (original_count == ORIGINALS_MAX) {
		give_up("too many pictures");
	}
	struct original *o = &originals[original_count++];
	o->kind = kind;
	must(bytes_reserve(&o->bytes, bytes.left, BULK_LIMIT * 16), "picture");
	must(bytes_append(&o->bytes, bytes), "picture");
}

/* Every factor-th pixel: what is left is damaged anyway. */
static void shrink(struct picture *p)
{
	uint32_t longest = p->width > p->height ? p->width : p->height;
	uint32_t factor = (longest + SIDE_USUAL - 1) / SIDE_USUAL;
	EG_AUTO(picture_free) struct picture small = {0};
	must(picture_new(p->width / factor, p->height / factor, &small), "smaller picture");
	for (size_t y = 0; y < small.height; y++) {
		for (size_t x = 0; x < small.width; x++) {
			for (size_t c = 0; c < 3; c++) {
				small.bgr[(y * small.width + x) * 3 + c] =
					p->bgr[(y * p->width + x) * factor * 3 + c];
			}
		}
	}
	picture_free(p);
	*p = small;
	small = (struct picture){0};
}

static void add_kinds(struct picture *p)
{
	shrink(p);
	for (size_t i = 0; i < encode_kind_count; i++) {
		EG_AUTO(bytes_free) struct bytes encoded = {0};
		must(encode_picture(p, &encode_kinds[i], &encoded), encode_kinds[i].name);
		add_original(encode_kinds[i].name, bytes_rd(&encoded));
	}
}

static void add_file(const char *path)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct lds_portrait portrait;
	if (measure_file(path, &file) != EG_OK) {
		(void)fprintf(stderr, "portrait_mutants: left out, as it is missing: %s\n", path);
		return;
	}
	if (lds_dg2(bytes_rd(&file), &portrait) == EG_OK) {
		add_original("a document's", portrait.bytes);
		return;
	}
	must(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p), path);
	add_kinds(&p);
}

/* The child: as egate-face, from its sandbox on. */
static _Noreturn void decode(struct rd mutant, int to)
{
	const struct sandbox_need need = {
		.own_timer = true,
		.memory_mb = FACE_JOB_MEMORY_MB,
		.cpu_seconds = CPU_SECONDS,
	};
	struct picture p = {0};
	struct said s = {.err = EG_SANDBOX};
	if (sandbox_enter(&need) != EG_OK || cpu_limit_start(FACE_JOB_PORTRAIT_MS, NULL) != EG_OK) {
		_exit(EXIT_FAILURE);
	}
	int64_t begun = now_mono_us();
	s.err = (uint32_t)picture_decode(mutant, FACE_JOB_PORTRAIT_SIDE, &p);
	s.wall_us = now_mono_us() - begun;
	if (cpu_limit_stop() != EG_OK) {
		_exit(EXIT_FAILURE);
	}
	struct wr w = wr_of(s.reason, sizeof(s.reason) - 1);
	wr_put(&w, rd_cstr(s.err == EG_OK ? "" : eg_fault_last().reason));
	_exit(write(to, &s, sizeof(s)) == (ssize_t)sizeof(s) ? EXIT_SUCCESS : EXIT_FAILURE);
}

static int64_t us_of(const struct timeval *t)
{
	return (int64_t)t->tv_sec * 1000000 + t->tv_usec;
}

static struct seen decode_apart(struct rd mutant)
{
	struct seen s = {.outcome = CRASHED};
	struct rusage used;
	int status;
	int pair[2];
	int64_t begun = now_mono_us();
	if (pipe2(pair, O_CLOEXEC) != 0) {
		give_up("pipe");
	}
	pid_t child = fork();
	if (child < 0) {
		give_up("process");
	}
	if (child == 0) {
		decode(mutant, pair[1]);
	}
	eg_close(&pair[1]);
	ssize_t got = read(pair[0], &s.said, sizeof(s.said));
	eg_close(&pair[0]);
	if (wait4(child, &status, 0, &used) != child) {
		give_up("process is lost");
	}
	s.wall_us = now_mono_us() - begun;
	s.cpu_us = us_of(&used.ru_utime) + us_of(&used.ru_stime);
	s.peak_kb = used.ru_maxrss;
	if (WIFEXITED(status) && WEXITSTATUS(status) == CPU_LIMIT_EXIT) {
		s.outcome = CUT;
	} else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS &&
		   got == (ssize_t)sizeof(s.said)) {
		s.outcome = s.said.err == EG_OK ? DECODED : REFUSED;
		s.wall_us = s.said.wall_us;
	}
	return s;
}

static void count_reason(const char *reason)
{
	for (size_t i = 0; i < REASONS_MAX; i++) {
		if (reasons[i].count == 0) {
			(void)snprintf(reasons[i].reason, REASON_SIZE, "%s", reason);
		}
		if (rd_equal(rd_cstr(reasons[i].reason), rd_cstr(reason))) {
			reasons[i].count++;
			return;
		}
	}
	give_up("more reasons than expected");
}

static void judge(const struct seen *s, enum mutation m, uint32_t index, const char *kind)
{
	bool slow = s->cpu_us > SLOWEST_MS * 1000;
	bool large = s->peak_kb > FACE_JOB_MEMORY_MB * 1024;
	total.by_mutation[m][s->outcome]++;
	total.all[s->outcome]++;
	total.slow += slow;
	total.large += large;
	measure_add(&total.cpu, s->cpu_us);
	if (s->cpu_us > total.cpu_us) {
		total.cpu_us = s->cpu_us;
		total.slowest = index;
	}
	total.wall_us = s->wall_us > total.wall_us ? s->wall_us : total.wall_us;
	total.peak_kb = s->peak_kb > total.peak_kb ? s->peak_kb : total.peak_kb;
	if (s->outcome == REFUSED) {
		count_reason(s->said.reason);
	}
	if (slow || large || s->outcome == CRASHED || s->outcome == CUT) {
		printf("mutant %u (%s, %s): %s, %.0f ms, %ld kB\n", index, kind, mutation_text(m),
		       outcome_names[s->outcome], (double)s->cpu_us / 1000, s->peak_kb);
	}
}

static void keep(struct rd mutant)
{
	FILE *f = fopen("mutant", "wb");
	if (f == NULL || fwrite(mutant.at, 1, mutant.left, f) != mutant.left || fclose(f) != 0) {
		give_up("file of the mutant");
	}
}

static void run_one(uint64_t seed, uint32_t index, bool alone)
{
	EG_AUTO(bytes_free) struct bytes once = {0};
	EG_AUTO(bytes_free) struct bytes twice = {0};
	struct mutate_random r = mutate_random_of(seed << 32 | index);
	const struct original *from = &originals[mutate_below(&r, original_count)];
	const struct original *other = &originals[mutate_below(&r, original_count)];
	enum mutation m = (enum mutation)(index % MUTATION_COUNT);
	struct rd mutant = bytes_rd(&from->bytes);
	must(mutate(&r, m, mutant, bytes_rd(&other->bytes), &once), "mutant");
	mutant = bytes_rd(&once);
	if (mutate_below(&r, 4) == 0 && mutant.left > 0) { /* now and then damaged twice */
		enum mutation again = (enum mutation)mutate_below(&r, MUTATION_COUNT);
		must(mutate(&r, again, mutant, bytes_rd(&other->bytes), &twice), "mutant");
		mutant = bytes_rd(&twice);
	}
	if (alone) {
		keep(mutant);
	}
	struct seen s = decode_apart(mutant);
	judge(&s, m, index, from->kind);
}

static void print_table(void)
{
	printf("%-24s %8s %8s %8s %8s\n", "", outcome_names[DECODED], outcome_names[REFUSED],
	       outcome_names[CUT], outcome_names[CRASHED]);
	for (unsigned m = 0; m < MUTATION_COUNT; m++) {
		const uint32_t *n = total.by_mutation[m];
		printf("%-24s %8u %8u %8u %8u\n", mutation_text((enum mutation)m), n[DECODED],
		       n[REFUSED], n[CUT], n[CRASHED]);
	}
	printf("%-24s %8u %8u %8u %8u\n", "all", total.all[DECODED], total.all[REFUSED],
	       total.all[CUT], total.all[CRASHED]);
	for (size_t i = 0; i < REASONS_MAX && reasons[i].count > 0; i++) {
		printf("refused: %6u  %s\n", reasons[i].count, reasons[i].reason);
	}
	measure_print("portrait_mutants", "decoding, of the processor", &total.cpu);
}

int main(int argc, char *argv[])
{
	EG_AUTO(picture_free) struct picture slopes = {0};
	if (argc < 4) {
		(void)fputs("usage: portrait_mutants SEED FIRST COUNT [PICTURE|DG2...]\n", stderr);
		return EXIT_FAILURE;
	}
	uint64_t seed = strtoull(argv[1], NULL, 10);
	uint32_t first = (uint32_t)strtoul(argv[2], NULL, 10);
	uint32_t count = (uint32_t)strtoul(argv[3], NULL, 10);
	must(encode_slopes(413, 531, &slopes), "slopes");
	add_kinds(&slopes);
	for (int i = 4; i < argc; i++) {
		add_file(argv[i]);
	}
	for (uint32_t i = 0; i < original_count; i++) { /* undamaged, each must decode */
		struct seen s = decode_apart(bytes_rd(&originals[i].bytes));
		if (s.outcome != DECODED) {
			(void)fprintf(stderr, "%s: %s\n", originals[i].kind, s.said.reason);
			return EXIT_FAILURE;
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		run_one(seed, first + i, count == 1);
	}
	printf("seed %llu, mutants %u to %u of %u encodings\n", (unsigned long long)seed, first,
	       first + count - 1, original_count);
	print_table();
	printf("slowest: mutant %u, %.0f ms of the processor; longest %.0f ms by the clock; "
	       "peak %ld kB\n",
	       total.slowest, (double)total.cpu_us / 1000, (double)total.wall_us / 1000,
	       total.peak_kb);
	printf("{\"bench\":\"portrait_mutants\",\"seed\":%llu,\"mutants\":%u,\"decoded\":%u,"
	       "\"refused\":%u,\"cut\":%u,\"crashed\":%u,\"slowest_ms\":%.0f,\"longest_ms\":%.0f,"
	       "\"peak_kb\":%ld}\n",
	       (unsigned long long)seed, count, total.all[DECODED], total.all[REFUSED],
	       total.all[CUT], total.all[CRASHED], (double)total.cpu_us / 1000,
	       (double)total.wall_us / 1000, total.peak_kb);
	bool kept = total.all[CRASHED] == 0 && total.slow == 0 && total.large == 0;
	return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
