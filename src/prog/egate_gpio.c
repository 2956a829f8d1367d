/*
 * egate_gpio: egate gpio, what integrators and installers do with the lines of a lane.
 * Knows which command is meant, the description of the gate, signals.
 */
#include "prog/egate_gpio.h"

#include "os/now.h"
#include "pki/crypt.h"
#include "prog/egate.h"
#include "prog/gate_file.h"
#include "prog/gpio_answers.h"
#include "prog/gpio_block.h"
#include "prog/gpio_words.h"
#include "prog/ini_text.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define LANE_SOCKET   "/run/egate/lane.sock"
#define US_PER_MS     1000
#define SETTLE_CYCLES 3

static const char usage[] =
	"egate gpio show LINES               every line of a lane that does not run: its levels\n"
	"    --watch                         goes on with every change, until ^C\n"
	"    --json                          one JSON object; with --watch one more for a change\n"
	"egate gpio toggle LINES OUTPUT      drives one output (entry-lock, exit-green ...), then\n"
	"                                    all of them to their safe level: off\n"
	"    --for MS                        for so long; 1000\n"
	"egate gpio walk LINES               the installer's checklist, line by line, and its "
	"report\n"
	"    --report FILE                   FILE.txt, FILE.html, FILE.pdf, or one of them; and\n"
	"                                    FILE.json, by which a walk goes on where it ended\n"
	"    --again                         also lines that failed or were skipped before\n"
	"    --by NAME --site TEXT --lane TEXT   for the report\n"
	"    --answers FILE                  instead of a terminal\n"
	"    --patience SECONDS              with --answers: for a line to change; 30\n"
	"  LINES: as gate-io in egated's file: gpiod:LABEL, modbus:WHERE ...; of all:\n"
	"    --gate NAME | FILE              description of the gate: a shipped one (mantrap, "
	"one-door,\n"
	"                                    kiosk, flap; else mantrap), or a path with a '/'\n"
	"    --socket PATH                   of the lane that must not run; " LANE_SOCKET "\n";

static volatile sig_atomic_t stopped;
static struct gate_file described; /* too large for a stack */
static int lane_lock = -1;         /* owned by this process; it ends with it */
static struct gpio_block *block;   /* serves the lines; NULL: none is needed */

static void on_stop(int number)
{
	(void)number; /* all mean the same */
	stopped = 1;
}

bool gpio_stopped(void)
{
	return stopped != 0;
}

static enum eg_err catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction stop = {.sa_handler = on_stop};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (sigaction(numbers[i], &stop, NULL) != 0) {
			return EG_FAIL(EG_IO, "signals");
		}
	}
	return EG_OK;
}

/* The description in one text, line by line, so that it has a hash without a file. */
static void print_fitting(FILE *to, const struct gate_fitting *f)
{
	(void)fprintf(to, "topology %u waived %u curtain %u travel %" PRIu32 "\n", f->plan.topology,
		      f->plan.waived, f->curtain_beams,
		      f->times.travel); /* the sum of all writing is checked at the end */
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		(void)fprintf(to, "input %s %s %d %u\n", gate_wire_word(i), f->wire[i].name,
			      f->wire[i].inverted, f->wire[i].debounce_ms); /* same */
	}
	for (unsigned i = 0; i < GATE_CURTAIN_MAX; i++) {
		(void)fprintf(to, "curtain %u %s %d %u\n", i + 1, f->curtain[i].name,
			      f->curtain[i].inverted, f->curtain[i].debounce_ms); /* same */
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		(void)fprintf(to, "output %s %s %d %u\n", gate_output_word(i), f->output[i].name,
			      f->output[i].inverted, f->output[i].pulse_ms); /* same */
	}
}

static enum eg_err hash_of(struct rd text, char out[HEAD_HASH_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t hash[CRYPT_HASH_MAX];
	struct wr w = wr_of(out, HEAD_HASH_SIZE - 1);
	EG_TRY(crypt_hash(CRYPT_SHA256, text, hash));
	for (size_t i = 0; i < crypt_hash_size(CRYPT_SHA256); i++) {
		wr_u8(&w, (uint8_t)digits[hash[i] >> 4]);
		wr_u8(&w, (uint8_t)digits[hash[i] & 15]);
	}
	out[wr_view(&w).left] = '\0';
	return EG_OK;
}

static enum eg_err hash_fitting(struct gpio_gate *g)
{
	EG_AUTO(eg_free) char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	if (to == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "description of the gate");
	}
	print_fitting(to, &g->fitting);
	if (fclose(to) != 0) {
		return EG_FAIL(EG_NO_MEMORY, "description of the gate");
	}
	return hash_of(rd_of(text, size), g->sha256);
}

