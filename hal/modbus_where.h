/*
 * modbus_where: the text that says how a remote I/O block is reached.
 * Knows its grammar (modbus_map.h). Never knows wires or points.
 */
#ifndef EG_HAL_MODBUS_WHERE_H
#define EG_HAL_MODBUS_WHERE_H

#include "hal/modbus_map.h"

/* Fills in what is before the points, defaults first. EG_CONFIG as modbus_map_of. */
EG_CHECK enum eg_err modbus_where_parse(struct modbus_map *m, struct rd where);
/* Decimal digits, at most most; false for anything else. */
EG_CHECK bool modbus_where_number(struct rd text, uint32_t most, uint32_t *out);

#endif
