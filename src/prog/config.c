/*
 * config: egated's file: one INI text, every key known, embedded defaults.
 * Knows sections, keys and limits of text. Never opens what a value names.
 */
#include "prog/config.h"

#include "base/secret.h"
#include "base/wr.h"
#include "hal/backends.h"
#include "os/path.h"
#include "prog/core_settings.h"
#include "prog/embedder_file.h"
#include "prog/face_policy.h"
#include "prog/finger_policy.h"
#include "prog/ini_text.h"
#include "prog/realtime.h"

#include <stddef.h>

#define PRIORITY_DIGITS 2    /* 0 to 99 */
#define CHECK_S_MAX     3600 /* seconds that a dead camera may go unseen */

enum form {
	FORM_TEXT,
	FORM_YES_NO,
	FORM_NUMBER,
	FORM_CPUS,
	FORM_PRIORITY,
	FORM_PROOF,
	FORM_LENGTH,
	FORM_CHALLENGE,
	FORM_CHECK,
	FORM_WIRES,
	FORM_PAGE,
	FORM_READER,
	FORM_CAMERA,
	FORM_SENSOR,
	FORM_RATE
};

struct key {
	const char *section;
	const char *name;
	size_t offset; /* of its text in struct config */
	const char *fallback;
	enum form form;
};

static const struct key keys[] = {
	{"lane", "run", offsetof(struct config, run), "/run/egate", FORM_TEXT},
	{"lane", "programs", offsetof(struct config, programs), "", FORM_TEXT},
	{"lane", "officer-user", offsetof(struct config, officer_user), "", FORM_NUMBER},
	{"lane", "kiosk-user", offsetof(struct config, kiosk_user), "", FORM_NUMBER},
	{"lane", "attended", offsetof(struct config, attended), "1", FORM_YES_NO},
	{"lane", "open", offsetof(struct config, open), "1", FORM_YES_NO},
	{"hardware", "gate", offsetof(struct config, gate), "mantrap", FORM_TEXT},
	{"hardware", "gate-io", offsetof(struct config, gate_io), "gpiod:egate", FORM_WIRES},
	{"hardware", "page", offsetof(struct config, page), "swipe:/dev/egate-page", FORM_PAGE},
	{"hardware", "reader", offsetof(struct config, reader), "pcsc:", FORM_READER},
	{"hardware", "camera", offsetof(struct config, camera), "v4l2:/dev/video0", FORM_CAMERA},
	{"chip", "active-auth", offsetof(struct config, active_auth), "unproved", FORM_PROOF},
	{"chip", "extended", offsetof(struct config, extended), "auto", FORM_LENGTH},
	{"chip", "bac-after-pace", offsetof(struct config, bac_after_pace), "0", FORM_YES_NO},
	{"chip", "regain", offsetof(struct config, regain_ms), "3000", FORM_NUMBER},
	{"chip", "terminal", offsetof(struct config, terminal), "", FORM_TEXT},
	{"chip", "terminal-secret", offsetof(struct config, terminal_secret), "", FORM_TEXT},
	{"face", "challenge", offsetof(struct config, face_challenge), "doubt", FORM_CHALLENGE},
	{"face", "check", offsetof(struct config, face_check_s), "30", FORM_CHECK},
	{"data", "trust", offsetof(struct config, trust), "/var/lib/egate/trust.store", FORM_TEXT},
	{"data", "passive-policy", offsetof(struct config, passive_policy), "", FORM_TEXT},
	{"data", "models", offsetof(struct config, models), "/usr/share/egate/models", FORM_TEXT},
	{"data", "journal", offsetof(struct config, journal), "/var/lib/egate/journal.db",
	 FORM_TEXT},
	{"data", "watchlist", offsetof(struct config, watchlist), "", FORM_TEXT},
	{"data", "watchlist-trust", offsetof(struct config, watchlist_trust), "", FORM_TEXT},
	{"face", "fmr", offsetof(struct config, fmr), "", FORM_RATE},
	{"face", "model", offsetof(struct config, model), EMBEDDER_DEFAULT, FORM_TEXT},
	{"face", "refer-fmr", offsetof(struct config, refer_fmr), "", FORM_RATE},
	{"finger", "fmr", offsetof(struct config, finger_fmr), "", FORM_RATE},
	{"finger", "sensor", offsetof(struct config, sensor), "", FORM_SENSOR},
	{"core", "cpu", offsetof(struct config, cpu), "", FORM_CPUS},
	{"core", "priority", offsetof(struct config, priority), "50", FORM_PRIORITY},
};
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))
_Static_assert(KEY_COUNT <= 64, "the seen keys fit their word");

struct reading {
	struct config *config;
	struct lane_settings settings; /* policy and timers are tried on these */
};

