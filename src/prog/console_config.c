/*
 * console_config: egate-console's file: one INI text, every key known.
 * Knows sections, keys and limits of text. Never opens what a value names.
 */
#include "prog/console_config.h"

#include "base/utf8.h"
#include "prog/ini_text.h"

#include <stddef.h>

#define SECOND_MS UINT32_C(1000)
#define MINUTE_MS UINT32_C(60000)
#define DIGITS    9 /* of a number: fits 32 bits */
#define LANE_WORD "lane "

enum form {
	FORM_PATH,   /* absolute */
	FORM_NAME,   /* for people */
	FORM_LISTEN, /* unix:PATH, loopback:PORT */
	FORM_WORD,   /* one of two: 0 or 1 */
	FORM_NUMBER  /* lowest to highest, times unit */
};

struct key {
	const char *name;
	size_t offset;
	size_t size; /* of a text's room */
	const char *words[2];
	enum form form;
	uint32_t lowest;
	uint32_t highest;
	uint32_t unit;
};

#define AT(field)   offsetof(struct console_config, field)
#define ROOM(field) sizeof(((struct console_config *)0)->field)
#define IN(field)   offsetof(struct console_lane, field), sizeof(((struct console_lane *)0)->field)

static const struct key console_keys[] = {
	{"checkpoint", AT(checkpoint), ROOM(checkpoint), {0}, FORM_NAME, 0, 0, 0},
	{"environment", AT(production), 0, {"simulation", "production"}, FORM_WORD, 0, 0, 0},
	{"listen", AT(listen), ROOM(listen), {0}, FORM_LISTEN, 0, 0, 0},
	{"proxy-user", AT(proxy_user), 0, {0}, FORM_NUMBER, 0, 999999999, 1},
	{"user", AT(user), 0, {0}, FORM_NUMBER, 0, 999999999, 1},
	{"web", AT(web), ROOM(web), {0}, FORM_PATH, 0, 0, 0},
	{"vendor", AT(vendor), ROOM(vendor), {0}, FORM_PATH, 0, 0, 0},
	{"database", AT(database), ROOM(database), {0}, FORM_PATH, 0, 0, 0},
	{"certificates", AT(certificates), 0, {"optional", "required"}, FORM_WORD, 0, 0, 0},
	{"ack-target", AT(ack_target_ms), 0, {0}, FORM_NUMBER, 1, 600, SECOND_MS},
	{"shift", AT(shift_ms), 0, {0}, FORM_NUMBER, 10, 720, MINUTE_MS},
	{"idle", AT(idle_ms), 0, {0}, FORM_NUMBER, 1, 720, MINUTE_MS},
};
#define CONSOLE_KEYS (sizeof(console_keys) / sizeof(console_keys[0]))
_Static_assert(CONSOLE_KEYS <= 32, "the seen keys fit their word");

static const struct key lane_keys[] = {
	{"name", IN(name), {0}, FORM_NAME, 0, 0, 0},
	{"socket", IN(socket), {0}, FORM_PATH, 0, 0, 0},
	{"journal", IN(journal), {0}, FORM_PATH, 0, 0, 0},
};

/* With its NUL; false if it does not fit. */
static bool put_text(char *out, size_t cap, struct rd text)
{
	struct wr w = wr_of(out, cap);
	wr_put(&w, text);
	wr_u8(&w, '\0');
	return !w.bad;
}

/* Decimal digits alone, without leading zeros. */
static bool number(struct rd text, uint32_t *out)
{
	uint8_t c = '\0';
	bool good = text.left > 0 && text.left <= DIGITS;
	bool zero = text.left > 1 && rd_peek(&text, &c) && c == '0';
	*out = 0;
	while (good && rd_u8(&text, &c)) {
		good = c >= '0' && c <= '9';
		*out = *out * 10 + (good ? (uint32_t)(c - '0') : 0);
	}
	return good && !zero;
}

static bool absolute(struct rd text)
{
	return text.left > 1 && rd_begins(text, RD_TEXT("/")) && utf8_printable(text);
}

static bool listen_good(struct rd text)
{
	const struct rd path = RD_TEXT("unix:");
	const struct rd port = RD_TEXT("loopback:");
	uint32_t n;
	if (rd_begins(text, path)) {
		return rd_skip(&text, path.left) && absolute(text);
	}
	return rd_begins(text, port) && rd_skip(&text, port.left) && number(text, &n) &&
	       n <= UINT16_MAX;
}

static bool take_number(const struct key *k, struct rd value, uint32_t *out)
{
	uint32_t n;
	if (!number(value, &n) || n < k->lowest || n > k->highest) {
		return false;
	}
	*out = n * k->unit;
	return true;
}

static bool take_word(const struct key *k, struct rd value, uint32_t *out)
{
	bool second = rd_equal(value, rd_cstr(k->words[1]));
	*out = second ? 1 : 0;
	return second || rd_equal(value, rd_cstr(k->words[0]));
}

/* base: what the key's offset is in. */
static bool take_value(const struct key *k, void *base, struct rd value)
{
	void *at = (char *)base + k->offset;
	switch (k->form) {
	case FORM_PATH:
		return absolute(value) && put_text(at, k->size, value);
	case FORM_NAME:
		return value.left > 0 && utf8_printable(value) && put_text(at, k->size, value);
	case FORM_LISTEN:
		return listen_good(value) && put_text(at, k->size, value);
	case FORM_WORD:
		return take_word(k, value, at);
	case FORM_NUMBER:
		return take_number(k, value, at);
	}
	return false;
}

