/*
 * modbus_where: the text that says how a remote I/O block is reached.
 * Knows its grammar (modbus_map.h). Never knows wires or points.
 */
#include "hal/modbus_where.h"

#include <arpa/inet.h>

#define TCP_PORT      502
#define TCP_UNIT      255 /* as Modbus over TCP has it for the device itself */
#define SERIAL_UNIT   1
#define SERIAL_BAUD   19200 /* Modbus over serial line 2.5.1: the default, with even parity */
#define CYCLE_MS      20
#define ANSWER_MS     30
#define MS_LEAST      5
#define MS_MOST       40 /* two cycles fit in what a lost link may take */
#define BAUD_LEAST    1200
#define BAUD_MOST     921600
#define TIMEOUT_UNITS 1000

bool modbus_where_number(struct rd text, uint32_t most, uint32_t *out)
{
	uint64_t sum = 0;
	uint8_t digit;
	if (text.left == 0 || text.left > 9) {
		return false;
	}
	while (rd_u8(&text, &digit)) {
		if (digit < '0' || digit > '9') {
			return false;
		}
		sum = sum * 10 + (uint64_t)(digit - '0');
	}
	*out = (uint32_t)sum; /* nine digits */
	return sum <= most;
}

static enum eg_err set_number(struct rd value, uint32_t least, uint32_t most, uint32_t *out)
{
	return modbus_where_number(value, most, out) && *out >= least
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "a number of the Modbus block is out of its range");
}

static enum eg_err set_parity(struct modbus_map *m, struct rd value)
{
	static const struct {
		const char *word;
		char letter;
	} all[] = {{"even", 'E'}, {"odd", 'O'}, {"none", 'N'}};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (rd_equal(value, rd_cstr(all[i].word))) {
			m->parity = all[i].letter;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "parity is even, odd or none");
}

static enum eg_err set_key(struct modbus_map *m, struct rd key, struct rd value)
{
	uint32_t n = 0;
	if (rd_equal(key, RD_TEXT("unit"))) {
		EG_TRY(set_number(value, 0, UINT8_MAX, &n));
		m->unit = (uint8_t)n;
	} else if (rd_equal(key, RD_TEXT("cycle"))) {
		EG_TRY(set_number(value, MS_LEAST, MS_MOST, &n));
		m->cycle_ms = (uint8_t)n;
	} else if (rd_equal(key, RD_TEXT("answer"))) {
		EG_TRY(set_number(value, MS_LEAST, MS_MOST, &n));
		m->answer_ms = (uint8_t)n;
	} else if (rd_equal(key, RD_TEXT("timeout-register"))) {
		EG_TRY(set_number(value, 0, UINT16_MAX, &n));
		m->timeout_at = (uint16_t)n;
		m->tells_timeout = true;
	} else if (rd_equal(key, RD_TEXT("timeout-unit"))) {
		EG_TRY(set_number(value, 1, TIMEOUT_UNITS, &n));
		m->timeout_unit = (uint16_t)n;
	} else if (m->serial && rd_equal(key, RD_TEXT("baud"))) {
		EG_TRY(set_number(value, BAUD_LEAST, BAUD_MOST, &m->baud));
	} else if (m->serial && rd_equal(key, RD_TEXT("stop"))) {
		EG_TRY(set_number(value, 1, 2, &n));
		m->stop_bits = (uint8_t)n;
	} else if (m->serial && rd_equal(key, RD_TEXT("parity"))) {
		return set_parity(m, value);
	} else {
		return EG_FAIL(EG_CONFIG, "a key that no Modbus block has");
	}
	return EG_OK;
}

static enum eg_err set_host(struct modbus_map *m, struct rd text)
{
	size_t size;
	uint8_t c;
	if (text.left == 0 || !rd_dump(text, m->host, sizeof(m->host) - 1, &size)) {
		return EG_FAIL(EG_CONFIG,
			       "address or device of the Modbus block is empty or too long");
	}
	while (rd_u8(&text, &c)) {
		if (c == '\0') {
			return EG_FAIL(EG_CONFIG,
				       "address or device of the Modbus block is no text");
		}
	}
	m->host[size] = '\0';
	return EG_OK;
}

/* "192.0.2.1", "192.0.2.1:502", "[2001:db8::1]:502": no names, nobody is asked about them. */
static enum eg_err set_address(struct modbus_map *m, struct rd text)
{
	struct in6_addr any;
	uint32_t port = TCP_PORT;
	size_t end;
	m->six = rd_begins(text, RD_TEXT("["));
	if (m->six && (!rd_skip(&text, 1) || !rd_find(&text, ']', &end))) {
		return EG_FAIL(EG_CONFIG, "address of the Modbus block");
	}
	EG_TRY(set_host(m, rd_until(&text, m->six ? "]" : ":")));
	if (m->six && text.left > 0 &&
	    !(rd_begins(text, RD_TEXT(":")) && rd_skip(&text, 1) && text.left > 0)) {
		return EG_FAIL(EG_CONFIG, "port of the Modbus block");
	}
	if (inet_pton(m->six ? AF_INET6 : AF_INET, m->host, &any) != 1) {
		return EG_FAIL(EG_CONFIG, "address of the Modbus block is no number of an address");
	}
	if (text.left > 0) {
		EG_TRY(set_number(text, 1, UINT16_MAX, &port));
	}
	m->port = (uint16_t)port;
	return EG_OK;
}

static enum eg_err set_place(struct modbus_map *m, struct rd text)
{
	struct rd kind = rd_until(&text, ":");
	m->serial = rd_equal(kind, RD_TEXT("rtu"));
	if (m->serial) {
		m->unit = SERIAL_UNIT;
		EG_TRY(set_host(m, text));
		return m->host[0] == '/'
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG, "device of the Modbus block is no path");
	}
	if (!rd_equal(kind, RD_TEXT("tcp"))) {
		return EG_FAIL(EG_CONFIG, "a Modbus block is reached by tcp or rtu");
	}
	m->unit = TCP_UNIT;
	return set_address(m, text);
}

enum eg_err modbus_where_parse(struct modbus_map *m, struct rd where)
{
	m->baud = SERIAL_BAUD;
	m->parity = 'E';
	m->stop_bits = 1;
	m->cycle_ms = CYCLE_MS;
	m->answer_ms = ANSWER_MS;
	m->timeout_unit = 1;
	EG_TRY(set_place(m, rd_until(&where, ",")));
	while (where.left > 0) {
		struct rd value = rd_until(&where, ",");
		struct rd key = rd_until(&value, "=");
		EG_TRY(set_key(m, key, value));
	}
	return EG_OK;
}
