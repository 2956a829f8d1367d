/*
 * gate_io_sim: the wires of a gate as a conversation with a simulated world.
 * Knows the protocol below. Never knows how the world moves.
 *
 * One SOCK_SEQPACKET Unix socket, the world listens, the core connects. Every datagram is one in
 * native order (same machine):
 *
 *   core -> world   uint32_t: levels of all outputs, enum gate_output bits, on every drive
 *   world -> core   struct gate_lines: levels of all wires: at once after the connection is made,
 *                   then on every change
 *
 * The end of the connection is the end of the wires: the core sees EG_GONE; the world keeps the
 * last output levels as a line driver does, until its watchdog relay drops.
 */
#ifndef EG_HAL_GATE_IO_SIM_H
#define EG_HAL_GATE_IO_SIM_H

#include "hal/gate_io.h"

extern const struct gate_io_backend gate_io_sim;
/*
 * The same with a pulse, for wires behind a process that may hang (egate-modbus): the other side
 * says the levels again and again, changed or not. None for three turns of the watchdog's level,
 * which the core makes every 50 ms, is EG_GONE: silence is noticed within 150 ms.
 */
extern const struct gate_io_backend gate_io_remote;

#endif
