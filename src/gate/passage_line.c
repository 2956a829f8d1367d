/*
 * passage_line: from levels as they are read to levels that count, and the faults of lines.
 * Knows debounce, storms, sensors that are active for ever. Never knows what lines mean together.
 */
#include "gate/passage_impl.h"

#include "gate/turn.h"

#define WIRES_ALL   ((1u << GATE_WIRE_COUNT) - 1u)
#define WIRES_TEN   0x3FFu /* those of a fitting that names none */
#define WIRES_LOOPS (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK)
/* Grave when low, others when high: a grave level is believed sooner than a comfortable one. */
#define WIRES_GRAVE_LOW (WIRES_LOOPS | WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED)
/* Active for hours without a fault. */
#define WIRES_LONG (WIRES_GRAVE_LOW | WIRE_ENTRY_WIDE | WIRE_EXIT_WIDE | WIRE_KEY | WIRE_RETURN)

/* Before an only door others wait, and may be seen for as long as the lane is busy. */
#define WIRES_QUEUE (WIRE_PRESENT | WIRE_SEVERAL | WIRE_MAT | WIRE_HEAVY | WIRE_LOW | WIRE_HIGH)

static uint32_t wires_fitted(const struct gate_fitting *f)
{
	uint32_t fitted = 0;
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		fitted |= f->wire[i].name[0] != '\0' ? 1u << i : 0u;
	}
	return fitted != 0 ? fitted : WIRES_TEN;
}

static uint32_t beams_fitted(const struct gate_fitting *f)
{
	return f->curtain_beams >= GATE_CURTAIN_MAX ? UINT32_MAX : (1u << f->curtain_beams) - 1u;
}

static bool bit(uint32_t word, unsigned number)
{
	return (word >> number & 1u) != 0;
}

static uint16_t debounce_of(const struct gate_fitting *f, unsigned line, uint32_t debounced)
{
	if (line >= GATE_WIRE_COUNT) {
		return f->curtain[line - GATE_WIRE_COUNT].debounce_ms;
	}
	return bit(debounced, line) ? 0 : f->wire[line].debounce_ms;
}

static bool grave_of(unsigned line)
{
	return line >= GATE_WIRE_COUNT || !bit(WIRES_GRAVE_LOW, line);
}

/* The moment from which a level that waits to count is reckoned. */
static int64_t waits_since(const struct passage_line *l, unsigned line)
{
	return l->read == grave_of(line) ? l->doubt_ms : l->read_ms;
}

static void stand(struct passage_line *l, int64_t now)
{
	l->stood = l->read;
	l->stood_ms = now;
	l->doubted = false;
}

/*
 * A comfortable level has to stand without a pause. A grave one counts from its first appearance,
 * unless the other has stood since: a contact that burns or bounces for ever is no excuse.
 */
static void debounce(struct passage_line *l, unsigned line, bool level, uint16_t wait, int64_t now)
{
	bool grave = l->read == grave_of(line) && l->read != l->stood;
	if (grave && now - l->doubt_ms > wait) {
		stand(l, now); /* it stood while nobody looked, though it may be over by now */
	}
	if (level != l->read) {
		l->read = level;
		l->read_ms = now;
		l->changes = (uint16_t)(l->changes + (l->changes < UINT16_MAX ? 1 : 0));
	}
	if (level == l->stood) {
		l->doubted = l->doubted && now - l->read_ms < wait;
		return;
	}
	if (!l->doubted) {
		l->doubted = true;
		l->doubt_ms = now;
	}
	if (now - waits_since(l, line) >= wait) {
		stand(l, now);
	}
}

static bool level_of(const struct gate_lines *lines, unsigned line)
{
	return line < GATE_WIRE_COUNT ? bit(lines->levels, line)
				      : bit(lines->curtain, line - GATE_WIRE_COUNT);
}

static void begin(struct passage *p, const struct gate_lines *lines, int64_t now)
{
	for (unsigned i = 0; i < PASSAGE_LINES; i++) {
		bool level = level_of(lines, i);
		p->line[i] = (struct passage_line){
			.read = level, .stood = level, .read_ms = now, .stood_ms = now};
	}
	p->second_ms = now;
}

void passage_read(struct passage *p, struct moment *m, const struct gate_lines *lines,
		  uint32_t debounced)
{
	uint32_t wires = 0;
	if (!p->begun) {
		begin(p, lines, m->now);
	}
	for (unsigned i = 0; i < PASSAGE_LINES; i++) {
		struct passage_line *l = &p->line[i];
		debounce(l, i, level_of(lines, i), debounce_of(m->f, i, debounced), m->now);
		if (i < GATE_WIRE_COUNT) {
			wires |= l->stood ? 1u << i : 0u;
		} else {
			m->curtain |= l->stood ? 1u << (i - GATE_WIRE_COUNT) : 0u;
		}
	}
	uint32_t fitted = wires_fitted(m->f);
	wires = (wires & fitted) | (WIRES_LOOPS & ~fitted);
	m->fitted = turn_wires(m->f, fitted);
	m->wires = turn_wires(m->f, wires);
	m->curtain &= beams_fitted(m->f);
}

