/*
 * modbus_link: the conversation with one remote I/O block, one short question at a time.
 * Knows libmodbus. Never knows what a level means, nor a clock.
 */
#include "hal/modbus_link.h"

#include <errno.h>
#include <modbus/modbus.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CONNECT_MS   1000 /* once, before anything depends on it */
#define MS_US        1000u
#define DATA_BITS    8
#define DRAIN_BYTES  256 /* more than one answer */
#define DRAIN_ROUNDS 4
#define PORT_ROOM    8

struct modbus_link {
	const struct modbus_map *map;
	modbus_t *bus; /* owned */
};

static void set_time(modbus_t *bus, uint32_t ms)
{
	/* Neither can fail for such numbers. Without a time between bytes the first one counts for
	 * the whole answer: a block that dribbles is as late as one that is silent. */
	(void)modbus_set_response_timeout(bus, ms / MS_US, ms % MS_US * MS_US);
	(void)modbus_set_byte_timeout(bus, 0, 0);
}

static modbus_t *make_bus(const struct modbus_map *m)
{
	char port[PORT_ROOM];
	if (m->serial) {
		return modbus_new_rtu(m->host, (int)m->baud, m->parity, DATA_BITS, m->stop_bits);
	}
	if (!m->six) {
		return modbus_new_tcp(m->host, m->port);
	}
	int size = snprintf(port, sizeof(port), "%u", m->port);
	return size > 0 && size < (int)sizeof(port) ? modbus_new_tcp_pi(m->host, port) : NULL;
}

enum eg_err modbus_link_open(struct modbus_link **out, const struct modbus_map *m)
{
	EG_AUTO(modbus_link_close) struct modbus_link *l = calloc(1, sizeof(*l));
	if (l == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "Modbus");
	}
	l->map = m;
	l->bus = make_bus(m);
	if (l->bus == NULL || modbus_set_slave(l->bus, m->unit) != 0) {
		return EG_FAIL(EG_CONFIG, "the Modbus block cannot be reached in this way");
	}
	set_time(l->bus, CONNECT_MS);
	if (modbus_connect(l->bus) != 0) {
		return EG_FAIL(EG_GONE, "no connection to the Modbus block");
	}
	*out = l;
	l = NULL;
	return EG_OK;
}

/* Errors of libmodbus are errno: the system's, exceptions of the block, and its own. */
static enum eg_err link_error(int number)
{
	if (number == ETIMEDOUT || number == EMBXSBUSY || number == EMBXACK) {
		return EG_FAIL(EG_TIMEOUT, "the Modbus block does not answer in time");
	}
	if (number > MODBUS_ENOBASE && number <= EMBXGTAR) {
		return EG_FAIL(EG_DENIED, "the Modbus block answers with an exception");
	}
	if (number > EMBXGTAR) {
		return EG_FAIL(EG_BAD_DATA, "the Modbus block answers something else");
	}
	return EG_FAIL(EG_GONE, "the connection to the Modbus block has ended");
}

/* What was done has its count as the answer. */
static enum eg_err counted(int answer, int wanted)
{
	if (answer < 0) {
		return link_error(errno);
	}
	return answer == wanted
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "the Modbus block answers about another number");
}

static enum eg_err write_span(struct modbus_link *l, struct modbus_span s,
			      const struct modbus_levels *levels)
{
	if (s.count == 0) {
		return EG_OK;
	}
	return l->map->watchdog.table == MODBUS_COILS
		       ? counted(modbus_write_bits(l->bus, s.first, s.count, levels->bits), s.count)
		       : counted(modbus_write_registers(l->bus, s.first, s.count, levels->words),
				 s.count);
}

static enum eg_err pet(struct modbus_link *l, uint32_t outputs)
{
	struct modbus_levels levels;
	int at = l->map->watchdog.address;
	modbus_map_pet(l->map, outputs, &levels);
	return l->map->watchdog.table == MODBUS_COILS
		       ? counted(modbus_write_bit(l->bus, at, levels.bits[0]), 1)
		       : counted(modbus_write_register(l->bus, at, levels.words[0]), 1);
}

