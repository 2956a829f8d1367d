/*
 * chip_quirk: what a virtual chip can be told to do otherwise than the standard says.
 * Knows names and numbers, and which quirk is due at which moment. Never knows what one does.
 */
#include "simulator/chip_internal.h"

#include <string.h>

static const struct chip_quirk_table *const tables[] = {&chip_quirk_field, &chip_quirk_fault};
#define TABLES (sizeof(tables) / sizeof(tables[0]))

static const struct chip_quirk_rule *find_rule(struct rd name)
{
	for (size_t t = 0; t < TABLES; t++) {
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct chip_quirk_rule *rule = &tables[t]->rules[i];
			if (rd_equal(name, rd_cstr(rule->name))) {
				return rule;
			}
		}
	}
	return NULL;
}

/* Value of a digit in this base, or the base itself. */
static uint32_t digit(uint8_t c, uint32_t base)
{
	uint32_t value = base;
	if (c >= '0' && c <= '9') {
		value = (uint32_t)(c - '0');
	} else if (c >= 'A' && c <= 'F') {
		value = (uint32_t)(c - 'A') + 10;
	}
	return value < base ? value : base;
}

static enum eg_err read_number(struct rd text, enum chip_quirk_form form, uint32_t *out)
{
	uint32_t base = form == QUIRK_STATUS ? 16 : 10;
	uint8_t c;
	*out = 0;
	if (form == QUIRK_PLAIN) {
		return EG_FAIL(EG_CONFIG, "this quirk has no number");
	}
	if (text.left == 0 || text.left > 5 || (form == QUIRK_STATUS && text.left != 4)) {
		return EG_FAIL(EG_CONFIG, "number of a quirk has a wrong length");
	}
	while (rd_u8(&text, &c)) {
		uint32_t value = digit(c, base);
		if (value == base) {
			return EG_FAIL(EG_CONFIG, "number of a quirk is no number");
		}
		*out = *out * base + value;
	}
	return EG_OK;
}

enum eg_err chip_quirks_parse(struct chip_quirks *q, struct rd text)
{
	while (text.left > 0) {
		struct rd word = rd_until(&text, ",");
		bool has_number = false;
		for (size_t i = 0; i < word.left; i++) {
			uint8_t c;
			has_number = has_number || (rd_byte_at(&word, i, &c) && c == '=');
		}
		const struct chip_quirk_rule *rule = find_rule(rd_until(&word, "="));
		if (rule == NULL) {
			return EG_FAIL(EG_CONFIG, "unknown quirk; --help lists them");
		}
		if (q->count == CHIP_QUIRKS_MAX) {
			return EG_FAIL(EG_CONFIG, "too many quirks in one chip");
		}
		uint32_t number = rule->standard;
		if (has_number) {
			EG_TRY(read_number(word, rule->form, &number));
		}
		q->of[q->count++] = (struct chip_quirk){rule, number};
	}
	return EG_OK;
}

void chip_quirks_list(FILE *out)
{
	for (size_t t = 0; t < TABLES; t++) {
		for (size_t i = 0; i < tables[t]->count; i++) {
			const struct chip_quirk_rule *r = &tables[t]->rules[i];
			char form[16] = "";
			if (r->form != QUIRK_PLAIN) {
				(void)snprintf(form, sizeof(form),
					       r->form == QUIRK_STATUS ? "=%04X" : "=%u",
					       (unsigned)r->standard); /* at most 11 */
			}
			(void)fprintf(out, "  %s%s\n        %s\n", r->name, form, r->text);
		}
	}
}

static enum chip_moment moment_of_set(const struct chip_apdu *a)
{
	switch (a->p1 << 8 | a->p2) {
	case 0xC1A4:
		return MOMENT_PACE_SET;
	case 0x41A6:
		return MOMENT_CA_KAT;
	case 0x41A4:
		return MOMENT_CA_SET;
	case 0x81B6:
		return MOMENT_TA_DST;
	case 0x81A4:
		return MOMENT_TA_SET;
	default:
		return MOMENT_OTHER;
	}
}

