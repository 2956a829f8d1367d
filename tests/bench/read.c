/*
 * read: what reading a document costs: APDUs and bytes, seconds in the air at each bit rate, and
 * the reader's own CPU time. The virtual chip answers in this process; nothing waits.
 *
 *   read [ROUNDS]      rounds for the median of CPU times; 20
 *
 * Each session is run for real; what other readers would send for the same files behind the same
 * access is computed (strategy.h), so that one run compares them. JMRTD itself is not measured: it
 * is no Debian package. Exit 1 when a target is missed.
 */
#include "air.h"
#include "os/now.h"
#include "prog/read_run.h"
#include "simulator/chip.h"
#include "simulator/forge.h"
#include "strategy.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS_MAX   200
#define ROUNDS       20
#define DG2_SIZE     18000
#define PORTRAIT_MAX 20000
#define FID_DG2      0x0102
#define AID_SIZE     7
#define USUAL_KBIT   424
#define USUAL_MS     5.0 /* for chip, USB and host: the column that targets are meant in */

static const unsigned rates[] = {106, 212, 424, 848};
#define RATES (sizeof(rates) / sizeof(rates[0]))

static const struct date today = {2026, 3, 1};

/*
 * What has to be reached; 0: nothing is asked of this session. Behind AES an answer of short length
 * holds 223 octets of a file, so that 18,000 need 81 commands, whoever reads.
 */
struct target {
	size_t whole;   /* APDUs, access and genuineness included */
	size_t least;   /* APDUs that it takes at least, if that is more than the target; or 0 */
	double seconds; /* of the whole, at USUAL_KBIT with USUAL_MS */
	double cpu_ms;
};

struct scenario {
	const char *name;
	void (*shape)(struct forge_order *o); /* NULL: as it is */
	struct chip_profile profile;
	struct target target;
	bool compared; /* with the strategies of other readers */
};

static void without_pace(struct forge_order *o)
{
	o->pace.offered = false;
}

/* A key of its own for Chip Authentication. */
static void with_chip_auth(struct forge_order *o)
{
	o->chip_keys[0] =
		(struct forge_chip_key){.curve = CRYPT_BP256R1, .ciphers = 1u << CRYPT_AES128};
	o->chip_key_count = 1;
}

/* PACE that proves the chip as well; EF.CardSecurity tells the key. */
static void with_mapping(struct forge_order *o)
{
	o->pace.mapping = FORGE_CAM;
}

static const struct scenario scenarios[] = {
	{"BAC, short length", without_pace, {.short_only = true}, {0}, false},
	{"BAC, extended length", without_pace, {0}, {0}, false},
	{"PACE, short length", NULL, {.short_only = true}, {0}, false},
	{"PACE, extended length", NULL, {0}, {0}, false},
	{"PACE-CAM, short length", with_mapping, {.short_only = true}, {0}, false},
	{"PACE-CAM, extended length", with_mapping, {0}, {0}, false},
	{"PACE and CA, extended length", with_chip_auth, {0}, {22, 0, 0.65, 30}, false},
	{"PACE and CA, short length",
	 with_chip_auth,
	 {.short_only = true},
	 /* 93 answers of 223 octets, PACE 5, Chip Authentication 2, EF.CardAccess, SELECT */
	 {95, 102, 1.1, 30},
	 true},
};
#define SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

/* One document on one reader. */
struct stage {
	struct forge_document forged;
	struct chip_document document;
	struct read_key key;
	struct trust *trust;
};

/* The virtual chip as a reader that counts; what the chip computes is not the reader's work. */
struct reader {
	struct chip *chip;
	struct air_log log;
	int64_t chip_us;
};

static enum eg_err count_open(struct reader **out, const char *where)
{
	(void)where;
	*out = NULL;
	return EG_FAIL(EG_STATE, "the bench has its own reader");
}

static enum eg_err count_connect(struct reader *r, uint32_t ms)
{
	(void)ms;
	chip_reset(r->chip);
	r->log.count = 0;
	r->chip_us = 0;
	return EG_OK;
}