/* A text with its NUL; false if it does not fit. */
static bool put_text(char *out, size_t cap, struct rd text)
{
	struct wr w = wr_of(out, cap);
	wr_put(&w, text);
	wr_u8(&w, '\0');
	return !w.bad;
}

static char *field(struct config *c, const struct key *k)
{
	return (char *)c + k->offset;
}

struct config config_default(void)
{
	struct config c = {.word_count = 0};
	for (size_t i = 0; i < KEY_COUNT; i++) {
		(void)put_text(field(&c, &keys[i]), CONFIG_TEXT_MAX,
			       rd_cstr(keys[i].fallback)); /* literals above fit */
	}
	return c;
}

static bool digits(struct rd text)
{
	uint8_t c;
	bool some = text.left > 0 && text.left <= 9;
	while (some && rd_u8(&text, &c)) {
		some = c >= '0' && c <= '9';
	}
	return some;
}

/* Seconds between two looks at the camera: never is no answer. */
static bool check_ok(struct rd text)
{
	uint32_t seconds = 0;
	uint8_t c;
	if (!digits(text)) {
		return false;
	}
	while (rd_u8(&text, &c)) {
		seconds = seconds * 10 + (uint32_t)(c - '0');
	}
	return seconds >= 1 && seconds <= CHECK_S_MAX;
}

static bool one_of(struct rd value, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (rd_equal(value, rd_cstr(words[i]))) {
			return true;
		}
	}
	return false;
}

static bool cpus_ok(struct rd value)
{
	char text[CONFIG_TEXT_MAX];
	return put_text(text, sizeof(text), value) && realtime_cpus_ok(text);
}

/* A backend that does not exist would be started again and again. */
static enum eg_err backend_ok(enum form form, struct rd value)
{
	static const struct {
		enum form form;
		enum backend_device device;
	} all[] = {{FORM_WIRES, BACKEND_WIRES},
		   {FORM_PAGE, BACKEND_PAGE},
		   {FORM_READER, BACKEND_READER},
		   {FORM_CAMERA, BACKEND_CAMERA},
		   {FORM_SENSOR, BACKEND_FINGER}};
	if (form == FORM_CAMERA && rd_equal(value, RD_TEXT(CONFIG_NO_CAMERA))) {
		return EG_OK; /* whether that can be is the gate's to say: egated */
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (form == all[i].form) {
			return backend_known(all[i].device, value);
		}
	}
	return EG_OK;
}

/* Brings a value into the form that programs are given; false if it has none. */
static bool shape(enum form form, struct rd *value)
{
	static const char *const proofs[] = {"unproved", "always", "never"};
	static const char *const lengths[] = {"auto", "off"};
	static const char *const challenges[] = {"never", "doubt", "always"};
	uint32_t one_in;
	switch (form) {
	case FORM_TEXT:
	case FORM_WIRES:
	case FORM_PAGE:
	case FORM_READER:
	case FORM_CAMERA:
	case FORM_SENSOR:
		return value->left > 0;
	case FORM_RATE:
		return embedder_rate(*value, &one_in);
	case FORM_NUMBER:
		return digits(*value);
	case FORM_CHECK:
		return check_ok(*value);
	case FORM_CPUS:
		return cpus_ok(*value);
	case FORM_PRIORITY:
		return digits(*value) && value->left <= PRIORITY_DIGITS;
	case FORM_PROOF:
		return one_of(*value, proofs, 3);
	case FORM_LENGTH:
		return one_of(*value, lengths, 2);
	case FORM_CHALLENGE:
		return one_of(*value, challenges, 3);
	case FORM_YES_NO:
		if (rd_equal(*value, RD_TEXT("yes"))) {
			*value = RD_TEXT("1");
			return true;
		}
		if (rd_equal(*value, RD_TEXT("no"))) {
			*value = RD_TEXT("0");
			return true;
		}
		return false;
	}
	return false;
}

/* "prefix" "key" = "value"; a key given twice is a mistake. */
static bool put_word(struct config *c, struct rd prefix, struct rd key, struct rd value)
{
	char word[CONFIG_WORD_MAX] = "";
	struct wr w = WR_ARRAY(word);
	wr_put(&w, prefix);
	wr_put(&w, key);
	wr_u8(&w, '=');
	struct rd name = wr_view(&w);
	for (size_t i = 0; i < c->word_count; i++) {
		if (rd_begins(rd_cstr(c->words[i]), name)) {
			return false;
		}
	}
	wr_put(&w, value);
	return c->word_count < CONFIG_WORDS_MAX && !w.bad &&
	       put_text(c->words[c->word_count++], CONFIG_WORD_MAX, wr_view(&w));
}

