/*
 * kiosk_guide: what a travellers' page is told, as JSON.
 * Knows words of states, prompts and reasons. Never knows who is at the gate, nor HTTP.
 */
#ifndef EG_PROG_KIOSK_GUIDE_H
#define EG_PROG_KIOSK_GUIDE_H

#include "base/wr.h"
#include "wire/msg.h"

#define KIOSK_GUIDE_SIZE 512 /* room for one */

/* One line (docs/console.md). gone_ms: since the lane has said so, taken off what is left. */
EG_CHECK enum eg_err kiosk_guide_json(struct wr *out, const struct msg_guide *guide,
				      int64_t gone_ms);
/* Where no lane is: out of service. */
struct msg_guide kiosk_guide_none(void);

#endif
