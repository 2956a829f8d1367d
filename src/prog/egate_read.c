/*
 * egate_read: egate read, which reads one document on a card reader and tells what was found.
 * Knows the command line. All that comes from the chip, or from a transcript, is handled behind the
 * sandbox.
 */
#include "hal/reader_record.h"
#include "hal/reader_replay.h"
#include "os/now.h"
#include "os/sandbox.h"
#include "prog/egate.h"
#include "prog/read_show.h"
#include "prog/terminal.h"
#include "prog/words.h"

#include <stdlib.h>
#include <string.h>

#define MEMORY_MB     1280 /* with the largest trust store mapped */
#define CPU_SECONDS   60   /* PACE on the longest groups, and every data group there is */
#define WAIT_SECONDS  30   /* for a document to be laid on */
#define WAIT_MAX      3600
#define REGAIN_MS     3000 /* for a hand that slipped */
#define GROUP_MAX     16
#define SPEC_MAX      256
#define OUTPUT_ROOM   65536
#define ZONE_TEXT_MAX 128 /* 90 characters and line ends */

enum option {
	OPTION_READER,
	OPTION_MRZ,
	OPTION_NUMBER,
	OPTION_BIRTH,
	OPTION_EXPIRY,
	OPTION_CAN,
	OPTION_GROUPS,
	OPTION_TRUST,
	OPTION_TERMINAL,
	OPTION_TERMINAL_SECRET,
	OPTION_WAIT,
	OPTION_SAVE,
	OPTION_CONSENT,
	OPTION_JSON,
	OPTION_REVEAL,
	OPTION_STRICT,
	OPTION_BAC_AFTER_PACE,
	OPTION_COUNT
};

static const struct words_option known[OPTION_COUNT] = {
	[OPTION_READER] = {"--reader", false},
	[OPTION_MRZ] = {"--mrz", false},
	[OPTION_NUMBER] = {"--number", false},
	[OPTION_BIRTH] = {"--birth", false},
	[OPTION_EXPIRY] = {"--expiry", false},
	[OPTION_CAN] = {"--can", false},
	[OPTION_GROUPS] = {"--groups", false},
	[OPTION_TRUST] = {"--trust", false},
	[OPTION_TERMINAL] = {"--terminal", false},
	[OPTION_TERMINAL_SECRET] = {"--terminal-secret", false},
	[OPTION_WAIT] = {"--wait", false},
	[OPTION_SAVE] = {"--save", false},
	[OPTION_CONSENT] = {"--consent", false},
	[OPTION_JSON] = {"--json", true},
	[OPTION_REVEAL] = {"--reveal", true},
	[OPTION_STRICT] = {"--strict", true},
	[OPTION_BAC_AFTER_PACE] = {"--allow-bac-after-pace", true},
};

_Static_assert(OPTION_COUNT <= WORDS_OPTIONS_MAX, "words has room for each option");

/* What is open before the sandbox closes. */
struct opened {
	const struct reader_backend *backend;
	struct reader *reader;         /* owned; the recording, if there is one */
	struct reader *record;         /* the same or NULL */
	struct reader *replay;         /* the same or NULL */
	struct trust *trust;           /* owned */
	struct terminal *terminal;     /* owned */
	struct termauth_terminal port; /* of terminal */
	struct date today;
	const char *name; /* of the reader, as it calls itself or as it was chosen */
};

/* The zone from standard input: words of a command line are seen by everybody on the machine. */
static enum eg_err read_zone(struct read_key *key)
{
	char text[ZONE_TEXT_MAX + 1] = "";
	if (setvbuf(stdin, NULL, _IONBF, 0) != 0) { /* the library keeps no copy */
		return EG_FAIL(EG_IO, "standard input");
	}
	size_t size = fread(text, 1, ZONE_TEXT_MAX, stdin);
	enum eg_err err = size > 0 ? key_of_zone(key, text)
				   : EG_FAIL(EG_CONFIG, "no machine-readable zone on input");
	secret_wipe(text, sizeof(text));
	return err;
}

static enum eg_err take_zone(const char *text, struct read_key *key)
{
	return strcmp(text, "-") == 0 ? read_zone(key) : key_of_zone(key, text);
}

/* The zone or three of its fields, the card access number, or one of the former and the latter. */
static enum eg_err take_key(const struct words *o, struct read_key *key)
{
	const char *number = o->value[OPTION_NUMBER];
	const char *birth = o->value[OPTION_BIRTH];
	const char *expiry = o->value[OPTION_EXPIRY];
	bool some = number != NULL || birth != NULL || expiry != NULL;
	if (o->value[OPTION_CAN] != NULL) {
		EG_TRY(key_of_can(key, o->value[OPTION_CAN]));
	}
	if (o->value[OPTION_MRZ] != NULL) {
		return some ? EG_FAIL(EG_CONFIG, "--mrz, or --number, --birth and --expiry: not "
						 "both")
			    : take_zone(o->value[OPTION_MRZ], key);
	}
	if (!some && key->can_size > 0) {
		return EG_OK;
	}
	if (number == NULL || birth == NULL || expiry == NULL) {
		return EG_FAIL(EG_CONFIG, "--mrz, or --number, --birth and --expiry together, or "
					  "--can, are needed");
	}
	return key_of_fields(key, number, birth, expiry);
}