static enum eg_err take_console(struct console_config *c, struct rd key, struct rd value)
{
	for (size_t i = 0; i < CONSOLE_KEYS; i++) {
		if (!rd_equal(key, rd_cstr(console_keys[i].name))) {
			continue;
		}
		if ((c->seen >> i & 1) != 0) {
			return EG_FAIL(EG_CONFIG, "a key that was told before");
		}
		c->seen |= UINT32_C(1) << i;
		return take_value(&console_keys[i], c, value)
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG, "a value that the key cannot have");
	}
	return EG_FAIL(EG_CONFIG, "an unknown key");
}

static enum eg_err take_lane(struct console_lane *l, struct rd key, struct rd value)
{
	l->set = true;
	for (size_t i = 0; i < sizeof(lane_keys) / sizeof(lane_keys[0]); i++) {
		if (!rd_equal(key, rd_cstr(lane_keys[i].name))) {
			continue;
		}
		const char *at = (const char *)l + lane_keys[i].offset;
		if (at[0] != '\0') {
			return EG_FAIL(EG_CONFIG, "a key that was told before");
		}
		return take_value(&lane_keys[i], l, value)
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG, "a value that the key cannot have");
	}
	return EG_FAIL(EG_CONFIG, "an unknown key");
}

static enum eg_err take(void *user, int line, struct rd section, struct rd key, struct rd value)
{
	struct console_config *c = user;
	const struct rd lane = RD_TEXT(LANE_WORD);
	uint32_t n;
	(void)line; /* told by who reads the text */
	if (rd_equal(section, RD_TEXT("console"))) {
		return take_console(c, key, value);
	}
	if (!rd_begins(section, lane) || !rd_skip(&section, lane.left) || !number(section, &n) ||
	    n < 1 || n > CONSOLE_LANES_MAX) {
		return EG_FAIL(EG_CONFIG, "an unknown section");
	}
	return take_lane(&c->lanes[n - 1], key, value);
}

bool console_config_proxied(const struct console_config *c)
{
	return rd_begins(rd_cstr(c->listen), RD_TEXT("unix:"));
}

static bool same(const char *a, const char *b)
{
	return rd_equal(rd_cstr(a), rd_cstr(b));
}

/* Two lanes of one socket or journal would be one lane that is shown twice. */
static enum eg_err check_lanes(struct console_config *c)
{
	bool some = false;
	for (unsigned i = 0; i < CONSOLE_LANES_MAX; i++) {
		struct console_lane *l = &c->lanes[i];
		if (!l->set) {
			continue;
		}
		some = true;
		if (l->socket[0] == '\0' || l->journal[0] == '\0') {
			return EG_FAIL(EG_CONFIG, "a lane needs its socket and its journal");
		}
		for (unsigned n = 0; n < i; n++) {
			if (c->lanes[n].set && (same(l->socket, c->lanes[n].socket) ||
						same(l->journal, c->lanes[n].journal))) {
				return EG_FAIL(EG_CONFIG, "two lanes have the same socket or "
							  "journal");
			}
		}
		if (l->name[0] == '\0') {
			struct wr w = WR_ARRAY(l->name);
			if (i + 1 >= 10) {
				wr_u8(&w, (uint8_t)('0' + (i + 1) / 10));
			}
			wr_u8(&w, (uint8_t)('0' + (i + 1) % 10));
			wr_u8(&w, '\0');
		}
	}
	return some ? EG_OK : EG_FAIL(EG_CONFIG, "no lane");
}

static bool told(const struct console_config *c, const char *name)
{
	for (size_t i = 0; i < CONSOLE_KEYS; i++) {
		if (same(console_keys[i].name, name)) {
			return (c->seen >> i & 1) != 0;
		}
	}
	return false;
}

static enum eg_err check(struct console_config *c)
{
	if (c->checkpoint[0] == '\0') {
		return EG_FAIL(EG_CONFIG, "checkpoint is not told");
	}
	if (!told(c, "environment")) {
		return EG_FAIL(EG_CONFIG, "environment is not told");
	}
	if (console_config_proxied(c) && !told(c, "proxy-user")) {
		return EG_FAIL(EG_CONFIG, "proxy-user is not told");
	}
	if (!told(c, "certificates")) {
		c->certificates = console_config_proxied(c) ? 1 : 0;
	}
	/* What comes over loopback could claim any certificate. */
	if (!console_config_proxied(c) && (c->certificates == 1 || told(c, "proxy-user"))) {
		return EG_FAIL(EG_CONFIG, "loopback has no proxy, and no certificates");
	}
	if (c->idle_ms > c->shift_ms) {
		return EG_FAIL(EG_CONFIG, "idle is longer than a shift");
	}
	return check_lanes(c);
}

enum eg_err console_config_read(struct rd text, struct console_config *out, int *line)
{
	*out = (struct console_config){
		.listen = "unix:/run/egate-console/http.sock",
		.proxy_user = CONSOLE_NO_USER,
		.user = CONSOLE_NO_USER,
		.web = "/usr/share/egate/web",
		.vendor = "/usr/share/egate/vendor",
		.database = "/var/lib/egate-console/console.db",
		.ack_target_ms = 15 * SECOND_MS,
		.shift_ms = 60 * MINUTE_MS,
		.idle_ms = 15 * MINUTE_MS,
	};
	EG_TRY(ini_text_parse(text, take, out, line));
	return check(out);
}

enum eg_err console_config_load(const char *path, struct console_config *out, int *line)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	*line = 0;
	EG_TRY(ini_text_load(path, &text));
	return console_config_read(bytes_rd(&text), out, line);
}