static enum chip_moment moment_of_select(const struct chip_apdu *a)
{
	struct rd data = a->data;
	uint16_t fid;
	if (a->p1 == 0x04) {
		return MOMENT_SELECT_APPLICATION;
	}
	if (data.left == 2 && rd_be16(&data, &fid) && fid != 0x3F00) {
		return MOMENT_SELECT_FILE;
	}
	return MOMENT_SELECT_MF;
}

static enum chip_moment moment_of_step(const struct chip *c)
{
	switch (c->pace.step) {
	case PACE_NONCE:
		return MOMENT_PACE_NONCE;
	case PACE_MAP:
		return MOMENT_PACE_MAP;
	case PACE_AGREE:
		return MOMENT_PACE_AGREE;
	case PACE_CONFIRM:
		return MOMENT_PACE_TOKEN;
	case PACE_IDLE:
		break;
	}
	return MOMENT_CA_GA;
}

static enum chip_moment moment_of(const struct chip *c, const struct chip_apdu *a)
{
	switch (a->ins) {
	case 0xA4:
		return moment_of_select(a);
	case 0xB0:
	case 0xB1:
		return MOMENT_READ;
	case 0x84:
		return c->sm.active ? MOMENT_TA_CHALLENGE : MOMENT_CHALLENGE;
	case 0x82:
		return c->sm.active ? MOMENT_TA_TOKEN : MOMENT_BAC_TOKEN;
	case 0x22:
		return moment_of_set(a);
	case 0x2A:
		return MOMENT_TA_CERTIFICATE;
	case 0x86:
		return moment_of_step(c);
	case 0x88:
		return MOMENT_AA;
	default:
		return MOMENT_OTHER;
	}
}

/* The file that a command means, before it has run; 0: none. */
static uint16_t fid_of(const struct chip *c, const struct chip_apdu *a, enum chip_moment m)
{
	struct rd data = a->data;
	uint16_t fid = 0;
	if (m == MOMENT_SELECT_FILE) {
		return rd_be16(&data, &fid) ? fid : 0;
	}
	if (m != MOMENT_READ) {
		return 0;
	}
	if (a->ins == 0xB0 && (a->p1 & 0x80) != 0) {
		for (size_t i = 0; i < c->document->file_count; i++) {
			const struct chip_file *f = &c->document->files[i];
			if (f->sfi == (a->p1 & 0x1F) && f->in_application == c->in_application) {
				fid = f->fid;
			}
		}
		return fid;
	}
	return c->current == NULL ? 0 : c->current->fid;
}

static bool due(const struct chip *c, const struct chip_quirk *q)
{
	const struct chip_quirk_state *s = &c->quirk;
	bool meant = q->rule->fid == 0 ||
		     (q->rule->fid == s->fid && q->rule->in_master == !c->in_application);
	return (q->rule->at == MOMENT_ANY || q->rule->at == s->moment) && meant &&
	       !(q->rule->before_keys && c->sm.active);
}

bool chip_quirk_instead(struct chip *c, const struct chip_apdu *a, enum chip_sw *sw)
{
	c->quirk.moment = moment_of(c, a);
	c->quirk.fid = fid_of(c, a, c->quirk.moment);
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		if (q->rule->instead != NULL && due(c, q) && q->rule->instead(c, a, q, sw)) {
			chip_pace_stop(c);
			return true;
		}
	}
	return false;
}

void chip_quirk_edit(struct chip *c, const struct chip_apdu *a, enum chip_sw *sw, struct wr *out)
{
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		if (q->rule->edit != NULL && due(c, q)) {
			q->rule->edit(c, a, q, sw, out);
		}
	}
}

void chip_quirk_reset(struct chip *c)
{
	c->quirk.poisoned = false;
	c->quirk.chain_open = false;
	c->quirk.rest_size = 0;
}

void chip_quirk_save(struct chip *c)
{
	c->quirk.commands++;
	for (size_t i = 0; i < sizeof(c->quirk.ssc); i++) {
		c->quirk.ssc[i] = c->sm.ssc[i];
	}
}

