/*
 * lanes_play: ten lanes as their cores would speak: what each says of one traveller after the
 * other, and rows of their journals.
 * Knows messages and when they are due. Never knows who hears them.
 */
#include "lanes_play.h"

#include "biometrics/face_prompt.h"
#include "gate/gate.h"
#include "journal/journal.h"
#include "lanes_script.h"
#include "os/link.h"
#include "os/now.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define REFER_EVERY  20 /* travellers of all lanes */
#define JITTER_MS    40
#define JOIN_MS      20000
#define PICTURE_SIZE 24000u /* octets of a JPEG of a face, 480 lines high */
#define GATE_SKIP    5      /* "GATE_" */
#define PATH_SIZE    108
#define ZONE                                           \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7408122F1204159ZE184226B<<<<<10"
_Static_assert(sizeof(ZONE) == 2 * 44 + 1, "two lines");

struct one {
	int listener; /* owned */
	int fd;       /* owned: the console's connection */
	struct journal *journal;
	uint64_t rows;
	uint32_t traveller;
	int64_t came_us;
	size_t deed;
	bool referral;
	bool leaves; /* no more travellers */
	int64_t due_us;
};

struct lanes_play {
	struct board *board; /* borrowed */
	struct one of[BOARD_LANES + 1];
	uint64_t records;
	uint32_t dice;
};

static uint32_t roll(struct lanes_play *p)
{
	p->dice = p->dice * 1103515245u + 12345u;
	return p->dice >> 16;
}

/* As desk_tell.c writes a state. */
static bool is_state(const char *text, unsigned state)
{
	const char *name = gate_state_name(state) + GATE_SKIP;
	size_t i = 0;
	for (; name[i] != '\0' && text[i] != '\0'; i++) {
		char c = name[i] == '_' ? '-' : (char)(name[i] + ('a' - 'A'));
		if (c != text[i]) {
			return false;
		}
	}
	return name[i] == text[i];
}

int lanes_deed_of(const char *state, const char *step, const char *prompt)
{
	size_t count = 0;
	const struct script_deed *deeds = script_deeds(&count);
	for (size_t i = 0; i < count; i++) {
		const struct script_deed *d = &deeds[i];
		if (!d->wires && is_state(state, d->state) &&
		    strcmp(step, step_text(script_step(i, d->of == SCRIPT_REFERRAL))) == 0 &&
		    strcmp(prompt, face_prompt_text(d->prompt)) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static enum eg_err open_one(struct lanes_play *p, const char *folder, unsigned n)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char path[PATH_SIZE];
	struct one *o = &p->of[n];
	if (snprintf(path, sizeof(path), "%s/lane-%u.db", folder, n) <= 0 ||
	    snprintf(a.sun_path, sizeof(a.sun_path), "%s/lane-%u.sock", folder, n) <= 0) {
		return EG_FAIL(EG_CONFIG, "path of a lane");
	}
	EG_TRY(journal_open(path, JOURNAL_WRITE, &o->journal));
	o->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	return o->listener >= 0 && bind(o->listener, (const struct sockaddr *)&a, sizeof(a)) == 0 &&
			       listen(o->listener, 4) == 0
		       ? EG_OK
		       : EG_FAIL(EG_IO, "socket of a lane");
}

enum eg_err lanes_play_open(const char *folder, struct board *board, struct lanes_play **out)
{
	EG_AUTO(lanes_play_close) struct lanes_play *p = calloc(1, sizeof(*p));
	if (p == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "lanes");
	}
	p->board = board;
	p->dice = 1;
	for (unsigned n = 0; n <= BOARD_LANES; n++) {
		p->of[n].listener = p->of[n].fd = -1;
	}
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		EG_TRY(open_one(p, folder, n));
	}
	*out = p;
	p = NULL;
	return EG_OK;
}

void lanes_play_close(struct lanes_play **p)
{
	if (p == NULL || *p == NULL) {
		return;
	}
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		eg_close(&(*p)->of[n].fd);
		eg_close(&(*p)->of[n].listener);
		journal_close(&(*p)->of[n].journal);
	}
	free(*p);
	*p = NULL;
}

static struct msg status_of(unsigned state, uint32_t traveller)
{
	struct msg m = msg_make(MSG_STATUS, traveller);
	m.body.status.state = (uint8_t)state;
	m.body.status.session = LANES_SESSION;
	m.body.status.wire = GATE_WIRE_COUNT;
	m.body.status.mono_us = now_mono_us();
	return m;
}

