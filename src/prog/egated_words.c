/*
 * egated_words: the command line of each program of a lane, from the configuration.
 * Knows which setting goes to whom. Never knows what it means there.
 */
#include "prog/egated_words.h"

#include "prog/face_time.h"

#include "base/wr.h"

#include <stdio.h>

static void add_word(struct words *w, const char *key, const char *value)
{
	struct wr out = WR_ARRAY(w->text[w->made]);
	wr_put(&out, rd_cstr(key));
	wr_u8(&out, '=');
	wr_put(&out, rd_cstr(value));
	wr_u8(&out, '\0'); /* keys and values of the configuration fit: CONFIG_TEXT_MAX */
	w->list[w->count++] = w->text[w->made++];
}

static void gate_words(struct gate_file *gate, struct words *w)
{
	for (size_t i = 0; i < gate->count; i++) {
		w->list[w->count++] = gate->words[i];
	}
}

void wires_words(struct config *c, struct gate_file *gate, const char *where, struct words *w)
{
	w->made = w->count = 0;
	gate_words(gate, w);
	add_word(w, "modbus", where);
	add_word(w, "priority", c->priority);
	w->list[w->count] = NULL;
}

/* egated has checked that there is one. */
static void add_capture(struct words *w, const struct config *c, const struct gate_file *gate)
{
	char text[CONFIG_TEXT_MAX];
	uint32_t ms;
	if (face_time_choose(c, &gate->settings, &ms) == EG_OK) {
		(void)snprintf(text, sizeof(text), "%u", ms); /* ten digits fit */
		add_word(w, "timeout_ms", text);
	}
}

/* DG3 is read for nobody whose finger is never wanted; at a desk, by its own rules, and only where
 * there is a sensor: it serves without one, too. */
static bool wants_fingers(const struct config *c, const struct gate_file *gate)
{
	bool desk = !gate_has_doors(&gate->settings.fitting.plan);
	const struct rd key = desk ? RD_TEXT("policy.desk-finger=") : RD_TEXT("policy.finger=");
	const struct rd no =
		desk ? RD_TEXT("policy.desk-finger=none") : RD_TEXT("policy.finger=never");
	bool wanted = false;
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		wanted = wanted || (rd_begins(word, key) && !rd_equal(word, no));
	}
	return wanted && (!desk || config_fingers(c));
}

/* Without a sensor nothing of the chip's fingers comes: the core is not to expect it. */
static void policy_words(struct config *c, struct words *w)
{
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		if (config_fingers(c) || !rd_begins(word, RD_TEXT("policy.desk-finger="))) {
			w->list[w->count++] = c->words[i];
		}
	}
}

void words_of(struct config *c, struct gate_file *gate, enum role role, struct words *w)
{
	w->made = w->count = 0;
	if (role == ROLE_CORE || role == ROLE_GUARD) {
		gate_words(gate, w);
		add_word(w, "gate-io", c->gate_io);
		add_word(w, "lane-open", c->open);
		add_word(w, "attended", c->attended);
		add_word(w, "officer", c->officer_user);
		if (c->kiosk_user[0] != '\0') {
			add_word(w, "kiosk", c->kiosk_user);
		}
		add_word(w, "priority", c->priority);
		add_word(w, "cpu", c->cpu);
		add_word(w, "guard", "1");
		if (!config_camera(c)) {
			add_word(w, "camera", "0");
		}
		policy_words(c, w);
	} else if (role == ROLE_PAGE) {
		add_word(w, "page", c->page);
	} else if (role == ROLE_CHIP) {
		add_word(w, "reader", c->reader);
		add_word(w, "active_auth", c->active_auth);
		add_word(w, "extended", c->extended);
		add_word(w, "bac_after_pace", c->bac_after_pace);
		add_word(w, "regain_ms", c->regain_ms);
		if (c->terminal[0] != '\0') {
			add_word(w, "terminal", c->terminal);
		}
		if (c->terminal_secret[0] != '\0') {
			add_word(w, "terminal_secret", c->terminal_secret);
		}
		if (wants_fingers(c, gate)) {
			add_word(w, "fingers", "1");
		}
	} else if (role == ROLE_VERIFY) {
		add_word(w, "trust", c->trust);
		if (c->passive_policy[0] != '\0') {
			add_word(w, "passive_policy", c->passive_policy);
		}
		if (wants_fingers(c, gate)) {
			add_word(w, "fingers", "1");
		}
	} else if (role == ROLE_FACE) {
		add_word(w, "camera", c->camera);
		add_word(w, "models", c->models);
		add_word(w, "model", c->model);
		add_word(w, "challenge", c->face_challenge);
		add_word(w, "check_s", c->face_check_s);
		add_capture(w, c, gate);
	} else if (role == ROLE_TOUCH) {
		add_word(w, "sensor", c->sensor);
	} else if (role == ROLE_JOURNAL) {
		add_word(w, "journal", c->journal);
	} else if (role == ROLE_WATCHLIST) {
		add_word(w, "list", c->watchlist);
		add_word(w, "trust", c->watchlist_trust);
	}
	w->list[w->count] = NULL;
}
