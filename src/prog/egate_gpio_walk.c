/*
 * egate_gpio_walk: egate gpio walk, the installer's checklist at a terminal or from a file.
 * Knows what is typed and told, and when the report is kept. Never knows what a line means.
 */
#include "prog/egate_gpio.h"

#include "os/now.h"
#include "prog/egate.h"
#include "prog/folder.h"
#include "prog/gpio_answers.h"
#include "prog/gpio_files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define TYPED_SIZE       512
#define PATIENCE_DEFAULT 30
#define PATIENCE_MOST    3600
#define MS_PER_S         1000
#define US_PER_MS        1000
#define LOOK_MS          (2 * DESK_TICK_MS) /* a line is driven before its answer is read */

enum {
	OPTION_REPORT = GPIO_OPTIONS,
	OPTION_BY,
	OPTION_SITE,
	OPTION_LANE,
	OPTION_ANSWERS,
	OPTION_PATIENCE,
	OPTION_AGAIN,
	OPTION_COUNT
};
static const struct words_option options[OPTION_COUNT] = {
	GPIO_OPTION_WORDS,
	[OPTION_REPORT] = {"--report", false},
	[OPTION_BY] = {"--by", false},
	[OPTION_SITE] = {"--site", false},
	[OPTION_LANE] = {"--lane", false},
	[OPTION_ANSWERS] = {"--answers", false},
	[OPTION_PATIENCE] = {"--patience", false},
	[OPTION_AGAIN] = {"--again", true},
};

struct session {
	struct gpio_desk desk;
	struct gpio_gate gate;
	struct walk walk;
	struct gpio_head head;
	struct gpio_files files;
	struct gpio_answers answers;
	bool scripted; /* answers, not a terminal */
	bool quit;
	uint8_t typed[TYPED_SIZE]; /* what has come of a line */
	size_t typed_size;
	char remark[WALK_REMARK_SIZE];
	char prompt[WALK_PROMPT_SIZE]; /* as told last */
};

static struct gpio_report report_of(const struct session *s)
{
	return (struct gpio_report){.head = &s->head, .walk = &s->walk};
}

static void tell_prompt(struct session *s)
{
	char prompt[WALK_PROMPT_SIZE];
	walk_prompt(&s->walk, prompt);
	if (strcmp(prompt, s->prompt) != 0) {
		(void)snprintf(s->prompt, sizeof(s->prompt), "%s", prompt); /* same size */
		(void)printf("%s%s\n", prompt,
			     walk_asks(&s->walk) ? " [y/n/s]" : ""); /* flushed and checked */
	}
}

static void tell_result(const struct session *s, size_t place)
{
	const struct walk_item *i = &s->walk.item[place];
	char word[WALK_WORD_SIZE];
	char found[REPORT_FOUND_SIZE];
	char note[REPORT_NOTE_SIZE];
	walk_item_word(i, word);
	gpio_report_found(i, found);
	gpio_report_note(i, note);
	(void)printf("[%zu/%zu] %s: %s %s%s%s%s%s\n", place + 1, s->walk.count, word,
		     walk_result_sign(i->result), walk_result_word(i->result),
		     found[0] == '\0' ? "" : "; ", found, note[0] == '\0' ? "" : "; ",
		     note); /* same */
}

/* The next whole line that was typed; false: there is none yet. */
static bool next_typed(struct session *s, struct walk_now *now)
{
	size_t end = 0;
	struct rd all = rd_of(s->typed, s->typed_size);
	if (!rd_find(&all, '\n', &end)) {
		s->typed_size = s->typed_size == TYPED_SIZE ? 0 : s->typed_size;
		return false;
	}
	enum gpio_typed what = gpio_typed_parse(rd_of(s->typed, end), &now->answer, s->remark);
	now->remark = s->remark;
	s->quit = what == TYPED_QUIT;
	if (what == TYPED_NOTHING) {
		(void)puts("y yes, n no, s skip, r this line again, b the one before, q quit; "
			   "words behind it are a remark"); /* same */
	}
	struct wr front = wr_of(s->typed, TYPED_SIZE);
	for (size_t i = end + 1; i < s->typed_size; i++) {
		wr_u8(&front, s->typed[i]); /* always before what is read */
	}
	s->typed_size = front.size;
	return true;
}

