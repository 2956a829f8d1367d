/*
 * modbus_map: which points of a remote I/O block carry the wires of a gate.
 * Knows the tables and addresses of Modbus. Never knows a library of it, nor a connection.
 */
#include "hal/modbus_map.h"
#include "hal/modbus_where.h"

#define DEFAULT_POINTS 10 /* wires, and outputs, of a mantrap's least fitting */
#define WATCHDOG_BIT   9
#define REGISTER_BITS  16
_Static_assert(GATE_OUT_WATCHDOG == 1 << WATCHDOG_BIT, "the watchdog's bit");

bool modbus_map_of_bits(enum modbus_table table)
{
	return table == MODBUS_DISCRETES || table == MODBUS_COILS;
}

static bool cut_table(struct rd *name, uint8_t *table)
{
	static const char *const begins[MODBUS_TABLES] = {
		[MODBUS_DISCRETES] = "di",
		[MODBUS_COILS] = "do",
		[MODBUS_INPUTS] = "ir",
		[MODBUS_HOLDINGS] = "hr",
	};
	for (unsigned i = 0; i < MODBUS_TABLES; i++) {
		if (rd_begins(*name, rd_cstr(begins[i])) && rd_skip(name, 2)) {
			*table = (uint8_t)i;
			return true;
		}
	}
	return false;
}

/* "di12", "hr2.15". */
static enum eg_err point_of(struct modbus_point *p, const char *text)
{
	struct rd name = rd_cstr(text);
	uint32_t address;
	uint32_t bit = 0;
	if (!cut_table(&name, &p->table)) {
		return EG_FAIL(EG_CONFIG, "a line is no point of a Modbus block: di, do, ir or hr");
	}
	bool of_bits = modbus_map_of_bits((enum modbus_table)p->table);
	struct rd number = of_bits ? name : rd_until(&name, ".");
	if (!modbus_where_number(number, UINT16_MAX, &address) ||
	    (!of_bits && !modbus_where_number(name, REGISTER_BITS - 1, &bit))) {
		return EG_FAIL(EG_CONFIG, "address of a Modbus point is wrong");
	}
	p->address = (uint16_t)address;
	p->bit = (uint8_t)bit;
	return EG_OK;
}

static bool same_point(const struct modbus_point *a, const struct modbus_point *b)
{
	return a->table == b->table && a->address == b->address && a->bit == b->bit;
}

static enum eg_err add_input(struct modbus_map *m, const struct gate_line *from, size_t place)
{
	struct modbus_point p = {.place = (uint8_t)place, .inverted = from->inverted};
	if (from->name[0] == '\0') {
		return EG_OK; /* not fitted */
	}
	EG_TRY(point_of(&p, from->name));
	if (p.table == MODBUS_COILS) {
		return EG_FAIL(EG_CONFIG, "a coil is no input");
	}
	for (size_t i = 0; i < m->inputs; i++) {
		if (same_point(&p, &m->input[i])) {
			return EG_FAIL(EG_CONFIG, "one Modbus point for two wires");
		}
	}
	m->input[m->inputs++] = p;
	return EG_OK;
}

static enum eg_err add_output(struct modbus_map *m, const struct gate_drive *from, size_t bit,
			      bool *watched)
{
	struct modbus_point p = {.place = (uint8_t)bit, .inverted = from->inverted};
	if (from->name[0] == '\0') {
		return EG_OK;
	}
	EG_TRY(point_of(&p, from->name));
	if (p.table != MODBUS_COILS && p.table != MODBUS_HOLDINGS) {
		return EG_FAIL(EG_CONFIG, "an output is a coil or a bit of a holding register");
	}
	for (size_t i = 0; i < m->outputs; i++) {
		if (same_point(&p, &m->output[i])) {
			return EG_FAIL(EG_CONFIG, "one Modbus point for two outputs");
		}
	}
	if (bit == WATCHDOG_BIT) {
		m->watchdog = p;
		*watched = true;
	} else {
		m->output[m->outputs++] = p;
	}
	return EG_OK;
}

/* The least span with another address in it. */
static struct modbus_span widened(struct modbus_span s, uint16_t address)
{
	uint32_t first = s.count == 0 || address < s.first ? address : s.first;
	uint32_t last = s.count == 0 ? address : (uint32_t)s.first + s.count - 1;
	last = address > last ? address : last;
	/* All of a table would be one more than fits; it is far above any limit. */
	uint32_t count = last - first + 1;
	return (struct modbus_span){(uint16_t)first,
				    count > UINT16_MAX ? UINT16_MAX : (uint16_t)count};
}

