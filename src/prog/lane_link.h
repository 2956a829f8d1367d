/*
 * lane_link: a lane's socket, as consoles and screens use it.
 * Knows the socket and how to ask. Never knows what is told over it.
 *
 * A lane's officer connects to RUN/lane.sock, a travellers' screen that runs as kiosk-user to
 * RUN/kiosk.sock. link_recv (os/link.h) hears what the lane tells. The lane answers
 *
 *   a watch that is new, or as something else, with MSG_STATUS and MSG_LOAD, as the officer's also
 *   with all that is known of whoever is referred; as a traveller's screen with MSG_GUIDE; one that
 *   only tells that attends has changed with nothing;
 *   an order that was taken with a MSG_STATUS to all, with it as event; one that was not with a
 *   MSG_STATUS to this connection alone, if it watches, with it as refused; a pass of somebody
 *   listed that waits for another officer is taken, and agreed is set;
 *   a case of its console (MSG_CASE) with MSG_CASE_RECORDED, as soon as the journal has it.
 *
 * What this connection may not say ends it.
 */
#ifndef EG_PROG_LANE_LINK_H
#define EG_PROG_LANE_LINK_H

#include "wire/msg.h"

#define LANE_ANSWER_MS 3000

/* Who says so, and why. */
struct lane_why {
	uint32_t officer; /* OFFICER_ENROLLED and above, of officer-user alone; 0: who connects */
	enum case_code code;
	struct rd note;       /* UTF-8, shorter than CASE_NOTE_SIZE; may be empty */
	struct case_ref from; /* of a pass or a way back at a desk; all 0: none */
};

/* The caller owns *out. EG_GONE. */
EG_CHECK enum eg_err lane_connect(const char *path, int *out);
/* The same without waiting, for a loop: *out does not block. EG_TIMEOUT: the lane is busy. */
EG_CHECK enum eg_err lane_connect_now(const char *path, int *out);
EG_CHECK enum eg_err lane_watch(int fd, enum watch_as as, bool attends);
/*
 * About the traveller of this number; 0 where an order is about the lane. EG_BAD_DATA: a note that
 * cannot be said (too long, not UTF-8, characters that steer a screen), or an officer's number that
 * is none; nothing is sent then. Of link_send: EG_TIMEOUT, EG_GONE.
 */
EG_CHECK enum eg_err lane_send_order(int fd, uint32_t traveller, enum gate_event_kind order,
				     const struct lane_why *why);

#endif