/* "1,2,14" or "all". */
static enum eg_err take_groups(const char *text, uint32_t *groups)
{
	struct rd list = rd_cstr(text == NULL ? "all" : text);
	*groups = 0;
	if (rd_equal(list, RD_TEXT("all"))) {
		*groups = EMRTD_GROUPS_ALL;
		return EG_OK;
	}
	while (list.left > 0) {
		char word[8] = "";
		size_t size;
		long number;
		struct rd part = rd_until(&list, ",");
		if (!rd_dump(part, word, sizeof(word) - 1, &size)) {
			return EG_FAIL(EG_CONFIG, "--groups is no list of numbers");
		}
		EG_TRY(words_number(word, 1, GROUP_MAX, &number));
		*groups |= EMRTD_GROUP(number);
	}
	return *groups != 0 ? EG_OK : EG_FAIL(EG_CONFIG, "--groups names none");
}

/* A reader by the beginning of its name, "pcsc:NAME" as in egated's settings, or "replay:FILE". */
static enum eg_err reader_spec(const char *name, char out[SPEC_MAX])
{
	bool whole = name != NULL &&
		     (strncmp(name, "pcsc:", 5) == 0 || strncmp(name, "replay:", 7) == 0);
	int size = snprintf(out, SPEC_MAX, "%s%s", whole ? "" : "pcsc:", name == NULL ? "" : name);
	return size >= 0 && size < SPEC_MAX ? EG_OK : EG_FAIL(EG_CONFIG, "--reader is too long");
}

static bool take_digits(struct rd *text, size_t count, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t c;
		if (!rd_u8(text, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (c - (uint32_t)'0');
	}
	return true;
}

/* YYYY-MM-DD of a transcript's head. */
static bool take_day(struct rd text, struct date *out)
{
	uint32_t year;
	uint32_t month;
	uint32_t day;
	uint8_t first;
	uint8_t second;
	if (!take_digits(&text, 4, &year) || !rd_u8(&text, &first) ||
	    !take_digits(&text, 2, &month) || !rd_u8(&text, &second) ||
	    !take_digits(&text, 2, &day) || !rd_end(&text)) {
		return false;
	}
	*out = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
	return first == '-' && second == '-' && date_valid(*out);
}

static enum eg_err open_reader(const char *spec, struct opened *x)
{
	const char *where;
	x->today = date_from_unix(now_unix_ms() / 1000);
	EG_TRY(reader_find(spec, &x->backend, &where));
	EG_TRY(x->backend->open(&x->reader, where));
	x->name = x->backend->called == NULL ? spec : x->backend->called(x->reader);
	x->replay = x->backend == &reader_replay ? x->reader : NULL;
	return EG_OK;
}

static enum eg_err open_record(const struct words *o, struct opened *x)
{
	const struct record_order order = {
		.backend = x->backend,
		.reader = x->reader,
		.reader_name = x->name,
		.path = o->value[OPTION_SAVE],
		.consent = o->value[OPTION_CONSENT],
		.today = x->today,
		.now_us = now_mono_us,
	};
	if (order.path == NULL) {
		return EG_OK;
	}
	if (x->replay != NULL) {
		return EG_FAIL(EG_CONFIG, "a transcript is not recorded again");
	}
	EG_TRY(record_open(&x->record, &order));
	x->backend = &reader_record;
	x->reader = x->record;
	return EG_OK;
}

static enum eg_err open_trust(const struct words *o, struct opened *x)
{
	if (o->value[OPTION_TRUST] == NULL) {
		return EG_OK;
	}
	EG_TRY(trust_open(o->value[OPTION_TRUST], &x->trust));
	return trust_count(x->trust) > 0 ? EG_OK
					 : EG_FAIL(EG_CONFIG, "trust store holds no country CA");
}

/* For whoever types the command; it goes on all the same. */
static void warn_of_keys(const struct terminal *t)
{
	struct terminal_keys k = terminal_keys(t);
	if (k.plain > 0) {
		(void)fprintf(stderr, "egate: %zu private keys lie unencrypted\n", k.plain);
	}
	if (k.missing > 0) {
		(void)fprintf(stderr, "egate: %zu keys are in tokens that are away\n", k.missing);
	}
}

static enum eg_err open_terminal(const struct words *o, struct opened *x)
{
	const struct token_settings settings = {.folder = o->value[OPTION_TERMINAL],
						.secret = o->value[OPTION_TERMINAL_SECRET],
						.quiet = true};
	struct folder_bad bad = {""};
	if (o->value[OPTION_TERMINAL] == NULL) {
		return EG_OK;
	}
	if (x->replay != NULL) {
		return EG_FAIL(EG_CONFIG, "a transcript has its own certificates: no --terminal");
	}
	enum eg_err err = terminal_open(&settings, x->today, &x->terminal, &bad);
	if (err != EG_OK && bad.name[0] != '\0') {
		(void)fprintf(stderr, "egate: %s: not usable\n", bad.name); /* the fault follows */
	}
	EG_TRY(err);
	warn_of_keys(x->terminal);
	x->port = terminal_port(x->terminal);
	return EG_OK;
}

static void close_all(struct opened *x)
{
	if (x->reader != NULL) {
		x->backend->close(&x->reader);
	}
	trust_free(&x->trust);
	terminal_free(&x->terminal);
}

static enum eg_err show(const struct words *o, const char *name, const struct read_result *r,
			bool found)
{
	static struct read_details details; /* of the only document */
	const struct read_view view = {r, &details, name, found};
	details_of(&details, r, o->value[OPTION_REVEAL] != NULL);
	enum eg_err err =
		o->value[OPTION_JSON] != NULL ? read_json(stdout, &view) : read_text(stdout, &view);
	details_clear(&details);
	return err;
}

/* A recorded session is judged by the day on which it took place. */
static enum eg_err take_recorded_day(struct read_order *order)
{
	struct rd day = order->replay == NULL ? RD_EMPTY : replay_head(order->replay, "date");
	return day.left == 0 || take_day(day, &order->today)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "date of the transcript");
}