/* The end of standard input is a "quit": what was found is kept. */
static enum eg_err read_typed(struct session *s)
{
	ssize_t got = read(STDIN_FILENO, s->typed + s->typed_size, TYPED_SIZE - s->typed_size);
	if (got < 0 && errno != EINTR && errno != EAGAIN) {
		return EG_FAIL(EG_IO, "standard input");
	}
	s->quit = s->quit || got == 0;
	s->typed_size += got > 0 ? (size_t)got : 0;
	return EG_OK;
}

/* Wires are believed by their levels; a "no" or "skip" ends them all the same. */
static void answer_by_file(const struct session *s, struct walk_now *now)
{
	char word[WALK_WORD_SIZE];
	walk_item_word(&s->walk.item[s->walk.at], word);
	const struct gpio_answer *a = gpio_answers_for(&s->answers, word);
	if (a == NULL) {
		now->answer = walk_asks(&s->walk) ? WALK_SKIP : WALK_SILENT;
		now->remark = walk_asks(&s->walk) ? "no answer in the file" : NULL;
		return;
	}
	now->remark = a->remark;
	now->answer = a->answer;
	bool looked = s->walk.begun && now->mono_ms - s->walk.since_ms >= LOOK_MS;
	if (a->answer == WALK_YES && !(looked && walk_asks(&s->walk))) {
		now->answer = WALK_SILENT;
	}
	/* A wire is tried even where the answer to its question will be no. */
	if (a->answer == WALK_NO && !walk_asks(&s->walk) && s->walk.held == NULL &&
	    s->walk.item[s->walk.at].kind == WALK_OUTPUT) {
		now->answer = WALK_SILENT;
	}
}

static enum eg_err judge(struct session *s, size_t place)
{
	struct gpio_report r = report_of(s);
	s->head.ended_ms = s->walk.item[place].unix_ms;
	tell_result(s, place);
	return gpio_files_keep(&s->files, &r);
}

/* One wake: levels and answers in, outputs out. */
static enum eg_err turn(struct session *s)
{
	struct walk_now now = {.answer = WALK_SILENT};
	size_t place = s->walk.at;
	/* A line that has come already is taken before more is read. */
	bool typed = gpio_desk_wait(&s->desk, s->scripted ? -1 : STDIN_FILENO);
	if (typed && !gpio_stopped()) {
		EG_TRY(read_typed(s));
	}
	now.mono_ms = now_mono_us() / US_PER_MS;
	now.unix_ms = now_unix_ms();
	if (s->scripted) {
		answer_by_file(s, &now);
	} else {
		(void)next_typed(s, &now); /* nothing typed: nothing said */
	}
	EG_TRY(gpio_desk_read(&s->desk));
	now.lines = s->desk.lines;
	walk_step(&s->walk, &now);
	EG_TRY(gpio_desk_drive(&s->desk, s->walk.outputs, s->walk.still, now.mono_ms));
	if (s->walk.item[place].result != WALK_OPEN) {
		EG_TRY(judge(s, place));
	}
	tell_prompt(s);
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static enum eg_err go_on(struct session *s)
{
	while (!walk_finished(&s->walk) && !s->quit) {
		if (gpio_stopped()) {
			return EG_FAIL(EG_STATE, "stopped: every output is off, results are kept");
		}
		EG_TRY(turn(s));
	}
	return EG_OK;
}

static enum eg_err text_of(const char *value, char *out, size_t cap)
{
	return value == NULL || gpio_text(rd_cstr(value), out, cap)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "a name is too long, or no text");
}

