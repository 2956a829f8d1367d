/*
 * wires: the sensor lines of a gate as they are read, before anything is concluded from them.
 * Knows their names and usual debounce. Never knows which line of which chip carries them
 * (fitting.h) nor what they mean together (passage.h).
 */
#ifndef EG_GATE_WIRES_H
#define EG_GATE_WIRES_H

#include "base/err.h"

/*
 * Wire: bit, word of the description, debounce in ms. All active high here: the backend has
 * applied polarity. "OK" wires are normally closed loops: a broken wire reads as not ok.
 */
#define GATE_WIRES(X)                                                                            \
	X(WIRE_ENTRY_CLOSED, 0, "entry-closed", 20) /* contact: entry door closed */             \
	X(WIRE_EXIT_CLOSED, 1, "exit-closed", 20)                                                \
	X(WIRE_ENTRY_BEAM, 2, "entry-beam", 5) /* safety beam in the swing of the entry */       \
	X(WIRE_EXIT_BEAM, 3, "exit-beam", 5)                                                     \
	X(WIRE_PRESENT, 4, "present", 20) /* ceiling sensor: somebody before the exit door */    \
	X(WIRE_SEVERAL, 5, "several", 20) /* ceiling sensor: more than one */                    \
	X(WIRE_FIRE_OK, 6, "fire-ok", 10)                                                        \
	X(WIRE_ESTOP_OK, 7, "estop-ok", 10)                                                      \
	X(WIRE_TAMPER_OK, 8, "tamper-ok", 20)                                                    \
	X(WIRE_MAINS_OK, 9, "mains-ok", 20)                                                      \
	X(WIRE_ENTRY_WIDE, 10, "entry-wide", 20) /* contact: entry door wide open */             \
	X(WIRE_EXIT_WIDE, 11, "exit-wide", 20)                                                   \
	X(WIRE_ENTRY_OUTER, 12, "entry-outer", 5) /* pair of beams across the entry */           \
	X(WIRE_ENTRY_INNER, 13, "entry-inner", 5)                                                \
	X(WIRE_EXIT_INNER, 14, "exit-inner", 5) /* pair of beams across the exit */              \
	X(WIRE_EXIT_OUTER, 15, "exit-outer", 5)                                                  \
	X(WIRE_MAT, 16, "mat", 20)              /* mat or scale: weight of one person or more */ \
	X(WIRE_HEAVY, 17, "heavy", 20)          /* mat or scale: more than one person weighs */  \
	X(WIRE_LOW, 18, "low", 5)               /* row of beams at the shin */                   \
	X(WIRE_HIGH, 19, "high", 5)             /* row of beams at an adult's chest */           \
	X(WIRE_RELEASE, 20, "release", 20)      /* button inside: let me out */                  \
	X(WIRE_ENTRY_HAND, 21, "entry-hand", 5) /* edge strip of the entry leaf */               \
	X(WIRE_EXIT_HAND, 22, "exit-hand", 5)                                                    \
	X(WIRE_COUNT_IN, 23, "count-in", 0) /* people counter: pulse for each that came in */    \
	X(WIRE_COUNT_OUT, 24, "count-out", 0)                                                    \
	X(WIRE_KEY, 25, "key", 20)      /* key switch: lane out of service */                    \
	X(WIRE_RETURN, 26, "return", 0) /* the watchdog output, read back */

enum gate_wire {
#define X(name, bit, word, ms) name = (int)(1u << (bit)),
	GATE_WIRES(X)
#undef X
};
#define GATE_WIRE_COUNT  27
#define GATE_CURTAIN_MAX 32 /* beams of a light curtain along the lane, from outside inwards */

/* All sensor lines at one moment. */
struct gate_lines {
	uint32_t levels;  /* enum gate_wire bits */
	uint32_t curtain; /* bit for each beam of the light curtain that is broken */
};

/* Word and debounce of the wire of a bit; "?" and 0 out of range. */
const char *gate_wire_word(unsigned bit);
uint16_t gate_wire_debounce_ms(unsigned bit);

#endif