static bool line_fitted(const struct moment *m, uint32_t fitted, unsigned line)
{
	return line < GATE_WIRE_COUNT ? bit(fitted, line)
				      : bit(beams_fitted(m->f), line - GATE_WIRE_COUNT);
}

static void count_storms(struct passage *p, const struct moment *m)
{
	if (m->now - p->second_ms < 1000) {
		return;
	}
	p->second_ms = m->now;
	for (unsigned i = 0; i < PASSAGE_LINES; i++) {
		struct passage_line *l = &p->line[i];
		bool storm = l->changes > PASSAGE_CHANGES;
		l->storms = storm ? (uint8_t)(l->storms + (l->storms < PASSAGE_STORMS)) : 0;
		l->changes = 0;
	}
}

/* The watchdog's output changes with every redrive; so does its return, a redrive later at most. */
static bool return_lost(struct passage *p, const struct moment *m)
{
	const struct passage_line *l = &p->line[turn_wire_line(m->f, WIRE_RETURN)];
	if (passage_any(m->outputs ^ p->outputs, GATE_OUT_WATCHDOG)) {
		passage_more(&p->beats);
	}
	if (l->read_ms == m->now) {
		p->beats = 0;
	}
	return p->beats >= PASSAGE_BEATS;
}

/*
 * Active since when it would be strange. Where there is no chamber, those who wait are the reason
 * while somebody is served or the lane is not to be had; nobody stands for long before one that
 * waits for their document.
 */
static int64_t strange_since(const struct passage *p, const struct moment *m, unsigned line)
{
	int64_t stood_ms = p->line[line].stood_ms;
	bool queue = !m->chamber && (line >= GATE_WIRE_COUNT || bit(WIRES_QUEUE, line));
	return queue && p->busy_ms > stood_ms ? p->busy_ms : stood_ms;
}

void passage_look_at_lines(struct passage *p, struct moment *m)
{
	uint32_t fitted = turn_wires(m->f, m->fitted);
	uint32_t stuck = m->f->times.stuck;
	bool lost = return_lost(p, m);
	count_storms(p, m);
	if (!passage_any(m->outputs, GATE_OUT_IDLE)) {
		p->busy_ms = m->now;
	}
	for (unsigned i = 0; i < PASSAGE_LINES; i++) {
		const struct passage_line *l = &p->line[i];
		bool is_return = i < GATE_WIRE_COUNT && bit(WIRE_RETURN, i);
		bool body = i >= GATE_WIRE_COUNT || !bit(WIRES_LONG, i);
		if (!line_fitted(m, fitted, i)) {
			continue;
		}
		if (is_return) {
			m->fault[i] = lost ? GATE_FAULT_RETURN : GATE_FAULT_NONE;
		} else if (l->storms >= PASSAGE_STORMS) {
			m->fault[i] = GATE_FAULT_RATTLES;
		} else if (body && stuck != 0 && l->stood &&
			   m->now - strange_since(p, m, i) >= stuck) {
			m->fault[i] = GATE_FAULT_STUCK;
		}
	}
}

void passage_judge_lines(struct passage *p, const struct moment *m)
{
	uint8_t first = PASSAGE_LINES;
	for (unsigned i = 0; i < PASSAGE_LINES; i++) {
		struct passage_line *l = &p->line[i];
		if (m->fault[i] != GATE_FAULT_NONE) {
			l->fault = l->fault == GATE_FAULT_NONE ? m->fault[i] : l->fault;
			l->faulty_ms = m->now;
		} else if (m->now - l->faulty_ms >= PASSAGE_WELL_MS) {
			l->fault = GATE_FAULT_NONE;
		}
		if (l->fault != GATE_FAULT_NONE && first == PASSAGE_LINES) {
			first = (uint8_t)i;
		}
	}
	/* One fault is told until it is over, then the next. */
	if (p->told >= PASSAGE_LINES || p->line[p->told].fault == GATE_FAULT_NONE) {
		p->told = first;
	}
}

uint16_t passage_wait(const struct passage *p, const struct moment *m, uint32_t debounced)
{
	int64_t least = 0;
	for (unsigned i = 0; i < PASSAGE_LINES; i++) {
		const struct passage_line *l = &p->line[i];
		if (l->read == l->stood) {
			continue;
		}
		int64_t left = waits_since(l, i) + debounce_of(m->f, i, debounced) - m->now;
		least = least == 0 || left < least ? left : least;
	}
	return (uint16_t)least;
}

void passage_blame(struct moment *m, bool cause, enum gate_wire wire, enum gate_fault fault)
{
	unsigned line = turn_wire_line(m->f, (uint32_t)wire);
	if (cause && passage_any(m->fitted, (uint32_t)wire) && m->fault[line] == GATE_FAULT_NONE) {
		m->fault[line] = (uint8_t)fault;
	}
}
