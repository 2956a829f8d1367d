/*
 * core_desk_stage: an inspection desk whose workers and officer are played by a test.
 * Knows what is said to an honest desk. No process, no clock, no socket.
 */
#ifndef EG_TESTS_CORE_DESK_STAGE_H
#define EG_TESTS_CORE_DESK_STAGE_H

#include "core_finger_stage.h"
#include "core_lists_stage.h"

/* Idle, all warm, of a lane that has both workers of the finger. */
struct stage *desk_idle(void);
/* An honest document was read, and its portrait is decoded: the officer's. */
struct stage *desk_read(void);
/* The same with two usable fingers, and rules that want them of everybody. */
struct stage *desk_read_fingers(void);
/* Chip and verify say all but this. */
void desk_verify(struct stage *s, const struct holder_facts *holder, bool portrait);
/* The console's officer seven says so; the order was taken. */
bool desk_order(struct stage *s, enum gate_event_kind order);
bool desk_order_from(struct stage *s, enum gate_event_kind order, struct case_ref from);
uint8_t desk_needs(const struct stage *s);
/* Another face, or the same one, after a RETRY. */
void desk_compare(struct stage *s, int16_t score);
unsigned desk_records(const struct stage *s, enum record_what what);
const struct msg_record *desk_record(const struct stage *s, enum record_what what);
/* A pass is on record, and the desk is free again, with fresh workers. */
void desk_admit(struct stage *s);

#endif
