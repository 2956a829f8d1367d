/*
 * rig_workers: the processes beside the core, as a script.
 * Knows what each says, in which order, and after how long. Never knows wires or outputs.
 */
#include "rig.h"

#include "prog/face_time.h"

#define BULK 77 /* a descriptor that only travels */
/* What an honest pair comes to, whatever a story's policy asks for. */
#define HOLDER_SCORE 900

static const enum role workers[] = {ROLE_PAGE, ROLE_CHIP, ROLE_VERIFY, ROLE_FACE, ROLE_JOURNAL};
#define WORKERS (sizeof(workers) / sizeof(workers[0]))

/* Later jobs find no room only when the lane asks for more than it ever has. */
static void later(struct rig *r, enum role role, enum msg_kind kind, uint32_t ms, uint64_t number)
{
	for (size_t i = 0; i < RIG_JOBS; i++) {
		if (r->job[i].at_us == 0) {
			r->job[i] = (struct rig_job){
				.at_us = r->now_us + (int64_t)ms * 1000 + 1,
				.number = number,
				.epoch = r->lane.gate.epoch,
				.role = (uint8_t)role,
				.kind = (uint8_t)kind,
			};
			return;
		}
	}
}

static void drop_jobs(struct rig *r, enum role role)
{
	for (size_t i = 0; i < RIG_JOBS; i++) {
		r->job[i].at_us = r->job[i].role == role ? 0 : r->job[i].at_us;
	}
}

static enum eg_err port_send(void *context, enum role to, const struct msg *m, int bulk)
{
	struct rig *r = context;
	(void)bulk;
	if (m->kind == MSG_RECORD) {
		r->records[m->body.record.what]++;
		if (m->body.record.what == RECORD_CROSSING) {
			r->recorded = m->body.record.traveller;
			r->recorded_as = m->body.record.number;
		}
		later(r, to, MSG_RECORDED, r->pace.record, m->body.record.number);
	} else if (m->kind == MSG_BEGIN && to == ROLE_CHIP) {
		r->served_check = r->check;
		r->served_reason = r->reason;
		later(r, to, MSG_CHIP_DONE, r->pace.chip, 0);
	} else if (m->kind == MSG_FILES_END) {
		later(r, to, MSG_VERIFY_DONE, r->pace.verify, 0);
	} else if (m->kind == MSG_PORTRAIT) {
		later(r, to, MSG_PORTRAIT_READY, r->pace.portrait, 0);
	} else if (m->kind == MSG_CAPTURE) {
		later(r, to, MSG_FACE_RESULT, r->pace.face, 0);
	}
	return EG_OK;
}

static void port_kill(void *context, enum role role)
{
	struct rig *r = context;
	drop_jobs(r, role);
	later(r, role, MSG_READY, r->pace.start, 0);
}

static void port_tell(void *context, const struct msg *status)
{
	struct rig *r = context;
	r->status = *status;
	if (r->told != NULL) {
		r->told(r->context, &status->body.status);
	}
}

static void port_arm(void *context, uint32_t ms)
{
	struct rig *r = context;
	r->timer_us = ms == 0 ? 0 : r->now_us + (int64_t)ms * 1000;
}

static enum eg_err port_draw(void *context, uint8_t challenge[8])
{
	(void)context;
	for (uint8_t i = 0; i < 8; i++) {
		challenge[i] = i;
	}
	return EG_OK;
}

/* The rig's face worker shows nothing. */
static enum eg_err port_keep(void *context, const struct msg *picture, int bulk_fd)
{
	(void)context;
	(void)picture;
	(void)bulk_fd;
	return EG_BAD_DATA;
}

static void port_no_picture(void *context, enum face_picture which)
{
	(void)context;
	(void)which;
}

/* Nobody looks at screens here. */
static void port_unheard(void *context, const struct msg *m)
{
	(void)context;
	(void)m;
}

static enum eg_err port_page_keep(void *context, const struct msg *picture, int bulk_fd)
{
	(void)context;
	(void)picture;
	return bulk_fd == BULK ? EG_OK : EG_BAD_DATA;
}

static enum eg_err port_page_hand(void *context, uint32_t epoch)
{
	struct rig *r = context;
	r->page = epoch;
	return EG_OK;
}

static void port_page_forget(void *context)
{
	(void)context;
}

struct lane_ports rig_ports(struct rig *r)
{
	return (struct lane_ports){
		.context = r,
		.send = port_send,
		.kill = port_kill,
		.tell = port_tell,
		.inform = port_unheard,
		.guide = port_unheard,
		.arm = port_arm,
		.keep = port_keep,
		.show = port_no_picture,
		.forget = port_no_picture,
		.page_keep = port_page_keep,
		.page_hand = port_page_hand,
		.page_forget = port_page_forget,
		.draw = port_draw,
	};
}

