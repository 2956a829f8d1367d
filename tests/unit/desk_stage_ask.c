/*
 * desk_stage_ask: what a desk that is played says, and what its travellers show.
 * Knows JSON of cases. Never knows what lanes do.
 */
#include "desk_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct msg stage_document(const struct desk_stage *s, unsigned lane)
{
	static const char mrz[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				  "L898902C36UTO7408122F3404159ZE184226B<<<<<16";
	struct msg m = msg_make(MSG_DOCUMENT, s->lanes[lane - 1].epoch);
	m.body.document.kind = DOCUMENT_TD3;
	m.body.document.size = 88;
	(void)snprintf(m.body.document.mrz, MSG_MRZ_SIZE, "%s", mrz);
	return m;
}

struct msg stage_document_of(const struct desk_stage *s, unsigned lane, char number)
{
	struct msg m = stage_document(s, lane);
	m.body.document.mrz[44] = number;
	return m;
}

struct msg stage_chip(const struct desk_stage *s, unsigned lane, char number)
{
	const struct msg page = stage_document_of(s, lane, number);
	struct msg m = msg_make(MSG_HOLDER, page.epoch);
	m.body.holder.facts =
		(struct holder_facts){DOCUMENT_TD3, "UTO", "UTO", {1974, 8, 12}, {2034, 4, 15}};
	m.body.holder.mrz_size = 88;
	for (size_t i = 0; i < 88; i++) {
		m.body.holder.mrz[i] = page.body.document.mrz[i];
	}
	return m;
}

const char *stage_id(const struct desk_stage *s, unsigned lane, uint32_t traveller,
		     char out[DESK_ID_SIZE])
{
	(void)snprintf(out, DESK_ID_SIZE, "%u-%" PRIu32 "-%08" PRIx32, lane, traveller,
		       s->lanes[lane - 1].now.session);
	return out;
}

void stage_text(const struct desk_stage *s, const char *id, const char *name, char out[64])
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(s->desk, id);
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(c, name));
	(void)snprintf(out, 64, "%s", text == NULL ? "" : text);
}

double stage_number(const struct desk_stage *s, const char *id, const char *name)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(s->desk, id);
	return cJSON_GetNumberValue(cJSON_GetObjectItem(c, name));
}

bool stage_can(const struct desk_stage *s, const char *id, const char *act)
{
	EG_AUTO(json_out_free) cJSON *c = desk_case_json(s->desk, id);
	const cJSON *one;
	bool can = false;
	cJSON_ArrayForEach(one, cJSON_GetObjectItem(c, "acts"))
	{
		can = can || strcmp(cJSON_GetStringValue(one), act) == 0;
	}
	return can;
}

void stage_path(const struct desk_stage *s, unsigned lane, uint32_t traveller, char out[256])
{
	size_t size = 0;
	out[0] = '\0';
	for (size_t i = 0; i < s->record_count; i++) {
		const struct stage_record *r = &s->records[i];
		if (r->lane == lane && r->traveller == traveller && size < 200) {
			int put = snprintf(&out[size], 256 - size, "%s%s", size == 0 ? "" : " ",
					   case_state_word(r->state));
			size += put > 0 ? (size_t)put : 0;
		}
	}
}