static enum eg_err take_head(const struct words *w, struct session *s)
{
	struct gpio_head *h = &s->head;
	EG_TRY(text_of(w->value[OPTION_BY], h->by, sizeof(h->by)));
	EG_TRY(text_of(w->value[OPTION_SITE], h->site, sizeof(h->site)));
	EG_TRY(text_of(w->value[OPTION_LANE], h->lane, sizeof(h->lane)));
	EG_TRY(text_of(w->plain[0], h->lines, sizeof(h->lines)));
	EG_TRY(text_of(s->gate.name, h->gate, sizeof(h->gate)));
	EG_TRY(text_of(gate_topology_word(s->gate.fitting.plan.topology), h->model,
		       sizeof(h->model)));
	EG_TRY(text_of(s->gate.sha256, h->sha256, sizeof(h->sha256)));
	EG_TRY(text_of("egate " EGATE_VERSION, h->software, sizeof(h->software)));
	h->began_ms = now_unix_ms();
	return EG_OK;
}

static enum eg_err take_answers(const char *path, struct session *s)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	unsigned line = 0;
	s->scripted = path != NULL;
	if (path == NULL) {
		return EG_OK;
	}
	EG_TRY(folder_file(path, ANSWERS_FILE_MAX, &text));
	enum eg_err err = gpio_answers_parse(bytes_rd(&text), &s->answers, &line);
	if (err != EG_OK) {
		(void)fprintf(stderr, "egate: line %u of the answers:\n", line); /* as usage */
	}
	return err;
}

static enum eg_err prepare(const struct words *w, struct session *s)
{
	long patience = PATIENCE_DEFAULT;
	EG_TRY(gpio_gate_take(w, &s->gate));
	EG_TRY(take_head(w, s));
	EG_TRY(take_answers(w->value[OPTION_ANSWERS], s));
	EG_TRY(gpio_files_take(w->value[OPTION_REPORT], &s->files));
	if (w->value[OPTION_PATIENCE] != NULL) {
		EG_TRY(words_number(w->value[OPTION_PATIENCE], 1, PATIENCE_MOST, &patience));
	}
	s->walk = walk_start(&s->gate.fitting, s->scripted ? (uint32_t)patience * MS_PER_S : 0);
	EG_TRY(gpio_files_resume(&s->files, &s->head, &s->walk));
	if (w->value[OPTION_AGAIN] != NULL) {
		walk_again(&s->walk);
	}
	return s->walk.count > 0 ? EG_OK : EG_FAIL(EG_CONFIG, "the gate has no lines");
}

/* What was found is written down, also when the walk was ended by a fault. */
static enum eg_err finish(struct session *s)
{
	struct gpio_report r = report_of(s);
	enum walk_result v = walk_verdict(&s->walk);
	EG_TRY(gpio_files_write(&s->files, &r));
	if (s->files.base[0] == '\0') {
		EG_TRY(gpio_report_text(stdout, &r));
	}
	(void)printf("%s: %s\n", gpio_report_verdict(v), gpio_report_meaning(v)); /* same */
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

int egate_gpio_walk(int count, char *const words[])
{
	static struct session memory; /* too large for a stack */
	struct session *s = &memory;
	struct words w;
	if (words_take(count, words, options, OPTION_COUNT, &w) != EG_OK || w.plain_count != 1) {
		return EGATE_USAGE;
	}
	memory = (struct session){.scripted = false};
	if (prepare(&w, s) != EG_OK || gpio_gate_open(&w, &s->gate, &s->desk) != EG_OK) {
		gpio_gate_close(&s->desk);
		return egate_failed();
	}
	enum eg_err walked = go_on(s);
	int code = walked == EG_OK ? EGATE_DONE : egate_failed();
	gpio_gate_close(&s->desk); /* before the files: no door waits for a disk */
	if (finish(s) != EG_OK) {
		return egate_failed();
	}
	return code == EGATE_DONE && walk_verdict(&s->walk) == WALK_PASSED ? EGATE_DONE
									   : EGATE_FAILED;
}