/* Reads behind the sandbox; *found: something speaks against the document. */
static enum eg_err run(const struct words *o, struct read_order *order, const char *name,
		       bool *found)
{
	static char room[OUTPUT_ROOM]; /* else the library asks what standard output is */
	static struct read_result result;
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	if (setvbuf(stdout, room, _IOFBF, sizeof(room)) != 0) {
		return EG_FAIL(EG_IO, "standard output");
	}
	EG_TRY(sandbox_enter(&need));
	EG_TRY(take_recorded_day(order));
	enum eg_err err = read_run(order, &result);
	*found = read_found(&result, order->strict);
	if (err == EG_OK) {
		err = show(o, name, &result, *found);
	}
	if (err == EG_OK && order->record != NULL) {
		err = record_whole(order->record);
	}
	read_result_clear(&result);
	return err;
}

/* What can be wrong with the words alone: nothing is opened yet. */
static enum eg_err take_all(int count, char *const words[], struct words *o,
			    struct read_order *order, struct read_key *key, char spec[SPEC_MAX])
{
	long wait = WAIT_SECONDS;
	EG_TRY(words_take(count, words, known, OPTION_COUNT, o));
	if (o->plain_count > 0) {
		return EG_FAIL(EG_CONFIG, "egate read takes options alone");
	}
	EG_TRY(take_key(o, key));
	EG_TRY(take_groups(o->value[OPTION_GROUPS], &order->groups));
	EG_TRY(reader_spec(o->value[OPTION_READER], spec));
	if (o->value[OPTION_WAIT] != NULL) {
		EG_TRY(words_number(o->value[OPTION_WAIT], 0, WAIT_MAX, &wait));
	}
	if ((o->value[OPTION_SAVE] == NULL) != (o->value[OPTION_CONSENT] == NULL)) {
		return EG_FAIL(EG_CONFIG, "--save needs --consent: a transcript holds the "
					  "person's data");
	}
	if (o->value[OPTION_TERMINAL_SECRET] != NULL && o->value[OPTION_TERMINAL] == NULL) {
		return EG_FAIL(EG_CONFIG, "--terminal-secret needs --terminal");
	}
	order->wait_ms = (uint32_t)wait * 1000;
	order->regain_ms = REGAIN_MS;
	order->bac_after_pace = o->value[OPTION_BAC_AFTER_PACE] != NULL;
	order->strict = o->value[OPTION_STRICT] != NULL;
	order->key = key;
	return EG_OK;
}

int egate_read(int count, char *const words[])
{
	struct words o = {0};
	struct read_order order = {0};
	char spec[SPEC_MAX];
	bool found = false;
	EG_AUTO(key_clear) struct read_key key = {0};
	EG_AUTO(close_all) struct opened x = {0};
	if (take_all(count, words, &o, &order, &key, spec) != EG_OK) {
		(void)egate_failed(); /* tells what is wrong */
		return EGATE_USAGE;
	}
	enum eg_err err = crypt_warm();
	if (err == EG_OK) {
		err = open_reader(spec, &x);
	}
	if (err == EG_OK) {
		err = open_trust(&o, &x);
	}
	if (err == EG_OK) {
		err = open_terminal(&o, &x);
	}
	if (err ==
	    EG_OK) { /* last: nothing else can fail then, and leave a file without a session */
		err = open_record(&o, &x);
	}
	order.backend = x.backend;
	order.reader = x.reader;
	order.record = x.record;
	order.replay = x.replay;
	order.trust = x.trust;
	order.terminal = x.terminal == NULL ? NULL : &x.port;
	order.today = x.today;
	if (err == EG_OK) {
		err = run(&o, &order, x.name, &found);
	}
	if (err != EG_OK) {
		return egate_failed();
	}
	return found ? EGATE_FAILED : EGATE_DONE;
}
