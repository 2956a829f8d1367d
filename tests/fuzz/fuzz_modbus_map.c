/*
 * fuzz_modbus_map: whatever stands in a configuration, a map that is taken asks the block for no
 * more than fits, pets the watchdog only by itself, and reads back what it writes.
 * Input: the text of a block, then names of lines, one a line: outputs first, then wires.
 */
#include "tests/fuzz/fuzz.h"

#include "hal/modbus_map.h"

static void name_of(char out[GATE_NAME_SIZE], struct rd *names)
{
	size_t size;
	struct rd name = rd_until(names, "\n");
	if (!rd_dump(name, out, GATE_NAME_SIZE - 1, &size)) {
		size = 0;
	}
	out[size] = '\0';
}

static void check_spans(const struct modbus_map *m)
{
	for (unsigned t = 0; t < MODBUS_TABLES; t++) {
		size_t most = modbus_map_of_bits((enum modbus_table)t) ? MODBUS_SPAN_BITS
								       : MODBUS_SPAN_WORDS;
		promise(m->read[t].count <= most);
		promise(t != m->watchdog.table || m->back.count <= most);
	}
	promise(m->watchdog.address < m->write.first ||
		m->watchdog.address >= m->write.first + m->write.count);
}

/* What is written in two questions is what is looked for in one answer. */
static void check_levels(const struct modbus_map *m, uint32_t outputs)
{
	struct modbus_levels written;
	struct modbus_levels pet;
	struct modbus_levels held = {{0}, {0}};
	struct gate_lines lines = {0};
	size_t shift = (size_t)m->write.first - m->back.first;
	size_t at = (size_t)m->watchdog.address - m->back.first;
	modbus_map_write(m, outputs, &written);
	modbus_map_pet(m, outputs, &pet);
	bool bits = modbus_map_of_bits((enum modbus_table)m->watchdog.table);
	for (size_t i = 0; i < m->write.count; i++) {
		if (bits) {
			held.bits[shift + i] = written.bits[i];
		} else {
			held.words[shift + i] = written.words[i];
		}
	}
	if (bits) {
		held.bits[at] = pet.bits[0];
	} else {
		held.words[at] = pet.words[0];
	}
	promise(modbus_map_holds(m, &held, outputs));
	promise(!modbus_map_holds(m, &held, outputs ^ (uint32_t)GATE_OUT_WATCHDOG));
	for (unsigned t = 0; t < MODBUS_TABLES; t++) {
		modbus_map_read(m, (enum modbus_table)t, &held, &lines);
	}
	promise(lines.levels >> GATE_WIRE_COUNT == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char where[4096];
	static struct modbus_map map;
	struct gate_fitting fitting = {.direction = 0};
	struct rd names = rd_of(data, size);
	struct rd first = rd_until(&names, "\n");
	size_t length;
	if (!rd_dump(first, where, sizeof(where) - 1, &length)) {
		return 0;
	}
	where[length] = '\0';
	for (size_t i = 0; i < GATE_OUTPUT_LINES && names.left > 0; i++) {
		name_of(fitting.output[i].name, &names);
		fitting.output[i].inverted = i % 2 == 1;
	}
	for (size_t i = 0; i < GATE_WIRE_COUNT && names.left > 0; i++) {
		name_of(fitting.wire[i].name, &names);
	}
	for (size_t i = 0; i < GATE_CURTAIN_MAX && names.left > 0; i++) {
		name_of(fitting.curtain[i].name, &names);
	}
	if (modbus_map_of(&map, where, &fitting) == EG_OK) {
		check_spans(&map);
		check_levels(&map, 0);
		check_levels(&map, 0x15555);
	}
	return 0;
}
