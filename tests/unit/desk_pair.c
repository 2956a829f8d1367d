/*
 * desk_pair: a case that is sent from a gate, and a desk's case, for tests.
 * Knows both ids. Never knows how they are joined.
 */
#include "desk_pair.h"
#include "json_at.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct desk_pair pair;

int pair_set_up(void **state)
{
	(void)state;
	stage_open(&pair.stage);
	stage_desk(&pair.stage, PAIR_DESK);
	return 0;
}

int pair_tear_down(void **state)
{
	(void)state;
	stage_close(&pair.stage);
	return 0;
}

void pair_is(const char *id, const char *name, const char *text)
{
	char found[64];
	stage_text(&pair.stage, id, name, found);
	assert_string_equal(found, text);
}

void pair_path(unsigned lane, uint32_t traveller, const char *words)
{
	char path[256];
	stage_settle(&pair.stage);
	stage_path(&pair.stage, lane, traveller, path);
	assert_string_equal(path, words);
}

void pair_joined(const char *one, const char *other)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(pair.stage.desk, other);
	pair_is(one, "to", other);
	json_is_text(c, "from.id", one);
}

void pair_alone(const char *id)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(pair.stage.desk, id);
	assert_true(cJSON_IsNull(json_at(c, "to")) && cJSON_IsNull(json_at(c, "from")));
}

uint32_t pair_sent(unsigned lane, char number, const char *act, char id[DESK_ID_SIZE])
{
	uint32_t traveller = stage_refer(&pair.stage, lane, true);
	(void)stage_id(&pair.stage, lane, traveller, id);
	stage_say(&pair.stage, lane, stage_document_of(&pair.stage, lane, number), RD_EMPTY);
	assert_int_equal(stage_act(&pair.stage, id, "ack", NULL, NULL, STAGE_ANNA), DESK_DONE);
	assert_int_equal(stage_act(&pair.stage, id, act, "examine", NULL, STAGE_ANNA), DESK_DONE);
	pair_is(id, "where", "inside");
	stage_leave(&pair.stage, lane);
	return traveller;
}

uint32_t pair_laid(char number)
{
	uint32_t traveller = stage_examine(&pair.stage, PAIR_DESK);
	(void)stage_id(&pair.stage, PAIR_DESK, traveller, pair.desk);
	if (number != 0) {
		stage_say(&pair.stage, PAIR_DESK, stage_document_of(&pair.stage, PAIR_DESK, number),
			  RD_EMPTY);
	}
	assert_int_equal(stage_act(&pair.stage, pair.desk, "ack", NULL, NULL, STAGE_BERT),
			 DESK_DONE);
	return traveller;
}

enum desk_refusal pair_act(const char *what, const char *code)
{
	return stage_act(&pair.stage, pair.desk, what, code, NULL, STAGE_BERT);
}

/* What the gate's journal heard last of its case. */
void pair_ended(unsigned lane, uint32_t traveller)
{
	char note[CASE_NOTE_SIZE];
	struct stage_record last = {.state = CASE_NONE};
	(void)snprintf(note, sizeof(note), "desk %s", pair.desk);
	stage_settle(&pair.stage);
	for (size_t i = 0; i < pair.stage.record_count; i++) {
		const struct stage_record *r = &pair.stage.records[i];
		last = r->lane == lane && r->traveller == traveller ? *r : last;
	}
	assert_int_equal(last.state, CASE_CLOSED);
	assert_int_equal(last.code, CASE_CODE_NONE);
	assert_int_equal(last.officer, STAGE_BERT);
	assert_string_equal(last.note, note);
	pair_is(pair.gate, "state", "closed");
	pair_is(pair.gate, "to", pair.desk);
}

void pair_names(const struct case_ref *from, unsigned lane, uint32_t traveller)
{
	assert_int_equal(from->lane, lane);
	assert_int_equal(from->traveller, traveller);
	assert_int_equal(from->session, pair.stage.lanes[lane - 1].now.session);
}
