/*
 * core_rig: the real egate-core on this machine, with a simulated card of wires, doors, one body.
 * Knows when what is due. Never knows a test's aim.
 */
#include "core_rig.h"

#include "os/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define STEP_US    2000
#define LIMIT_US   20000000 /* nothing takes so long, on a machine however busy */
#define DOORWAY_MS 20
#define WORDS_MAX  8

void core_rig_open(struct core_rig *r)
{
	*r = (struct core_rig){.folder = "/tmp/core-rig-XXXXXX",
			       .card = SERVE_CLOSED,
			       .metal = metal_start(DOORWAY_MS),
			       .beat_fd = -1};
	assert_non_null(mkdtemp(r->folder));
	assert_true(snprintf(r->wires, sizeof(r->wires), "%s/gate.sock", r->folder) > 0);
	assert_true(snprintf(r->log, sizeof(r->log), "%s/log", r->folder) > 0);
	assert_int_equal(serve_open(&r->card, r->wires), EG_OK);
	assert_int_equal(beat_make(&r->beat_fd), EG_OK);
	assert_int_equal(beat_map(r->beat_fd, &r->beat), EG_OK);
	r->metal.body[0].here = true;
	r->at_us = now_mono_us();
}

void core_rig_start(struct core_rig *r, const char *const *words, const char *preload)
{
	char spec[80];
	const char *all[WORDS_MAX + 1] = {spec, "guard=1"};
	size_t count = 2;
	assert_true(snprintf(spec, sizeof(spec), "gate-io=sim:%s", r->wires) > 0);
	for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
		assert_true(count < WORDS_MAX);
		all[count++] = words[i];
	}
	r->cast.program = EGATE_CORE;
	r->cast.log = r->log;
	r->cast.beat = r->beat_fd;
	cast_start(&r->cast, all, preload);
	cast_join(&r->cast);
}

static void tell_lines(struct core_rig *r, int peer)
{
	struct gate_lines now = metal_lines(&r->metal);
	struct rd bytes = rd_of(&now, sizeof(now));
	if (peer >= 0) {
		serve_send(&r->card, (size_t)peer, bytes, -1);
	} else if (now.levels != r->told.levels || now.curtain != r->told.curtain) {
		serve_send_all(&r->card, bytes);
	}
	r->told = now;
}

void core_rig_card(struct core_rig *r)
{
	size_t got;
	int fresh = serve_accept(&r->card);
	if (fresh >= 0) {
		tell_lines(r, fresh);
	}
	for (size_t i = 0; i < SERVE_PEERS; i++) {
		uint32_t outputs;
		while (serve_recv(&r->card, i, &outputs, sizeof(outputs), &got)) {
			assert_int_equal(got, sizeof(outputs));
			r->outputs = outputs;
			r->first = r->drives == 0 ? outputs : r->first;
			r->ever |= outputs;
			r->drives++;
			r->metal = metal_drive(r->metal, outputs);
		}
	}
	tell_lines(r, -1);
}

static void step(struct core_rig *r)
{
	if (!r->still) {
		atomic_store(&r->beat->guard_us, now_mono_us());
	}
	cast_until(&r->cast, r->at_us + STEP_US);
	int64_t now = now_mono_us();
	int64_t passed = now - r->at_us;
	r->metal = metal_pass(r->metal, passed > 100000 ? 100000u : (uint32_t)passed);
	r->at_us = now;
	core_rig_card(r);
}

void core_rig_pass(struct core_rig *r, int ms)
{
	int64_t until = r->at_us + INT64_C(1000) * ms;
	while (r->at_us < until) {
		step(r);
	}
}

void core_rig_state(struct core_rig *r, enum gate_state state)
{
	int64_t until = r->at_us + LIMIT_US;
	while (!r->cast.known || r->cast.now.state != state) {
		if (r->at_us >= until) {
			fail_msg("%s, not %s; inputs %#x, missing %#x",
				 gate_state_name(r->cast.now.state), gate_state_name(state),
				 (unsigned)r->cast.now.inputs, r->cast.now.missing);
		}
		step(r);
	}
}

static void walk(struct core_rig *r, int32_t goal)
{
	int64_t until = r->at_us + LIMIT_US;
	r->metal.body[0].goal = goal;
	while (r->metal.body[0].place != goal) {
		assert_true(r->at_us < until);
		step(r);
	}
}

void core_rig_cross(struct core_rig *r)
{
	cast_document(&r->cast, true);
	core_rig_state(r, GATE_ENTRY_OPEN);
	cast_document(&r->cast, false);
	walk(r, METAL_CHAMBER);
	core_rig_state(r, GATE_EXIT_OPEN);
	walk(r, METAL_COUNTRY);
	core_rig_state(r, GATE_IDLE);
	r->metal.body[0] = (struct metal_body){.here = true};
}

void core_rig_close(struct core_rig *r)
{
	cast_close(&r->cast);
	serve_close(&r->card);
	eg_close(&r->beat_fd);
	(void)unlink(r->wires); /* may not be there */
	(void)unlink(r->log);
	assert_int_equal(rmdir(r->folder), 0);
}
