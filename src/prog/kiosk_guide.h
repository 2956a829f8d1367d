/*
 * kiosk_guide: what a travellers' page is told, as JSON.
 * Knows words of states, prompts and reasons. Never knows who is at the gate, nor HTTP.
 */
#ifndef EG_PROG_KIOSK_GUIDE_H
#define EG_PROG_KIOSK_GUIDE_H

#include "base/wr.h"
#include "wire/msg.h"

#define KIOSK_GUIDE_SIZE 512 /* room for one */

/* It is told again so often, be it the same: a page that hears nothing for longer knows that the
 * server is frozen. */
#define KIOSK_GUIDE_AGAIN_MS 2000

/* One line (docs/console.md). gone_ms: since the lane has said so, taken off what is left. */
EG_CHECK enum eg_err kiosk_guide_json(struct wr *out, const struct msg_guide *guide,
				      int64_t gone_ms);
/* Where no lane has ever been: out of service. */
struct msg_guide kiosk_guide_none(void);
/*
 * What is told from when the lane is gone until it is back: out of service where nobody was served;
 * whoever was goes to an officer, or, inside, waits for one; an evacuation stays one. Nobody's
 * nationality is left.
 */
struct msg_guide kiosk_guide_lost(const struct msg_guide *last);

#endif