/* A lane that cannot be told anything is one that the console has left. */
static enum eg_err tell(struct lanes_play *p, unsigned n, const struct msg *m, int bulk)
{
	p->board->sent++;
	if (link_send(p->of[n].fd, m, bulk) != EG_OK) {
		p->board->broken++;
		return EG_FAIL(EG_GONE, "the console has left a lane");
	}
	return EG_OK;
}

enum eg_err lanes_play_join(struct lanes_play *p)
{
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		struct pollfd wait = {.fd = p->of[n].listener, .events = POLLIN};
		struct msg m;
		int bulk = -1;
		if (poll(&wait, 1, JOIN_MS) != 1) {
			return EG_FAIL(EG_TIMEOUT, "the console does not come to a lane");
		}
		p->of[n].fd = accept4(p->of[n].listener, NULL, NULL, SOCK_CLOEXEC);
		EG_TRY(link_recv(p->of[n].fd, &m, &bulk));
		m = status_of(GATE_IDLE, 0);
		EG_TRY(tell(p, n, &m, -1));
	}
	return EG_OK;
}

static enum eg_err write_row(struct lanes_play *p, unsigned n, enum record_what what,
			     const struct msg_case *of_case)
{
	static const uint8_t boot[JOURNAL_BOOT_SIZE] = {1};
	struct one *o = &p->of[n];
	struct msg m = msg_make(MSG_RECORD, 0);
	struct msg_record *r = &m.body.record;
	r->number = of_case == NULL ? ++p->records : of_case->number;
	r->unix_ms = of_case == NULL ? now_unix_ms() : of_case->unix_ms;
	r->what = (uint8_t)what;
	r->traveller = o->traveller;
	r->check = CHECK_FACE_MATCH;
	if (of_case != NULL) {
		r->order = of_case->state;
		r->code = of_case->code;
		r->officer = of_case->officer;
		r->from = of_case->of;
	}
	return journal_append(o->journal, boot, r, &o->rows);
}

static enum eg_err send_picture(struct lanes_play *p, unsigned n, enum face_picture which)
{
	static uint8_t jpeg[PICTURE_SIZE] = {0xFF, 0xD8, 0xFF};
	struct msg m = msg_make(MSG_FACE_PICTURE, p->of[n].traveller);
	EG_AUTO(eg_close) int bulk = -1;
	m.body.face_picture = (struct msg_face_picture){
		.size = PICTURE_SIZE, .width = 360, .height = 480, .which = (uint8_t)which};
	EG_TRY(bulk_make(RD_ARRAY(jpeg), &bulk));
	p->board->sent_us[n][p->of[n].traveller]
			 [which == FACE_PICTURE_LIVE ? LANES_LIVE : LANES_PORTRAIT] = now_mono_us();
	return tell(p, n, &m, bulk);
}

/* What a core tells officers of whoever is referred. */
static enum eg_err send_person(struct lanes_play *p, unsigned n)
{
	uint32_t traveller = p->of[n].traveller;
	struct msg m = msg_make(MSG_DOCUMENT, traveller);
	struct wr w = WR_ARRAY(m.body.document.mrz);
	wr_put(&w, RD_TEXT(ZONE));
	m.body.document.kind = DOCUMENT_TD3;
	m.body.document.size = (uint8_t)w.size;
	EG_TRY(tell(p, n, &m, -1));
	m = msg_make(MSG_FINDINGS, traveller);
	m.body.findings.findings = findings_none();
	findings_set(&m.body.findings.findings, CHECK_DG1_HASH, VERDICT_FAIL, REASON_HASH_WRONG);
	EG_TRY(tell(p, n, &m, -1));
	return send_picture(p, n, FACE_PICTURE_PORTRAIT);
}

static enum eg_err say(struct lanes_play *p, unsigned n)
{
	size_t count = 0;
	struct one *o = &p->of[n];
	const struct script_deed *d = &script_deeds(&count)[o->deed];
	bool idle = d->state == GATE_IDLE;
	struct msg m = status_of(d->state, idle ? 0 : o->traveller);
	m.body.status.step = d->step;
	m.body.status.prompt = d->prompt;
	m.body.status.inputs = d->inputs;
	if (d->of == SCRIPT_REFERRAL) {
		m.body.status.why = GATE_WHY_DOCUMENT;
		m.body.status.check = CHECK_DG1_HASH;
		m.body.status.reason = REASON_HASH_WRONG;
	}
	bool row = d->more == SCRIPT_ROW || d->more == SCRIPT_CASE;
	if (row) {
		EG_TRY(write_row(p, n, o->referral ? RECORD_REFERRAL : RECORD_CROSSING, NULL));
	}
	int64_t now = now_mono_us();
	if (row && o->rows < BOARD_ROWS) {
		p->board->row_us[n][o->rows] = now;
	}
	p->board->sent_us[n][o->traveller][o->deed] = d->wires ? 0 : now;
	p->board->sent_us[n][o->traveller][LANES_CASE] =
		d->more == SCRIPT_CASE ? now : p->board->sent_us[n][o->traveller][LANES_CASE];
	EG_TRY(tell(p, n, &m, -1));
	if (d->more == SCRIPT_CASE) {
		return send_person(p, n);
	}
	return d->more == SCRIPT_LIVE ? send_picture(p, n, FACE_PICTURE_LIVE) : EG_OK;
}