static bool span_fits(struct modbus_span s, enum modbus_table table)
{
	return s.count <= (modbus_map_of_bits(table) ? MODBUS_SPAN_BITS : MODBUS_SPAN_WORDS);
}

static enum eg_err span_inputs(struct modbus_map *m)
{
	for (size_t i = 0; i < m->inputs; i++) {
		struct modbus_span *s = &m->read[m->input[i].table];
		*s = widened(*s, m->input[i].address);
	}
	for (unsigned t = 0; t < MODBUS_TABLES; t++) {
		if (!span_fits(m->read[t], (enum modbus_table)t)) {
			return EG_FAIL(EG_CONFIG, "Modbus inputs too far apart");
		}
	}
	return EG_OK;
}

static bool used(const struct modbus_map *m, uint16_t address)
{
	for (size_t i = 0; i < m->outputs; i++) {
		if (m->output[i].address == address) {
			return true;
		}
	}
	return false;
}

/* One write drives all: it must not touch what is not of this gate, nor pet the watchdog. */
static enum eg_err span_outputs(struct modbus_map *m)
{
	for (size_t i = 0; i < m->outputs; i++) {
		if (m->output[i].table != m->watchdog.table) {
			return EG_FAIL(EG_CONFIG, "Modbus outputs in two tables");
		}
		m->write = widened(m->write, m->output[i].address);
	}
	m->back = widened(m->write, m->watchdog.address);
	if (!span_fits(m->back, (enum modbus_table)m->watchdog.table)) {
		return EG_FAIL(EG_CONFIG, "Modbus outputs too far apart");
	}
	for (uint32_t i = 0; i < m->write.count; i++) {
		uint16_t address = (uint16_t)(m->write.first + i);
		if (address == m->watchdog.address) {
			return EG_FAIL(EG_CONFIG, "the watchdog's address is among the outputs'");
		}
		if (!used(m, address)) {
			return EG_FAIL(EG_CONFIG, "a gap between the addresses of outputs");
		}
	}
	return EG_OK;
}

static bool nameless(const struct gate_fitting *f)
{
	bool none = true;
	for (size_t i = 0; i < GATE_WIRE_COUNT; i++) {
		none = none && f->wire[i].name[0] == '\0';
	}
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		none = none && f->output[i].name[0] == '\0';
	}
	return none;
}

/* Lines of a description that was made for GPIO, as it is shipped: "egate-WORD". */
static bool shipped(const char *name)
{
	return name[0] == '\0' || rd_begins(rd_cstr(name), RD_TEXT("egate-"));
}

static bool all_shipped(const struct gate_fitting *f)
{
	bool all = true;
	for (size_t i = 0; i < GATE_WIRE_COUNT; i++) {
		all = all && shipped(f->wire[i].name);
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX; i++) {
		all = all && shipped(f->curtain[i].name);
	}
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		all = all && shipped(f->output[i].name);
	}
	return all;
}

static void number_input(struct modbus_map *m, size_t place, bool inverted)
{
	m->input[m->inputs] = (struct modbus_point){.table = MODBUS_DISCRETES,
						    .address = (uint16_t)m->inputs,
						    .place = (uint8_t)place,
						    .inverted = inverted};
	m->inputs++;
}

/* The watchdog behind all others, as it may not stand among them. */
static void number_outputs(struct modbus_map *m, const struct gate_fitting *f, bool none)
{
	struct modbus_point p = {.table = MODBUS_COILS};
	for (uint8_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		bool fitted = none ? i < DEFAULT_POINTS : f->output[i].name[0] != '\0';
		p.place = i;
		p.inverted = f->output[i].inverted;
		if (fitted && i != WATCHDOG_BIT) {
			p.address = (uint16_t)m->outputs;
			m->output[m->outputs++] = p;
		}
	}
	p.place = WATCHDOG_BIT;
	p.inverted = f->output[WATCHDOG_BIT].inverted;
	p.address = (uint16_t)m->outputs;
	m->watchdog = p;
}

