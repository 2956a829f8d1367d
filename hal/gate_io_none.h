/*
 * gate_io_none: the wires of a gate that has none: an inspection desk.
 */
#ifndef EG_HAL_GATE_IO_NONE_H
#define EG_HAL_GATE_IO_NONE_H

#include "hal/gate_io.h"

/*
 * Opens nothing, wakes nobody, reads no wire as active, takes every output for driven. Any number
 * may be open at a time. Of a gate with doors, EG_CONFIG: its lines have to be somewhere.
 */
extern const struct gate_io_backend gate_io_none;

/* As gate_io_find(), but of a desk this backend, whatever spec says. spec may be NULL: not set. */
EG_CHECK enum eg_err gate_io_for(const struct gate_fitting *f, const char *spec,
				 const struct gate_io_backend **backend, const char **where);

#endif