static enum eg_err take_key(struct config *c, struct rd section, struct rd name, struct rd value)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		const struct key *k = &keys[i];
		uint64_t bit = UINT64_C(1) << i;
		if (!rd_equal(section, rd_cstr(k->section)) || !rd_equal(name, rd_cstr(k->name))) {
			continue;
		}
		if ((c->seen & bit) != 0) {
			return EG_FAIL(EG_CONFIG, "a key is given twice");
		}
		c->seen |= bit;
		EG_TRY(backend_ok(k->form, value));
		if (!shape(k->form, &value) || !put_text(field(c, k), CONFIG_TEXT_MAX, value)) {
			return EG_FAIL(EG_CONFIG, "a value that its key does not take");
		}
		return EG_OK;
	}
	return EG_FAIL(EG_CONFIG, "unknown section or key");
}

static enum eg_err take(void *user, int line, struct rd section, struct rd key, struct rd value)
{
	struct reading *r = user;
	(void)line; /* ini_text tells it */
	struct rd prefix = RD_TEXT("policy.");
	if (rd_equal(section, RD_TEXT("policy"))) {
		EG_TRY(policy_set(&r->settings.policy, key, value));
	} else if (rd_equal(section, RD_TEXT("timers"))) {
		EG_TRY(lane_settings_timer(&r->settings, key, value));
		prefix = RD_TEXT("timer.");
	} else {
		return take_key(r->config, section, key, value);
	}
	return put_word(r->config, prefix, key, value)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "a key is given twice, or too many are");
}

bool config_fingers(const struct config *c)
{
	return c->sensor[0] != '\0';
}

/* A lane that wants what it cannot have would refer everybody, or never be ready. */
static enum eg_err fingers_fit(const struct reading *r)
{
	bool wanted = r->settings.policy.finger != POLICY_FINGER_NEVER;
	if (wanted && !config_fingers(r->config)) {
		return EG_FAIL(EG_CONFIG, "[policy] finger wants one, but [finger] sensor is not "
					  "set");
	}
	return EG_OK; /* the timer is the gate's: finger_time_of, once it is known */
}

static enum eg_err page_fits(const struct reading *r)
{
	struct rd page = rd_cstr(r->config->page);
	bool lines = rd_begins(page, RD_TEXT("swipe:")) || rd_begins(page, RD_TEXT("wedge:"));
	if (lines && policy_page_needed(&r->settings.policy)) {
		return EG_FAIL(EG_CONFIG, "[policy] page-needs wants a picture of the page, but "
					  "[hardware] page gives lines of text");
	}
	return EG_OK;
}

bool config_camera(const struct config *c)
{
	return !rd_equal(rd_cstr(c->camera), RD_TEXT(CONFIG_NO_CAMERA));
}

bool config_watchlist(const struct config *c)
{
	return c->watchlist[0] != '\0';
}

/* Whoever configures a list wants everybody looked up; a lane that wants it without one would
 * refer everybody. */
static enum eg_err watchlist_fits(struct reading *r)
{
	struct config *c = r->config;
	struct rd needed = RD_TEXT("policy.watchlist=needed");
	bool said = false;
	bool wanted = false;
	if (config_watchlist(c) != (c->watchlist_trust[0] != '\0')) {
		return EG_FAIL(EG_CONFIG, "[data] watchlist and watchlist-trust: both or none");
	}
	for (size_t i = 0; i < c->word_count; i++) {
		said = said || rd_begins(rd_cstr(c->words[i]), RD_TEXT("policy.watchlist="));
		wanted = wanted || rd_equal(rd_cstr(c->words[i]), needed);
	}
	if (said && wanted != config_watchlist(c)) {
		return EG_FAIL(EG_CONFIG, "[policy] watchlist is needed with [data] watchlist, "
					  "none without");
	}
	if (said || !config_watchlist(c)) {
		return EG_OK;
	}
	return put_word(c, RD_TEXT("policy."), RD_TEXT("watchlist"), RD_TEXT("needed"))
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "too many settings of policy and timers");
}

enum eg_err config_read(struct rd text, struct config *out, int *line)
{
	struct reading r = {.config = out, .settings = lane_settings_default()};
	*out = config_default();
	EG_TRY(ini_text_parse(text, take, &r, line));
	struct finger_policy finger;
	EG_TRY(fingers_fit(&r));
	EG_TRY(page_fits(&r));
	EG_TRY(watchlist_fits(&r));
	EG_TRY(finger_policy_choose(out, &finger));
	return face_policy_check(out);
}

enum eg_err config_load(const char *path, struct config *out, int *line)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	*line = 0;
	EG_TRY(ini_text_load(path, &text));
	return config_read(bytes_rd(&text), out, line);
}

enum eg_err config_find_programs(const struct config *c, char *out, size_t cap)
{
	struct wr w = wr_of(out, cap);
	if (c->programs[0] == '\0') {
		return path_of_programs(out, cap);
	}
	wr_put(&w, rd_cstr(c->programs));
	wr_u8(&w, '\0');
	return w.bad ? EG_FAIL(EG_CONFIG, "path of the programs too long") : EG_OK;
}
