/*
 * gpio_block: the wires of a gate on a Modbus block, for a command that speaks no Modbus: the
 * process egate-modbus, on a socket of its own.
 * Knows which lines want it, where the programs lie. Never knows levels.
 */
#ifndef EG_PROG_GPIO_BLOCK_H
#define EG_PROG_GPIO_BLOCK_H

#include "prog/gate_file.h"

struct gpio_block;

/*
 * For "modbus:WHERE": starts the process, and *spec is "remote:PATH" afterwards (borrowed from the
 * block). Other lines: *out is NULL and *spec as it was. The gate is kept until the close.
 */
EG_CHECK enum eg_err gpio_block_open(struct gpio_block **out, const char **spec,
				     struct gate_file *gate);
/* Ends it, after what was driven last has reached it: the block's own watchdog does the rest.
 * Cleanup; accepts NULL inside. */
void gpio_block_close(struct gpio_block **b);

#endif
