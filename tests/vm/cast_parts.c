/*
 * cast_parts: what the players of a cast say to the core: a traveller's documents, checks, face,
 * and the journal's word.
 * Knows messages. Never knows processes.
 */
#include "cast_parts.h"

#include "os/link.h"
#include "os/now.h"
#include "wire/permit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define FILE_SIZE 16
#define FLOOD     100 /* less than a connection holds: nobody here waits for room */

/* A worker that the core has just ended cannot be told anything: that is no fault. */
static void say(const struct cast *c, enum role from, const struct msg *m, int bulk)
{
	enum eg_err err = link_send(c->players[from].fd, m, bulk);
	assert_true(err == EG_OK || err == EG_GONE);
}

static void say_bulk(const struct cast *c, enum role from, const struct msg *m)
{
	static const uint8_t bytes[FILE_SIZE];
	EG_AUTO(eg_close) int bulk = -1;
	assert_int_equal(bulk_make(rd_of(bytes, sizeof(bytes)), &bulk), EG_OK);
	say(c, from, m, bulk);
}

/* The specimen of Doc 9303-4, with a later date of expiry. */
static uint8_t put_zone(char out[MSG_MRZ_SIZE])
{
	static const char zone[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				   "L898902C36UTO7408122F3204159ZE184226B<<<<<10";
	size_t size = 0;
	assert_true(rd_dump(rd_cstr(zone), out, MSG_MRZ_SIZE, &size));
	return (uint8_t)size;
}

static int open_memfd(void)
{
	int fd = memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, FILE_SIZE), 0);
	return fd;
}

void parts_document(struct cast *c)
{
	struct msg m = msg_make(c->lies ? MSG_DOCUMENT : MSG_DOCUMENT_GONE, 0);
	struct msg picture = msg_make(MSG_PAGE_PICTURE, 0);
	if (!c->lies) {
		say(c, ROLE_PAGE, &m, -1);
		return;
	}
	m.body.document.kind = DOCUMENT_TD3;
	m.body.document.size = put_zone(m.body.document.mrz);
	m.body.document.picture = 1;
	m.body.document.own_us = 1; /* a reader of pictures */
	picture.body.page_picture =
		(struct msg_page_picture){.size = FILE_SIZE, .width = 4, .height = 4, .dpi = 300};
	say(c, ROLE_PAGE, &m, -1);
	if (c->parts.open_page) {
		EG_AUTO(eg_close) int open = open_memfd();
		say(c, ROLE_PAGE, &picture, open);
		return;
	}
	say_bulk(c, ROLE_PAGE, &picture);
}

/* Every check that is this worker's to judge, but the portrait's, which is the face worker's. */
static void say_findings(const struct cast *c, enum role from, uint32_t epoch, enum verdict v)
{
	struct msg m = msg_make(MSG_FINDINGS, epoch);
	struct findings f = findings_none();
	for (unsigned check = 0; check < CHECK_COUNT; check++) {
		bool own = permit_finding(from, (enum check)check);
		if (own && (from == ROLE_FACE || check != CHECK_PORTRAIT) &&
		    check != CHECK_FINGER_CHIP) {
			findings_set(&f, (enum check)check, v, REASON_NONE);
		}
	}
	m.body.findings.findings = f;
	say(c, from, &m, -1);
}

static void play_chip(const struct cast *c, uint32_t epoch)
{
	struct msg file = msg_make(MSG_FILE, epoch);
	struct msg done = msg_make(MSG_CHIP_DONE, epoch);
	file.body.file = (struct msg_file){.size = FILE_SIZE, .file = CHIP_FILE_SOD};
	say_bulk(c, ROLE_CHIP, &file);
	say_findings(c, ROLE_CHIP, epoch, VERDICT_PASS);
	say(c, ROLE_CHIP, &done, -1);
}

static void play_verify(const struct cast *c, uint32_t epoch)
{
	struct msg holder = msg_make(MSG_HOLDER, epoch);
	struct msg portrait = msg_make(MSG_PORTRAIT, epoch);
	struct msg done = msg_make(MSG_VERIFY_DONE, epoch);
	holder.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
	holder.body.holder.mrz_size = put_zone(holder.body.holder.mrz);
	portrait.body.portrait.size = FILE_SIZE;
	say(c, ROLE_VERIFY, &holder, -1);
	say_bulk(c, ROLE_VERIFY, &portrait);
	say_findings(c, ROLE_VERIFY, epoch, c->parts.bad_signature ? VERDICT_FAIL : VERDICT_PASS);
	say(c, ROLE_VERIFY, &done, -1);
}

static void show_one(const struct cast *c, struct msg *m)
{
	if (c->parts.picture == PICTURE_OPEN) {
		EG_AUTO(eg_close) int fd = open_memfd();
		say(c, ROLE_FACE, m, fd);
		return;
	}
	m->body.face_picture.size += c->parts.picture == PICTURE_LONGER ? 1u : 0u;
	m->body.face_picture.size +=
		c->parts.picture == PICTURE_HUGE ? (uint32_t)FACE_PICTURE_SIZE_MAX : 0u;
	say_bulk(c, ROLE_FACE, m);
}

static void show(const struct cast *c, uint32_t epoch, enum face_picture which)
{
	unsigned other = c->parts.picture == PICTURE_OTHER ? 1u : 0u;
	unsigned times = c->parts.picture == PICTURE_TWICE ? 2u : 1u;
	times = c->parts.picture == PICTURE_FLOOD ? FLOOD : times;
	for (unsigned i = 0; i < times; i++) {
		struct msg m = msg_make(MSG_FACE_PICTURE, epoch + other);
		m.body.face_picture = (struct msg_face_picture){
			.size = FILE_SIZE, .width = 3, .height = 4, .which = (uint8_t)which};
		show_one(c, &m);
	}
}