bool chip_quirk_naked(struct chip *c, const struct chip_apdu *plain, enum chip_sw *sw)
{
	c->quirk.moment = moment_of(c, plain);
	c->quirk.fid = fid_of(c, plain, c->quirk.moment);
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		if (q->rule->naked != NULL && due(c, q) && q->rule->naked(c, q, sw)) {
			return true;
		}
	}
	return false;
}

void chip_quirk_close(struct chip *c, struct rd plain)
{
	c->quirk.plain = plain;
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		c->sm.pads_empty = c->sm.pads_empty || c->profile.quirks.of[i].rule->pads_empty;
	}
}

void chip_quirk_seal(struct chip *c, enum chip_sw sw, struct wr *answer, size_t mark)
{
	for (size_t i = 0; i < c->profile.quirks.count && !answer->bad; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		if (q->rule->seal != NULL && due(c, q)) {
			q->rule->seal(c, q, sw, answer, mark);
		}
	}
}

bool chip_quirk_hides(const struct chip *c, const struct chip_file *f)
{
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk_rule *r = c->profile.quirks.of[i].rule;
		if (r->hides && r->fid == f->fid && r->in_master == !f->in_application) {
			return true;
		}
	}
	return false;
}

bool chip_quirk_frees(const struct chip *c, const struct chip_file *f)
{
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk_rule *rule = c->profile.quirks.of[i].rule;
		if (rule->frees && f->in_application && rule->fid == f->fid) {
			return true;
		}
	}
	return false;
}

bool chip_quirk_opens(const struct chip *c)
{
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		if (c->profile.quirks.of[i].rule->opens) {
			return true;
		}
	}
	return false;
}

size_t chip_quirk_zeros(const struct chip *c)
{
	size_t zeros = 0;
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		zeros = q->rule->zeros ? q->number : zeros;
	}
	return zeros;
}

uint8_t chip_quirk_trailer(const struct chip *c, uint8_t trailer)
{
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		trailer = q->rule->ends ? (uint8_t)q->number : trailer;
	}
	return trailer;
}

struct rd chip_quirk_contents(struct chip *c, struct rd contents)
{
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		if (q->rule->trails) {
			struct wr w = WR_ARRAY(c->quirk.file);
			wr_put(&w, contents);
			wr_fill(&w, 0, q->number);
			return w.bad ? contents : wr_view(&w);
		}
	}
	return contents;
}

bool chip_quirk_rest(struct chip *c, struct rd command, struct wr *answer)
{
	static const uint8_t get_response[] = {0x00, 0xC0, 0x00, 0x00};
	struct rd start;
	struct chip_quirk_state *s = &c->quirk;
	size_t size = s->rest_size;
	s->rest_size = 0; /* whatever comes, the rest is given once or lost */
	if (size == 0 || !rd_take(&command, sizeof(get_response), &start) ||
	    !rd_equal(start, RD_ARRAY(get_response))) {
		return false;
	}
	size_t mark = answer->size;
	wr_put(answer, rd_of(s->rest, size));
	chip_quirk_split(c, answer, mark);
	return true;
}

void chip_quirk_split(struct chip *c, struct wr *answer, size_t mark)
{
	struct chip_quirk_state *s = &c->quirk;
	struct wr rest = WR_ARRAY(s->rest);
	size_t most = 0;
	for (size_t i = 0; i < c->profile.quirks.count; i++) {
		const struct chip_quirk *q = &c->profile.quirks.of[i];
		most = q->rule->parts ? q->number : most;
	}
	if (most == 0 || answer->bad || answer->size - mark - 2 <= most) {
		return;
	}
	struct rd whole = rd_of(answer->base + mark, answer->size - mark);
	if (!rd_skip(&whole, most)) {
		return;
	}
	wr_put(&rest, whole);
	s->rest_size = rest.bad ? 0 : rest.size;
	answer->size = mark + most;
	wr_u8(answer, 0x61);
	size_t data = rest.size - 2;
	wr_u8(answer, data > 255 ? 0 : (uint8_t)data);
}