/* A worker that has said something wrong is killed by the lane, which the port has seen. */
static void say(struct rig *r, enum role from, const struct msg *m)
{
	bool kept = lane_message(&r->lane, from, m, BULK);
	(void)kept;
}

/* A document may begin a traveller before its picture comes. */
static void say_page(struct rig *r)
{
	struct msg m = msg_make(MSG_PAGE_PICTURE, 0);
	m.body.page_picture =
		(struct msg_page_picture){.size = 12, .width = 3, .height = 4, .dpi = 300};
	say(r, ROLE_PAGE, &m);
}

static void say_document(struct rig *r)
{
	struct msg m = msg_make(MSG_DOCUMENT, 0);
	struct rd zone = RD_TEXT("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				 "L898902C36UTO7408122F3204159ZE184226B<<<<<10");
	size_t size = 0;
	m.body.document.kind = DOCUMENT_TD3;
	if (rd_dump(zone, m.body.document.mrz, MSG_MRZ_SIZE, &size)) {
		m.body.document.size = (uint8_t)size;
		m.body.document.print = VERDICT_PASS;
		m.body.document.infrared = VERDICT_PASS;
		m.body.document.picture = 1;
		say(r, ROLE_PAGE, &m);
		say_page(r);
	}
}

static void say_ready(struct rig *r, enum role role)
{
	struct msg ready = msg_make(MSG_READY, 0);
	ready.body.ready.role = (uint8_t)role;
	lane_joined(&r->lane, role);
	say(r, role, &ready);
	if (role == ROLE_PAGE && r->lies) {
		say_document(r);
	}
}

static void say_findings(struct rig *r, enum role role)
{
	struct msg m = msg_make(MSG_FINDINGS, r->lane.gate.epoch);
	struct findings f = findings_none();
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		bool own = permit_finding(role, (enum check)c) &&
			   (role == ROLE_FACE || c != CHECK_PORTRAIT) && c != CHECK_FINGER_CHIP;
		bool fails = own && r->served_reason != REASON_NONE && c == r->served_check;
		if (own) {
			findings_set(&f, (enum check)c, fails ? VERDICT_FAIL : VERDICT_PASS,
				     fails ? (enum reason)r->served_reason : REASON_NONE);
		}
	}
	m.body.findings.findings = f;
	say(r, role, &m);
}

static void say_chip(struct rig *r)
{
	struct msg file = msg_make(MSG_FILE, r->lane.gate.epoch);
	struct msg done = msg_make(MSG_CHIP_DONE, r->lane.gate.epoch);
	file.body.file = (struct msg_file){.size = 10, .file = CHIP_FILE_SOD};
	say(r, ROLE_CHIP, &file);
	say_findings(r, ROLE_CHIP);
	say(r, ROLE_CHIP, &done);
}

static void say_verify(struct rig *r)
{
	uint32_t epoch = r->lane.gate.epoch;
	struct msg holder = msg_make(MSG_HOLDER, epoch);
	struct msg portrait = msg_make(MSG_PORTRAIT, epoch);
	struct msg done = msg_make(MSG_VERIFY_DONE, epoch);
	struct holder_facts facts = {DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2032, 4, 15}};
	if (r->served_reason == REASON_TOO_YOUNG) {
		facts.birth = (struct date){2015, 8, 12};
	} else if (r->served_reason == REASON_NATIONALITY) {
		facts.nationality[0] = 'X';
	} else if (r->served_reason == REASON_EXPIRED) {
		facts.expiry = (struct date){2020, 4, 15};
	}
	holder.body.holder.facts = facts;
	portrait.body.portrait.size = 10;
	say(r, ROLE_VERIFY, &holder);
	say(r, ROLE_VERIFY, &portrait);
	say_findings(r, ROLE_VERIFY);
	r->good_document = r->served_reason == REASON_NONE ? epoch : r->good_document;
	say(r, ROLE_VERIFY, &done);
}

static void say_portrait(struct rig *r)
{
	struct msg ready = msg_make(MSG_PORTRAIT_READY, r->lane.gate.epoch);
	ready.body.portrait_ready.page_came = r->page == ready.epoch ? 1 : 0;
	ready.body.portrait_ready.page = r->page == ready.epoch ? HOLDER_SCORE : 0;
	say_findings(r, ROLE_FACE);
	say(r, ROLE_FACE, &ready);
}

