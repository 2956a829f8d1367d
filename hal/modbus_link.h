/*
 * modbus_link: the conversation with one remote I/O block, one short question at a time.
 * Knows libmodbus. Never knows what a level means, nor a clock: each question brings its time.
 */
#ifndef EG_HAL_MODBUS_LINK_H
#define EG_HAL_MODBUS_LINK_H

#include "hal/modbus_map.h"

struct modbus_link;

/* The questions of one cycle, in order. The watchdog follows the outputs, as on other lines. */
enum modbus_step {
	MODBUS_WRITE,
	MODBUS_PET,
	MODBUS_BACK,
	MODBUS_READ, /* and one more for each further table */
	MODBUS_STEPS = MODBUS_READ + MODBUS_TABLES
};

/* Connects; the map is kept, the caller keeps it alive. EG_GONE: nobody there. */
EG_CHECK enum eg_err modbus_link_open(struct modbus_link **out, const struct modbus_map *m);
/*
 * Asks the block how long its own watchdog waits, if the map says where that stands. EG_CONFIG: it
 * is off, or longer than MODBUS_BLOCK_MOST_MS. Errors of modbus_link_step, too.
 */
EG_CHECK enum eg_err modbus_link_guarded(struct modbus_link *l);
/*
 * One question, answered within ms in whole. Steps for which there is nothing to ask do nothing.
 * The first step of a cycle clears lines, the reading ones fill them.
 *   EG_TIMEOUT    no answer, or not the whole of it in time
 *   EG_BAD_DATA   an answer that is none to this question
 *   EG_DENIED     the block refuses: it has no such point, or is not what it was taken for
 *   EG_IO         an output reads back another level than was written
 *   EG_GONE       the connection has ended
 * After the first two a question may be asked again once modbus_link_drain has been called.
 */
EG_CHECK enum eg_err modbus_link_step(struct modbus_link *l, enum modbus_step step,
				      uint32_t outputs, struct gate_lines *lines, uint32_t ms);
/* Throws away what has come unasked or late. */
void modbus_link_drain(struct modbus_link *l);
void modbus_link_close(struct modbus_link **l);

#endif
