/*
 * utf8: text that others wrote, character by character (RFC 3629).
 * Knows which characters steer a screen. Never knows what a text means.
 */
#ifndef EG_BASE_UTF8_H
#define EG_BASE_UTF8_H

#include "base/rd.h"

/* One character: shortest form, no surrogates; false leaves text as it was. */
EG_CHECK bool utf8_take(struct rd *text, uint32_t *character);
/* C0, DEL, C1, separators of lines, marks of direction and of shape, noncharacters. */
EG_CHECK bool utf8_steers(uint32_t character);
/* UTF-8 in which no character steers; also an empty text. */
EG_CHECK bool utf8_printable(struct rd text);

#endif