static void begin(struct lanes_play *p, unsigned n, int64_t at_us)
{
	struct one *o = &p->of[n];
	p->board->episodes++;
	o->traveller++;
	o->referral = p->board->episodes % REFER_EVERY == REFER_EVERY / 2;
	p->board->cases += o->referral ? 1 : 0;
	o->came_us = at_us;
	o->deed = script_next(0, o->referral);
}

/* The next thing of a lane; where its traveller has gone, the next one, or that it closes. */
static enum eg_err advance(struct lanes_play *p, unsigned n, int64_t until_us)
{
	struct one *o = &p->of[n];
	size_t count = 0;
	const struct script_deed *deeds = script_deeds(&count);
	EG_TRY(say(p, n));
	o->deed = script_next(o->deed + 1, o->referral);
	if (o->deed == count) {
		int64_t next_us = o->came_us + LANES_EPISODE_MS * 1000;
		o->leaves = next_us >= until_us || o->traveller + 1 >= BOARD_TRAVELLERS;
		if (!o->leaves) {
			begin(p, n, next_us);
		}
	}
	o->due_us = o->leaves ? INT64_MAX
			      : o->came_us + (deeds[o->deed].at_ms + roll(p) % JITTER_MS) * 1000;
	return EG_OK;
}

/* What an officer's case comes to is put on record, and acknowledged, as a core does it. */
static enum eg_err hear(struct lanes_play *p, unsigned n)
{
	struct msg m;
	EG_AUTO(eg_close) int bulk = -1;
	EG_TRY(link_recv(p->of[n].fd, &m, &bulk));
	if (m.kind != MSG_CASE) {
		return EG_OK;
	}
	EG_TRY(write_row(p, n, RECORD_CASE, &m.body.officer_case));
	struct msg done = msg_make(MSG_CASE_RECORDED, 0);
	done.body.case_recorded.number = m.body.officer_case.number;
	return link_send(p->of[n].fd, &done, -1);
}

static enum eg_err hear_all(struct lanes_play *p, int64_t until_us)
{
	struct pollfd wait[BOARD_LANES];
	int64_t left = until_us - now_mono_us();
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		wait[n - 1] = (struct pollfd){.fd = p->of[n].fd, .events = POLLIN};
	}
	int ready = poll(wait, BOARD_LANES, left > 0 ? (int)(left / 1000) : 0);
	if (ready < 0 && errno != EINTR) {
		return EG_FAIL(EG_IO, "poll");
	}
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		if (wait[n - 1].revents != 0) {
			EG_TRY(hear(p, n));
		}
	}
	return EG_OK;
}

static unsigned soonest(const struct lanes_play *p)
{
	unsigned found = 0;
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		if (!p->of[n].leaves && (found == 0 || p->of[n].due_us < p->of[found].due_us)) {
			found = n;
		}
	}
	return found;
}

enum eg_err lanes_play_run(struct lanes_play *p, int64_t seconds)
{
	int64_t now = now_mono_us();
	p->board->began_us = now;
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		/* One of them each second, wherever the others are. */
		begin(p, n, now + (n - 1) * (LANES_EPISODE_MS / BOARD_LANES) * INT64_C(1000));
		p->of[n].leaves = false;
		p->of[n].due_us = p->of[n].came_us + roll(p) % JITTER_MS * 1000;
	}
	for (unsigned n = soonest(p); n != 0; n = soonest(p)) {
		while (now_mono_us() < p->of[n].due_us) {
			EG_TRY(hear_all(p, p->of[n].due_us));
		}
		EG_TRY(advance(p, n, now + seconds * 1000000));
	}
	for (unsigned n = 1; n <= BOARD_LANES; n++) {
		const struct msg m = status_of(GATE_CLOSED, 0);
		EG_TRY(tell(p, n, &m, -1));
	}
	return EG_OK;
}