static void say_face(struct rig *r)
{
	struct msg m = msg_make(MSG_FACE_RESULT, r->lane.gate.epoch);
	m.body.face_result.scores =
		(struct face_scores){r->face == RIG_FACE_HOLDER ? HOLDER_SCORE : 0, 1000, true};
	m.body.face_result.frames = r->face == RIG_FACE_NOBODY ? 0 : 5;
	for (unsigned i = 0; i < CUE_COUNT; i++) {
		m.body.face_result.cues.of[i] = VERDICT_PASS;
	}
	r->good_face = r->face == RIG_FACE_HOLDER ? m.epoch : r->good_face;
	say(r, ROLE_FACE, &m);
}

static void say_recorded(struct rig *r, uint64_t number)
{
	struct msg m = msg_make(MSG_RECORDED, r->lane.gate.epoch);
	m.body.recorded.number = number;
	m.body.recorded.row = 1;
	bool decided = (r->good_document == r->recorded && r->good_face == r->recorded) ||
		       r->passed == r->recorded;
	r->grants += number == r->recorded_as && decided ? 1 : 0;
	say(r, ROLE_JOURNAL, &m);
}

/* A capture that found nobody ends before the gate's timer, where that leaves it the time. */
static bool time_is_up(const struct rig *r)
{
	const int64_t behind_us = (FACE_TIME_CHALLENGE_MS + FACE_TIME_SPARE_MS) * INT64_C(1000);
	uint32_t timer_ms = r->settings.timer_ms[GATE_FACE];
	bool enough = timer_ms * INT64_C(1000) >= behind_us + FACE_TIME_LEAST_MS * INT64_C(1000);
	return enough && r->lane.gate.state == GATE_FACE && r->timer_us - r->now_us <= behind_us;
}

static void carry_out(struct rig *r, struct rig_job job)
{
	enum role role = (enum role)job.role;
	if (job.kind == MSG_READY) {
		if (r->worker[role] != RIG_DEAD) {
			say_ready(r, role);
		}
		return;
	}
	bool nobody = job.kind == MSG_FACE_RESULT && r->face == RIG_FACE_NOBODY && !time_is_up(r);
	if (nobody && job.epoch == r->lane.gate.epoch) {
		later(r, role, MSG_FACE_RESULT, r->pace.face, 0); /* looks on */
	}
	if (r->worker[role] != RIG_WORKS || nobody || r->lane.slots[role].state == WORKER_NONE) {
		return;
	}
	if (job.kind == MSG_RECORDED) {
		say_recorded(r, job.number);
	} else if (job.epoch != r->lane.gate.epoch) {
		return; /* its process was ended with its traveller */
	} else if (job.kind == MSG_CHIP_DONE) {
		say_chip(r);
	} else if (job.kind == MSG_VERIFY_DONE) {
		say_verify(r);
	} else if (job.kind == MSG_PORTRAIT_READY) {
		say_portrait(r);
	} else if (job.kind == MSG_FACE_RESULT) {
		say_face(r);
	}
}

void rig_work(struct rig *r)
{
	for (size_t i = 0; i < RIG_JOBS; i++) {
		struct rig_job job = r->job[i];
		if (job.at_us != 0 && job.at_us <= r->now_us) {
			r->job[i].at_us = 0;
			rig_wake(r);
			carry_out(r, job);
		}
	}
}

void rig_join_all(struct rig *r)
{
	for (size_t i = 0; i < WORKERS; i++) {
		if (r->worker[workers[i]] != RIG_DEAD) {
			say_ready(r, workers[i]);
		}
	}
}

void rig_worker(struct rig *r, enum role role, enum rig_worker how)
{
	bool back = r->worker[role] == RIG_DEAD && how != RIG_DEAD;
	r->worker[role] = (uint8_t)how;
	if (r->dead) {
		return;
	}
	if (how == RIG_DEAD) {
		drop_jobs(r, role);
		rig_wake(r);
		lane_left(&r->lane, role);
	} else if (back) {
		later(r, role, MSG_READY, r->pace.start, 0);
	}
	rig_pass(r, 0);
}

void rig_lay(struct rig *r, enum check check, enum reason reason)
{
	r->lies = true;
	r->check = (uint8_t)check;
	r->reason = (uint8_t)reason;
	if (!r->dead && r->lane.slots[ROLE_PAGE].state >= WORKER_WARM) {
		rig_wake(r);
		say_document(r);
		rig_pass(r, 0);
	}
}

void rig_take(struct rig *r)
{
	struct msg m = msg_make(MSG_DOCUMENT_GONE, 0);
	r->lies = false;
	if (!r->dead && r->lane.slots[ROLE_PAGE].state >= WORKER_WARM) {
		rig_wake(r);
		say(r, ROLE_PAGE, &m);
		rig_pass(r, 0);
	}
}