static enum eg_err read_span(struct modbus_link *l, enum modbus_table table, struct modbus_span s,
			     struct modbus_levels *out)
{
	switch (table) {
	case MODBUS_DISCRETES:
		return counted(modbus_read_input_bits(l->bus, s.first, s.count, out->bits),
			       s.count);
	case MODBUS_COILS:
		return counted(modbus_read_bits(l->bus, s.first, s.count, out->bits), s.count);
	case MODBUS_INPUTS:
		return counted(modbus_read_input_registers(l->bus, s.first, s.count, out->words),
			       s.count);
	case MODBUS_HOLDINGS:
		return counted(modbus_read_registers(l->bus, s.first, s.count, out->words),
			       s.count);
	case MODBUS_TABLES:
		break;
	}
	return EG_FAIL(EG_STATE, "no such table");
}

static enum eg_err read_back(struct modbus_link *l, uint32_t outputs)
{
	struct modbus_levels held;
	const struct modbus_map *m = l->map;
	EG_TRY(read_span(l, (enum modbus_table)m->watchdog.table, m->back, &held));
	return modbus_map_holds(m, &held, outputs)
		       ? EG_OK
		       : EG_FAIL(EG_IO, "an output reads back another level than driven");
}

static enum eg_err read_table(struct modbus_link *l, enum modbus_table table,
			      struct gate_lines *lines)
{
	struct modbus_levels held;
	if (l->map->read[table].count == 0) {
		return EG_OK;
	}
	EG_TRY(read_span(l, table, l->map->read[table], &held));
	modbus_map_read(l->map, table, &held, lines);
	return EG_OK;
}

enum eg_err modbus_link_step(struct modbus_link *l, enum modbus_step step, uint32_t outputs,
			     struct gate_lines *lines, uint32_t ms)
{
	struct modbus_levels levels;
	set_time(l->bus, ms);
	if (step == MODBUS_WRITE) {
		*lines = (struct gate_lines){0};
		modbus_map_write(l->map, outputs, &levels);
		return write_span(l, l->map->write, &levels);
	}
	if (step == MODBUS_PET) {
		return pet(l, outputs);
	}
	if (step == MODBUS_BACK) {
		return read_back(l, outputs);
	}
	return read_table(l, (enum modbus_table)((unsigned)step - MODBUS_READ), lines);
}

enum eg_err modbus_link_guarded(struct modbus_link *l)
{
	uint16_t count = 0;
	const struct modbus_map *m = l->map;
	if (!m->tells_timeout) {
		return EG_OK;
	}
	set_time(l->bus, CONNECT_MS);
	EG_TRY(counted(modbus_read_registers(l->bus, m->timeout_at, 1, &count), 1));
	uint32_t ms = (uint32_t)count * m->timeout_unit;
	return ms > 0 && ms <= MODBUS_BLOCK_MOST_MS
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG,
				 "the Modbus block's own watchdog is off or above 150 ms");
}

void modbus_link_drain(struct modbus_link *l)
{
	uint8_t bytes[DRAIN_BYTES];
	struct pollfd p = {.fd = modbus_get_socket(l->bus), .events = POLLIN};
	for (int i = 0; i < DRAIN_ROUNDS && poll(&p, 1, 0) > 0; i++) {
		if (read(p.fd, bytes, sizeof(bytes)) <= 0) {
			return; /* the next question finds out */
		}
	}
}

void modbus_link_close(struct modbus_link **l)
{
	if (*l == NULL) {
		return;
	}
	if ((*l)->bus != NULL) {
		modbus_close((*l)->bus);
		modbus_free((*l)->bus);
	}
	free(*l);
	*l = NULL;
}