static enum eg_err count_exchange(struct reader *r, struct rd command, struct wr *answer)
{
	int64_t start_us = now_cpu_us();
	enum eg_err err = chip_command(r->chip, command, answer);
	r->chip_us += now_cpu_us() - start_us;
	air_add(&r->log, command.left, answer->size);
	return err;
}

static bool count_there(struct reader *r)
{
	return r != NULL;
}

static void count_disconnect(struct reader *r)
{
	(void)r; /* the next connect begins anew */
}

static void count_close(struct reader **r)
{
	*r = NULL; /* the caller's */
}

static const struct reader_backend counting = {
	.name = "counting",
	.open = count_open,
	.connect = count_connect,
	.exchange = count_exchange,
	.there = count_there,
	.disconnect = count_disconnect,
	.close = count_close,
};

/* Start of a JPEG with a frame header, and then noise: nobody decodes it here. */
static struct rd portrait_of(size_t size)
{
	static const uint8_t head[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x02,
				       0x00, 0x01, 0x9D, 0x03, 0x01, 0x22, 0x00, 0x02,
				       0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xDA};
	static uint8_t portrait[PORTRAIT_MAX];
	struct wr w = WR_ARRAY(portrait);
	wr_put(&w, RD_ARRAY(head));
	for (size_t i = w.size; i < sizeof(portrait); i++) {
		wr_u8(&w, (uint8_t)(i * 7 + i / 256));
	}
	return rd_of(portrait, size);
}

static size_t file_size(const struct chip_document *d, uint16_t fid)
{
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == fid && d->files[i].in_application) {
			return d->files[i].contents.left;
		}
	}
	return 0;
}

static struct forge_order order_of(const struct scenario *s, size_t portrait_size)
{
	struct forge_order o = forge_order_usual(today);
	o.holder = forge_holder_usual();
	o.kind = FORGE_TD3;
	o.portrait = portrait_of(portrait_size);
	o.aa = CHIP_KEY_NONE;
	if (s->shape != NULL) {
		s->shape(&o);
	}
	return o;
}

/* A document whose DG2 has DG2_SIZE octets: minted once to see what forge puts around a picture. */
static enum eg_err mint(const struct scenario *s, const struct forge_ca *ca, struct stage *t)
{
	size_t size = DG2_SIZE;
	for (int i = 0; i < 2; i++) {
		const struct forge_order o = order_of(s, size);
		chip_document_free(&t->document);
		forge_document_free(&t->forged);
		EG_TRY(forge_document(&t->forged, ca, &o));
		EG_TRY(chip_document_parse(&t->document, bytes_rd(&t->forged.container)));
		size -= file_size(&t->document, FID_DG2) - DG2_SIZE;
	}
	return file_size(&t->document, FID_DG2) == DG2_SIZE
		       ? EG_OK
		       : EG_FAIL(EG_STATE, "DG2 is not as large as wanted");
}

static enum eg_err set_up(const struct scenario *s, struct stage *t)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	struct forge_alg alg;
	char zone[FORGE_MRZ_MAX + 1] = "";
	size_t size;
	EG_TRY(forge_alg_parse("ec:P-256:sha256:named", &alg));
	EG_TRY(forge_ca_new(&ca, &alg, today));
	EG_TRY(mint(s, &ca, t));
	EG_TRY(trust_new(&t->trust));
	EG_TRY(trust_add_certificate(t->trust, forge_ca_certificate(&ca)));
	if (!rd_dump(rd_of(t->forged.mrz, t->forged.mrz_size), zone, sizeof(zone) - 1, &size)) {
		return EG_FAIL(EG_STATE, "zone");
	}
	return key_of_zone(&t->key, zone);
}