/* The path of a description: its bytes are what the hash is of, as sha256sum tells it. */
static enum eg_err take_file(const char *path, struct gpio_gate *out)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	int line = 0;
	if (!gpio_text(rd_cstr(path), out->name, sizeof(out->name))) {
		return EG_FAIL(EG_CONFIG, "name of the description is too long, or no text");
	}
	EG_TRY(ini_text_load(path, &text));
	enum eg_err err = gate_file_read(bytes_rd(&text), &described, &line);
	if (err != EG_OK) {
		(void)fprintf(stderr, "egate: line %d of %s:\n", line, out->name); /* as usage */
		return err;
	}
	out->fitting = described.settings.fitting;
	EG_TRY(gate_fitting_check(&out->fitting));
	return hash_of(bytes_rd(&text), out->sha256);
}

/* A shipped description by its name, which has no '/'. */
static enum eg_err take_shipped(const char *name, struct gpio_gate *out)
{
	int line = 0;
	*out = (struct gpio_gate){.name = "shipped"};
	EG_TRY(gate_file_load(name, &described, &line));
	out->fitting = described.settings.fitting;
	return hash_fitting(out);
}

enum eg_err gpio_gate_take(const struct words *w, struct gpio_gate *out)
{
	const char *name = w->value[GPIO_GATE] == NULL ? "mantrap" : w->value[GPIO_GATE];
	*out = (struct gpio_gate){.name = ""};
	return strchr(name, '/') == NULL ? take_shipped(name, out) : take_file(name, out);
}

enum eg_err gpio_gate_open(const struct words *w, const struct gpio_gate *g, struct gpio_desk *d)
{
	const char *socket = w->value[GPIO_SOCKET];
	const char *lines = w->plain[0];
	socket = socket == NULL ? LANE_SOCKET : socket;
	EG_TRY(gpio_desk_lock(socket, &lane_lock));
	EG_TRY(gpio_desk_beside(socket));
	EG_TRY(gpio_block_open(&block, &lines, &described));
	EG_TRY(catch_signals());
	return gpio_desk_open(d, lines, &g->fitting);
}

/* A block has written what was driven when it has told its wires twice: one cycle may have been
 * under way. One that is lost has a watchdog of its own. */
static void settle(struct gpio_desk *d)
{
	enum eg_err err = EG_OK;
	for (unsigned i = 0; i < SETTLE_CYCLES && block != NULL && d->io != NULL && err == EG_OK;
	     i++) {
		err = gpio_desk_drive(d, 0, true, now_mono_us() / US_PER_MS);
		if (err == EG_OK) {
			(void)gpio_desk_wait(d, -1); /* wires or a tick */
			err = gpio_desk_read(d);
		}
	}
}

void gpio_gate_close(struct gpio_desk *d)
{
	settle(d);
	gpio_desk_close(d);
	gpio_block_close(&block);
}

static const struct {
	const char *name;
	int (*run)(int count, char *const words[]);
} commands[] = {
	{"show", egate_gpio_show},
	{"toggle", egate_gpio_toggle},
	{"walk", egate_gpio_walk},
};

static int command(int count, char *const words[])
{
	for (size_t i = 0; count > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(words[0], commands[i].name) == 0) {
			return commands[i].run(count - 1, words + 1);
		}
	}
	return EGATE_USAGE;
}

int egate_gpio(int count, char *const words[])
{
	bool asked = count >= 1 && strcmp(words[count - 1], "--help") == 0;
	int code = asked ? EGATE_DONE : command(count, words);
	struct eg_fault why = eg_fault_last();
	if (asked || code == EGATE_USAGE) {
		(void)fputs(usage, asked ? stdout : stderr); /* nobody to tell if it is closed */
	}
	if (code == EGATE_USAGE && why.err == EG_CONFIG) {
		(void)fprintf(stderr, "egate: %s\n", why.reason); /* as usage */
	}
	return code;
}
