/*
 * session_chunk: how much of a file one READ BINARY asks for: short or extended, and the smaller
 * sizes that chips in the field insist on.
 * Knows limits and how chips tell them. Never knows files.
 */
#include "emrtd/session_impl.h"

/* Answers below this are no gain over short ones. */
#define RESPONSE_WORTH 512
/* Tag and length of any file, and a bit of it. */
#define HEADER_SIZE 8

/* Card capabilities, third byte (ISO/IEC 7816-4, 12.1.1.9; Doc 9303-10, table 29). */
#define CAPABLE_EXTENDED      0x40 /* extended Lc and Le */
#define CAPABLE_EXTENDED_INFO 0x20 /* and their sizes stand in EF.ATR/INFO */

uint32_t chunk_short(const struct emrtd *e)
{
	return e->is_open ? (uint32_t)sm_plain_max(e->sm.cipher) : APDU_LE_SHORT_MAX;
}

/* Largest that length fields and the chip's stated buffers allow. */
static uint32_t largest(const struct emrtd *e)
{
	uint32_t shortest = chunk_short(e);
	if (!e->is_open || e->config.short_only || e->read.response_max < RESPONSE_WORTH) {
		return shortest;
	}
	/* Doc 9303-10, 3.6.4.2: extended length for reading only where buffer sizes are stated. */
	size_t room =
		e->read.response_max < APDU_ANSWER_MAX ? e->read.response_max : APDU_ANSWER_MAX;
	uint32_t within = (uint32_t)sm_plain_within(e->sm.cipher, room);
	return within > shortest ? within : shortest;
}

static uint32_t chunk_allowed(const struct emrtd *e)
{
	uint32_t chunk = largest(e);
	if (e->read.limit != 0 && e->read.limit < chunk) {
		chunk = e->read.limit;
	}
	if (e->read.first_chunk != 0 && e->read.first_chunk < chunk) {
		chunk = e->read.first_chunk;
	}
	return chunk;
}

uint32_t chunk_now(const struct emrtd *e, size_t left)
{
	uint32_t chunk = chunk_allowed(e);
	/* The last one exactly: no chip has to be asked beyond the end. */
	return left > 0 && left < chunk ? (uint32_t)left : chunk;
}

bool chunk_is_length(uint16_t sw)
{
	return sw == SW_WRONG_LENGTH || sw == SW_WRONG_P1P2 || (sw & 0xFF00) == 0x6C00;
}

/* The next smaller size that some chip in the field takes; 0: there is none. */
static uint32_t smaller(const struct emrtd *e, uint32_t chunk)
{
	static const uint32_t ladder[] = {223, 192, 160, 128, 96, 64};
	if (chunk > chunk_short(e)) {
		return chunk_short(e);
	}
	for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++) {
		if (ladder[i] < chunk) {
			return ladder[i];
		}
	}
	return 0;
}

bool chunk_step_down(struct emrtd *e, uint16_t sw)
{
	uint32_t told = (sw & 0xFF00) == 0x6C00 ? sw & 0xFFU : 0;
	/* A chip that tells 6C00 was asked with more than our choice: never go up again. */
	uint32_t chosen = chunk_allowed(e);
	uint32_t now = chosen < e->last.le ? chosen : e->last.le;
	uint32_t next = told;
	if (e->last.extended && sw == SW_WRONG_LENGTH) {
		e->read.limit = chunk_short(e); /* it cannot, whatever it states */
		return true;
	}
	if (told == 0 || told >= now) {
		/* At the start either Le is too large for the chip, or the file is shorter and this
		 * chip does not say so: its header tells, and then reads can be exact. */
		next = e->read.started ? smaller(e, now) : now > HEADER_SIZE ? HEADER_SIZE : 0;
	}
	if (next == 0) {
		return false;
	}
	if (e->read.started) {
		e->read.limit = next;
	} else {
		/* On trial: perhaps the file is only smaller than what was asked for. */
		e->read.first_chunk = next;
	}
	return true;
}

void chunk_learn(struct emrtd *e, size_t total)
{
	if (e->read.first_chunk > HEADER_SIZE && total > e->read.first_chunk) {
		e->read.limit = e->read.first_chunk; /* it was a limit of the chip after all */
	}
	e->read.first_chunk = 0;
}

static bool positive(struct rd *list, uint32_t *out)
{
	struct rd number;
	uint8_t octet;
	if (!rd_expect_ber(list, 0x02, &number)) {
		return false;
	}
	while (rd_peek(&number, &octet) && octet == 0 && rd_skip(&number, 1)) {
	}
	return number.left > 0 && number.left <= 4 && rd_be(&number, number.left, out);
}

void chunk_learn_room(struct emrtd *e, struct rd atr_info)
{
	uint32_t tag;
	struct rd value;
	while (atr_info.left > 0 && rd_tlv_ber(&atr_info, &tag, &value)) {
		uint32_t command;
		uint32_t response;
		if (tag == 0x7F66 && positive(&value, &command) && positive(&value, &response)) {
			e->read.command_max = command;
			e->read.response_max = response;
			e->totals.response = response < RESPONSE_WORTH ? 0 : response;
		}
	}
}

/* COMPACT-TLV: tag in the high half of an octet, length in the low one. */
static bool capabilities(struct rd compact, uint8_t *third)
{
	uint8_t head;
	struct rd value;
	while (rd_u8(&compact, &head) && rd_take(&compact, head & 0x0Fu, &value)) {
		if (head >> 4 == 7) {
			return rd_byte_at(&value, 2, third);
		}
	}
	return false;
}

/* PC/SC part 3, 3.1.3.2.3: 3B 8n 80 01, n historical bytes of the ATS, check octet. */
void chunk_learn_atr(struct emrtd *e, struct rd atr)
{
	struct rd historical;
	uint8_t head;
	uint8_t count;
	uint8_t category;
	uint8_t third;
	if (!rd_u8(&atr, &head) || head != 0x3B || !rd_u8(&atr, &count) || count >> 4 != 8 ||
	    !rd_skip(&atr, 2) || !rd_take(&atr, count & 0x0Fu, &historical) ||
	    !rd_u8(&historical, &category) || (category != 0x80 && category != 0x00)) {
		return;
	}
	if (category == 0x00 && historical.left >= 3) {
		historical.left -= 3; /* status indicator behind the objects */
	}
	if (capabilities(historical, &third)) {
		e->atr_asks = (third & CAPABLE_EXTENDED_INFO) != 0;
		e->atr_denies = (third & CAPABLE_EXTENDED) == 0;
	}
}

/*
 * One command, about 8 ms, against 70 and more that extended length saves. It pays if one chip in
 * sixty states its buffers. Chips that open by BAC only are older than that habit, and the odd ones
 * among them; whoever denies extended length in the ATR will not state sizes.
 */
bool chunk_wants_room(const struct emrtd *e)
{
	if (e->config.short_only) {
		return false;
	}
	return e->atr_asks ||
	       (!e->atr_denies && e->card_access.count > 0 && !e->card_access_by_selection);
}