static void clear(struct stage *t)
{
	trust_free(&t->trust);
	chip_document_free(&t->document);
	forge_document_free(&t->forged);
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

/* Reads so many times; the result of the last, and the median of the reader's own CPU times. */
static enum eg_err run(const struct scenario *s, const struct stage *t, size_t rounds,
		       struct reader *r, struct read_result *result, double *cpu_ms)
{
	EG_AUTO(chip_free) struct chip *chip = NULL;
	int64_t cpu_us[ROUNDS_MAX];
	const struct read_order order = {
		.backend = &counting,
		.reader = r,
		.key = &t->key,
		.groups = EMRTD_GROUPS_GATE,
		.trust = t->trust,
		.today = today,
	};
	EG_TRY(chip_new(&chip, &t->document, &s->profile));
	r->chip = chip;
	for (size_t i = 0; i < rounds; i++) {
		read_result_clear(result);
		EG_TRY(read_run(&order, result));
		cpu_us[i] = result->cpu_us - r->chip_us;
	}
	qsort(cpu_us, rounds, sizeof(cpu_us[0]), by_size);
	*cpu_ms = (double)cpu_us[rounds / 2] / 1000.0;
	for (unsigned c = 0; c < CHECK_COUNT && read_found(result, false); c++) {
		const struct finding *f = &result->findings.of[c];
		if (f->verdict == VERDICT_FAIL || f->verdict == VERDICT_CANNOT_TELL) {
			printf("%s: %s\n", check_name(c), reason_name(f->reason));
		}
	}
	return read_found(result, false) ? EG_FAIL(EG_STATE, "the honest document was refused")
					 : EG_OK;
}

static void print_head(void)
{
	printf("%-34s%6s%7s%8s", "", "APDUs", "up", "down");
	for (size_t i = 0; i < 2 * RATES; i++) {
		printf("%7u", rates[i % RATES]);
	}
	printf("%9s%8s\n", "own CPU", "ratio");
}

/* ratio: to the usual time of ours; 0: this is ours. */
static void print_row(const char *name, const struct air_log *log, double cpu_ms, double ratio)
{
	printf("%-34s%6zu%7llu%8llu", name, log->count, (unsigned long long)air_up(log),
	       (unsigned long long)air_down(log));
	for (size_t i = 0; i < 2 * RATES; i++) {
		double seconds = air_seconds(log, rates[i % RATES], i < RATES ? 0.0 : USUAL_MS);
		printf("%7.2f", seconds);
	}
	if (ratio > 0) {
		printf("%9s%7.2fx\n", "", ratio);
	} else {
		printf("%6.1f ms\n", cpu_ms);
	}
}

static void print_json(const char *name, const struct air_log *log, double cpu_ms, double ratio)
{
	printf("{\"bench\":\"read\",\"session\":\"%s\",\"apdus\":%zu,\"up\":%llu,\"down\":%llu",
	       name, log->count, (unsigned long long)air_up(log),
	       (unsigned long long)air_down(log));
	for (size_t i = 0; i < 2 * RATES; i++) {
		double ms = i < RATES ? 0.0 : USUAL_MS;
		printf(",\"s_%u_%.0fms\":%.3f", rates[i % RATES], ms,
		       air_seconds(log, rates[i % RATES], ms));
	}
	if (ratio > 0) {
		printf(",\"ratio\":%.3f}\n", ratio);
	} else {
		printf(",\"cpu_ms\":%.2f}\n", cpu_ms);
	}
}

static bool is_file(unsigned file)
{
	return file <= EMRTD_DG16 || file == EMRTD_SOD || file == EMRTD_COM;
}

static void copy_part(struct air_log *out, const struct air_log *from, size_t at, size_t count)
{
	for (size_t i = at; i < at + count && i < from->count; i++) {
		air_add(out, from->of[i].up, from->of[i].down);
	}
}

/*
 * The same access and proofs of genuineness as ours, the application selected, the files read their
 * way. What else we read (EF.ATR/INFO, EF.CardSecurity) they do not.
 */
static void imitate(const struct strategy *s, const struct reader *r,
		    const struct read_result *result, struct air_log *out)
{
	size_t at = 0; /* in our log: parts follow each other as the files do */
	bool inside = false;
	out->count = 0;
	for (size_t i = 0; i < result->count; i++) {
		const struct read_file *f = &result->files[i];
		if (!inside && f->file != EMRTD_CARD_ACCESS) {
			copy_part(out, &r->log, at, result->access.apdus);
			at += result->access.apdus;
			inside = true;
			struct air_apdu select = strategy_select(AID_SIZE);
			air_add(out, select.up, select.down);
			struct air_apdu tried = strategy_read(0);
			if (s->refused > 0) {
				air_add(out, tried.up, tried.down);
			}
		}
		if (is_file(f->file)) {
			strategy_file(out, s, f->content.size);
		} else if (f->file == EMRTD_CARD_ACCESS || f->file >= EMRTD_AA_SIGNATURE) {
			copy_part(out, &r->log, at, f->part.apdus);
		}
		at += f->part.apdus;
	}
}

static void compare(const struct reader *r, const struct read_result *result)
{
	static struct air_log theirs;
	double ours = air_seconds(&r->log, USUAL_KBIT, USUAL_MS);
	for (size_t i = 0; i < strategy_count; i++) {
		char name[64];
		imitate(&strategies[i], r, result, &theirs);
		double ratio = air_seconds(&theirs, USUAL_KBIT, USUAL_MS) / ours;
		(void)snprintf(name, sizeof(name), "  as %s would", strategies[i].name); /* fits */
		print_row(name, &theirs, 0, ratio);
		print_json(strategies[i].name, &theirs, 0, ratio);
	}
}

static bool meets(const struct target *t, const struct air_log *log, double cpu_ms,
		  const struct read_result *result)
{
	double seconds = air_seconds(log, USUAL_KBIT, USUAL_MS);
	size_t files = 0;
	if (t->whole == 0) {
		return true;
	}
	for (size_t i = 0; i < result->count; i++) {
		files += is_file(result->files[i].file) ? result->files[i].part.apdus : 0;
	}
	bool others = seconds <= t->seconds && cpu_ms < t->cpu_ms;
	bool met = others && log->count <= t->whole;
	printf("  targets: %zu of %zu APDUs (%zu for files), %.2f of %.2f s, %.1f of %.0f ms: %s\n",
	       log->count, t->whole, files, seconds, t->seconds, cpu_ms, t->cpu_ms,
	       met ? "met" : "MISSED");
	if (t->least > t->whole) {
		printf("  (%zu APDUs are the least that short answers of 223 octets allow)\n",
		       t->least);
	}
	/* A target beyond what is possible stays missed, and is said to be; that is no regression.
	 */
	return others && log->count <= (t->least > t->whole ? t->least : t->whole);
}

static enum eg_err measure(const struct scenario *s, size_t rounds, bool *met)
{
	static struct reader r;
	struct stage t = {0};
	struct read_result result = {0};
	double cpu_ms = 0;
	enum eg_err err = set_up(s, &t);
	if (err == EG_OK) {
		err = run(s, &t, rounds, &r, &result, &cpu_ms);
	}
	if (err == EG_OK) {
		print_row(s->name, &r.log, cpu_ms, 0);
		print_json(s->name, &r.log, cpu_ms, 0);
		*met = meets(&s->target, &r.log, cpu_ms, &result) && *met;
		if (s->compared) {
			compare(&r, &result);
		}
	}
	read_result_clear(&result);
	clear(&t);
	return err;
}

int main(int argc, char *argv[])
{
	size_t rounds = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : ROUNDS;
	bool met = true;
	if (rounds == 0 || rounds > ROUNDS_MAX || crypt_warm() != EG_OK) {
		(void)fprintf(stderr, "read [ROUNDS], 1 to %d\n", ROUNDS_MAX); /* as usage */
		return 2;
	}
	printf("Type A, 9 bits a byte, frames of 256, 0.1 ms turn-around. Seconds in the air at\n"
	       "kbit/s; right half: with %.0f ms an APDU for chip, USB and host. DG2: %d bytes.\n",
	       USUAL_MS, DG2_SIZE);
	print_head();
	for (size_t i = 0; i < SCENARIOS; i++) {
		if (measure(&scenarios[i], rounds, &met) != EG_OK) {
			(void)fprintf(stderr, "%s: %s\n", scenarios[i].name,
				      eg_fault_last().reason); /* as usage */
			return 1;
		}
	}
	return met ? 0 : 1;
}