/* Points one after the other, in the order of the wires. */
static void number_points(struct modbus_map *m, const struct gate_fitting *f)
{
	bool none = nameless(f);
	for (size_t i = 0; i < GATE_WIRE_COUNT; i++) {
		if (none ? i < DEFAULT_POINTS : f->wire[i].name[0] != '\0') {
			number_input(m, i, f->wire[i].inverted);
		}
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX; i++) {
		if (f->curtain[i].name[0] != '\0') {
			number_input(m, GATE_WIRE_COUNT + i, f->curtain[i].inverted);
		}
	}
	number_outputs(m, f, none);
}

static enum eg_err fitted_points(struct modbus_map *m, const struct gate_fitting *f)
{
	bool watched = false;
	for (size_t i = 0; i < GATE_WIRE_COUNT; i++) {
		EG_TRY(add_input(m, &f->wire[i], i));
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX; i++) {
		EG_TRY(add_input(m, &f->curtain[i], GATE_WIRE_COUNT + i));
	}
	for (size_t i = 0; i < GATE_OUTPUT_LINES; i++) {
		EG_TRY(add_output(m, &f->output[i], i, &watched));
	}
	return watched ? EG_OK : EG_FAIL(EG_CONFIG, "no point for the watchdog");
}

enum eg_err modbus_map_of(struct modbus_map *out, const char *where, const struct gate_fitting *f)
{
	*out = (struct modbus_map){.watchdog = {.table = MODBUS_COILS}};
	if (!gate_has_doors(&f->plan)) {
		return EG_FAIL(EG_CONFIG, "a desk has no points");
	}
	EG_TRY(modbus_where_parse(out, rd_cstr(where)));
	if (all_shipped(f)) {
		number_points(out, f);
	} else {
		EG_TRY(fitted_points(out, f));
	}
	EG_TRY(span_inputs(out));
	return span_outputs(out);
}

/* Electrical level of a point within a span. */
static bool held_level(const struct modbus_point *p, struct modbus_span s,
		       const struct modbus_levels *held)
{
	size_t at = (size_t)p->address - s.first;
	return modbus_map_of_bits((enum modbus_table)p->table)
		       ? held->bits[at] != 0
		       : (held->words[at] >> p->bit & 1u) != 0;
}

void modbus_map_read(const struct modbus_map *m, enum modbus_table table,
		     const struct modbus_levels *held, struct gate_lines *lines)
{
	for (size_t i = 0; i < m->inputs; i++) {
		const struct modbus_point *p = &m->input[i];
		if (p->table != table) {
			continue;
		}
		uint32_t level = held_level(p, m->read[table], held) != p->inverted ? 1u : 0u;
		if (p->place < GATE_WIRE_COUNT) {
			lines->levels |= level << p->place;
		} else {
			lines->curtain |= level << (p->place - GATE_WIRE_COUNT);
		}
	}
}

static bool driven_level(const struct modbus_point *p, uint32_t outputs)
{
	return ((outputs >> p->place & 1u) != 0) != p->inverted;
}

static void put_level(const struct modbus_point *p, size_t at, uint32_t outputs,
		      struct modbus_levels *out)
{
	bool high = driven_level(p, outputs);
	if (modbus_map_of_bits((enum modbus_table)p->table)) {
		out->bits[at] = high ? 1 : 0;
	} else {
		uint32_t bit = high ? 1u << p->bit : 0u;
		out->words[at] = (uint16_t)(out->words[at] | bit);
	}
}

void modbus_map_write(const struct modbus_map *m, uint32_t outputs, struct modbus_levels *out)
{
	*out = (struct modbus_levels){{0}, {0}};
	for (size_t i = 0; i < m->outputs; i++) {
		const struct modbus_point *p = &m->output[i];
		put_level(p, (size_t)p->address - m->write.first, outputs, out);
	}
}

void modbus_map_pet(const struct modbus_map *m, uint32_t outputs, struct modbus_levels *out)
{
	*out = (struct modbus_levels){{0}, {0}};
	put_level(&m->watchdog, 0, outputs, out);
}

bool modbus_map_holds(const struct modbus_map *m, const struct modbus_levels *held,
		      uint32_t outputs)
{
	bool same = held_level(&m->watchdog, m->back, held) == driven_level(&m->watchdog, outputs);
	for (size_t i = 0; i < m->outputs; i++) {
		const struct modbus_point *p = &m->output[i];
		same = same && held_level(p, m->back, held) == driven_level(p, outputs);
	}
	return same;
}