static void play_portrait(const struct cast *c, uint32_t epoch)
{
	struct msg ready = msg_make(MSG_PORTRAIT_READY, epoch);
	bool page = c->pictured == epoch;
	ready.body.portrait_ready.page_came = page ? 1 : 0;
	ready.body.portrait_ready.page = page ? policy_default().page_match : (int16_t)0;
	if (c->parts.picture == PICTURE_EARLY) {
		show(c, epoch, FACE_PICTURE_LIVE);
		return;
	}
	say_findings(c, ROLE_FACE, epoch, VERDICT_PASS);
	say(c, ROLE_FACE, &ready, -1);
	show(c, epoch, FACE_PICTURE_PORTRAIT);
}

/* A score between the match threshold and the "too alike" one. */
static void play_capture(const struct cast *c, uint32_t epoch)
{
	const struct policy p = policy_default();
	struct msg m = msg_make(MSG_FACE_RESULT, epoch);
	int16_t good = (int16_t)((p.face_match + p.face_replay) / 2);
	m.body.face_result.scores =
		(struct face_scores){c->parts.other_face ? (int16_t)0 : good, 1000, true};
	m.body.face_result.frames = 5;
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		m.body.face_result.cues.of[i] = VERDICT_PASS;
	}
	say(c, ROLE_FACE, &m, -1);
	show(c, epoch, FACE_PICTURE_LIVE);
}

/* A record that was not acknowledged comes again, with the same number. */
static void note_alarm(struct cast *c, const struct msg_record *r)
{
	if (r->what != RECORD_ALARM) {
		return;
	}
	c->alarms++;
	if (r->number > c->alarm_number) {
		assert_true(r->why < GATE_WHY_COUNT);
		c->alarm_number = r->number;
		c->alarms_for[r->why]++;
	}
}

static void play_journal(struct cast *c, const struct msg *record)
{
	struct msg m = msg_make(MSG_RECORDED, record->epoch);
	note_alarm(c, &record->body.record);
	c->late += record->body.record.why == GATE_WHY_DEADLINE ? 1u : 0u;
	c->orders += record->body.record.what == RECORD_ORDER ? 1u : 0u;
	c->cases += record->body.record.what == RECORD_CASE ? 1u : 0u;
	if (c->parts.deaf_journal) {
		return;
	}
	m.body.recorded.number = record->body.record.number;
	m.body.recorded.row = 1;
	if (record->body.record.what == RECORD_CROSSING) {
		c->recorded++;
		c->acknowledged_us = now_mono_us();
	}
	say(c, ROLE_JOURNAL, &m, -1);
}

static void play_lists(const struct cast *c, const struct msg *asked)
{
	bool find = c->parts.lists == LISTS_FIND;
	struct msg hit = msg_make(MSG_HIT, asked->epoch);
	struct msg done = msg_make(MSG_LOOKUP_DONE, asked->epoch);
	hit.body.hit = (struct msg_hit){.source = asked->body.lookup.source,
					.kind = HIT_DOCUMENT,
					.category = HIT_STOLEN,
					.matched = 1u << HIT_NUMBER,
					.listed = 1u << HIT_NUMBER,
					.score = 1000,
					.state = "UTO",
					.document = "L898902C3"};
	done.body.lookup_done = (struct msg_lookup_done){
		.source = asked->body.lookup.source,
		.verdict = find ? VERDICT_FAIL : VERDICT_PASS,
		.reason = find ? REASON_DOCUMENT_LISTED : REASON_NONE,
		.count = find ? 1 : 0,
	};
	if (find) {
		say(c, ROLE_WATCHLIST, &hit, -1);
	}
	say(c, ROLE_WATCHLIST, &done, -1);
}

static void show_page(const struct cast *c, uint32_t epoch)
{
	struct msg m = msg_make(MSG_FACE_PICTURE, epoch);
	m.body.face_picture = (struct msg_face_picture){
		.size = FILE_SIZE, .width = 3, .height = 4, .which = FACE_PICTURE_PAGE};
	say_bulk(c, ROLE_PAGE, &m);
}

void parts_answer(struct cast *c, enum role role, const struct msg *m)
{
	if (role == ROLE_PAGE && m->kind == MSG_BEGIN) {
		show_page(c, m->epoch);
	} else if (role == ROLE_CHIP && m->kind == MSG_BEGIN && !c->parts.slow_chip) {
		play_chip(c, m->epoch);
	} else if (role == ROLE_VERIFY && m->kind == MSG_FILES_END) {
		play_verify(c, m->epoch);
	} else if (role == ROLE_FACE && m->kind == MSG_PAGE_PICTURE) {
		c->pictured = m->epoch;
	} else if (role == ROLE_FACE && m->kind == MSG_PORTRAIT) {
		play_portrait(c, m->epoch);
	} else if (role == ROLE_FACE && m->kind == MSG_CAPTURE) {
		play_capture(c, m->epoch);
	} else if (role == ROLE_JOURNAL && m->kind == MSG_RECORD) {
		play_journal(c, m);
	} else if (role == ROLE_WATCHLIST && m->kind == MSG_LOOKUP) {
		play_lists(c, m);
	}
}
