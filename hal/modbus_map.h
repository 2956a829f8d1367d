/*
 * modbus_map: which points of a remote I/O block carry the wires of a gate, and how it is reached.
 * Knows the texts, tables and addresses of Modbus. Never knows a library of it, nor a connection.
 */
#ifndef EG_HAL_MODBUS_MAP_H
#define EG_HAL_MODBUS_MAP_H

#include "gate/fitting.h"

#define MODBUS_HOST_SIZE     64
#define MODBUS_INPUTS_MAX    (GATE_WIRE_COUNT + GATE_CURTAIN_MAX)
#define MODBUS_SPAN_BITS     256 /* of coils or discrete inputs from the first to the last used */
#define MODBUS_SPAN_WORDS    32  /* of registers */
#define MODBUS_BLOCK_MOST_MS 150 /* of the block's own watchdog */

/* Tables of a block, and how a line's name begins that is a point of it. */
enum modbus_table {
	MODBUS_DISCRETES, /* di12 */
	MODBUS_COILS,     /* do3 */
	MODBUS_INPUTS,    /* ir100.4: input register, bit */
	MODBUS_HOLDINGS,  /* hr2.15 */
	MODBUS_TABLES
};

struct modbus_point {
	uint16_t address;
	uint8_t table; /* enum modbus_table */
	uint8_t bit;   /* of a register */
	uint8_t place; /* input: bit of enum gate_wire, or GATE_WIRE_COUNT + number of the beam;
			  output: bit of enum gate_output */
	bool inverted;
};

/* Consecutive addresses; count 0: none. */
struct modbus_span {
	uint16_t first;
	uint16_t count;
};

/* What a span holds: bits of a table of bits, words of a table of registers. */
struct modbus_levels {
	uint8_t bits[MODBUS_SPAN_BITS];
	uint16_t words[MODBUS_SPAN_WORDS];
};

struct modbus_map {
	char host[MODBUS_HOST_SIZE]; /* address, or device of a serial line */
	bool serial;
	bool six; /* an address of IPv6 */
	uint16_t port;
	uint32_t baud;
	char parity; /* 'N', 'E', 'O' */
	uint8_t stop_bits;
	uint8_t unit;
	uint8_t cycle_ms;      /* from one reading of the inputs to the next */
	uint8_t answer_ms;     /* the block has to answer within */
	bool tells_timeout;    /* a register holds the time of the block's own watchdog */
	uint16_t timeout_at;   /* that holding register */
	uint16_t timeout_unit; /* ms that one count of it means */
	struct modbus_point input[MODBUS_INPUTS_MAX];
	size_t inputs;
	struct modbus_point output[GATE_OUTPUT_LINES]; /* without the watchdog */
	size_t outputs;
	struct modbus_point watchdog;
	struct modbus_span read[MODBUS_TABLES]; /* inputs */
	struct modbus_span write;               /* outputs, in the watchdog's table */
	struct modbus_span back;                /* outputs and watchdog */
};

/*
 * where: "tcp:ADDRESS[:PORT][,KEY=VALUE...]" (a number, IPv6 in brackets) or
 * "rtu:DEVICE[,KEY=VALUE...]". Keys: unit=0..255 (255; 1 on a serial line), baud=1200..921600
 * (19200), parity=even|odd|none (even), stop=1|2 (1), cycle=5..40 and answer=5..40 ms (20, 30),
 * timeout-register=N, timeout-unit=MS (1).
 *
 * Lines of the fitting are points as above. Where all of them are called "egate-WORD" (as in the
 * shipped descriptions) or none has a name (then ten wires and ten outputs of a mantrap are meant),
 * they are numbered in the order of their bits: di0, di1... and do0, do1..., the watchdog behind
 * all other outputs. EG_CONFIG: anything else; a point for two wires; outputs in two tables, with a
 * gap between their addresses, or around the watchdog's; no watchdog.
 */
EG_CHECK enum eg_err modbus_map_of(struct modbus_map *out, const char *where,
				   const struct gate_fitting *f);

/* Adds the wires whose points are in this table, from what its span of inputs holds. */
void modbus_map_read(const struct modbus_map *m, enum modbus_table table,
		     const struct modbus_levels *held, struct gate_lines *lines);
/* What the span of outputs shall hold; other bits of its registers are 0. */
void modbus_map_write(const struct modbus_map *m, uint32_t outputs, struct modbus_levels *out);
/* What the watchdog's own coil (bits[0]) or register (words[0]) shall hold. */
void modbus_map_pet(const struct modbus_map *m, uint32_t outputs, struct modbus_levels *out);
/* Whether the span that is read back holds these outputs. */
bool modbus_map_holds(const struct modbus_map *m, const struct modbus_levels *held,
		      uint32_t outputs);
/* Whether a table is of bits. */
bool modbus_map_of_bits(enum modbus_table table);

#endif
