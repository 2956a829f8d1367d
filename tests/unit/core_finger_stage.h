/*
 * core_finger_stage: a lane that wants fingers, with workers that a test plays.
 * Knows what an honest finger and touch worker say. No process, no clock, no socket.
 */
#ifndef EG_TESTS_CORE_FINGER_STAGE_H
#define EG_TESTS_CORE_FINGER_STAGE_H

#include "core_stage.h"

#define RIGHT_INDEX 2
#define LEFT_INDEX  7
#define BOTH        (1u << RIGHT_INDEX | 1u << LEFT_INDEX)
#define DOUBT       400 /* scores of a face */
#define OTHER       100

struct stage *fingers_idle(enum policy_finger when);
struct msg fingers_image(const struct stage *s, uint8_t index, uint8_t count, uint8_t position);
void fingers_hand_on(struct stage *s);
bool fingers_find(struct stage *s, enum verdict v, enum reason why);
bool fingers_ready(struct stage *s, unsigned positions);
void fingers_decoded(struct stage *s);
/* Read, with two fingers in the chip; the entry is open. */
struct stage *fingers_read(enum policy_finger when);
struct stage *fingers_at_face(enum policy_finger when);
struct stage *fingers_at_finger(void);
bool fingers_want_press(struct stage *s, uint32_t press);
bool fingers_touch_tells(struct stage *s, uint32_t press, enum press_event event);
bool fingers_touch_gives(struct stage *s, uint32_t press);
struct msg fingers_result(const struct stage *s, uint16_t order, int16_t score);
bool fingers_tell(struct stage *s, uint16_t order, int16_t score);
void fingers_press(struct stage *s, uint32_t press);
void fingers_leave(struct stage *s);

#endif
