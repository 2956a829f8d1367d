/*
 * permit: which message a process may send to the core in which gate state.
 * Knows the table. Never knows sockets.
 *
 * A worker cannot know that the gate went on without it (timer, alarm, officer), so each row also
 * lists the states into which the gate can fall while the worker is at its job; what comes then is
 * of no effect. No row of a traveller's worker lists a state in which nobody is served.
 */
#include "wire/permit.h"

#define IN(state) (1u << (state))
#define ANY       (IN(GATE_STATE_COUNT) - 1u)
/* Reading goes on only here, or the gate has given this traveller up. */
#define READING (IN(GATE_READING) | IN(GATE_REFERRED_OUTSIDE) | IN(GATE_ALARM) | IN(GATE_EVACUATE))
/* From the order to capture on. */
#define CAPTURED                                                                        \
	(IN(GATE_FACE) | IN(GATE_FINGER) | IN(GATE_RECORDING) | IN(GATE_EXIT_OPEN) |    \
	 IN(GATE_EXIT_CLOSING) | IN(GATE_REFERRED_OUTSIDE) | IN(GATE_REFERRED_INSIDE) | \
	 IN(GATE_BACK_OPEN) | IN(GATE_BACK_CLOSING) | IN(GATE_ALARM) | IN(GATE_EVACUATE))
/* Portrait and fingers are decoded while the traveller walks in. */
#define PORTRAIT                                                                \
	(CAPTURED | IN(GATE_READING) | IN(GATE_WALKING) | IN(GATE_ENTRY_OPEN) | \
	 IN(GATE_ENTRY_CLOSING))
/* Somebody is there to be looked up; an answer may come in whatever state they are by then. */
#define SERVED PORTRAIT

_Static_assert(GATE_STATE_COUNT < 32, "states fit a word");

struct permit_row {
	uint8_t from; /* enum role */
	uint8_t kind; /* enum msg_kind */
	uint32_t states;
};

static const struct permit_row table[] = {
	{ROLE_PAGE, MSG_READY, ANY},
	{ROLE_PAGE, MSG_DOCUMENT, ANY}, /* a document may be laid on before the gate is idle */
	{ROLE_PAGE, MSG_DOCUMENT_GONE, ANY},
	{ROLE_PAGE, MSG_PAGE_PICTURE, ANY},    /* behind its document: core_page.c */
	{ROLE_PAGE, MSG_FACE_PICTURE, SERVED}, /* behind its MSG_BEGIN: core_picture.c */
	{ROLE_PAGE, MSG_PAGE_GUIDE, ANY},
	{ROLE_PAGE, MSG_UNFIT, ANY}, /* its reader may fail at any time */
	{ROLE_CHIP, MSG_READY, ANY},
	{ROLE_CHIP, MSG_FILE, READING},
	{ROLE_CHIP, MSG_FINDINGS, READING},
	{ROLE_CHIP, MSG_CHIP_DONE, READING},
	{ROLE_VERIFY, MSG_READY, ANY},
	{ROLE_VERIFY, MSG_HOLDER, READING},
	{ROLE_VERIFY, MSG_PORTRAIT, READING},
	{ROLE_VERIFY, MSG_FINGER, READING},
	{ROLE_VERIFY, MSG_FINDINGS, READING},
	{ROLE_VERIFY, MSG_VERIFY_DONE, READING},
	{ROLE_FACE, MSG_READY, ANY},
	{ROLE_FACE, MSG_FINDINGS, PORTRAIT},
	{ROLE_FACE, MSG_PORTRAIT_READY, PORTRAIT},
	{ROLE_FACE, MSG_FACE_GUIDE, CAPTURED},
	{ROLE_FACE, MSG_FACE_RESULT, CAPTURED},
	{ROLE_FACE, MSG_FACE_PICTURE, PORTRAIT}, /* behind what it belongs to: core_picture.c */
	{ROLE_FACE, MSG_UNFIT, ANY},             /* its camera may fail at any time */
	{ROLE_FINGER, MSG_READY, ANY},
	{ROLE_FINGER, MSG_FINDINGS, PORTRAIT},
	{ROLE_FINGER, MSG_FINGERS_READY, PORTRAIT},
	{ROLE_FINGER, MSG_PRESS_WANTED, CAPTURED}, /* each of an order: core_finger.c */
	{ROLE_FINGER, MSG_PRESS_STOP, CAPTURED},
	{ROLE_FINGER, MSG_FINGER_GUIDE, CAPTURED},
	{ROLE_FINGER, MSG_FINGER_RESULT, CAPTURED},
	{ROLE_TOUCH, MSG_READY, ANY},
	{ROLE_TOUCH, MSG_PRESS_EVENT, CAPTURED},
	{ROLE_TOUCH, MSG_PRESS_IMAGE, CAPTURED},
	{ROLE_TOUCH, MSG_UNFIT, ANY}, /* its sensor may fail at any time */
	{ROLE_JOURNAL, MSG_READY, ANY},
	{ROLE_JOURNAL, MSG_RECORDED, ANY},
	{ROLE_GUARD, MSG_READY, ANY},
	{ROLE_WATCHLIST, MSG_READY, ANY},
	{ROLE_WATCHLIST, MSG_HIT, SERVED}, /* each of a lookup: core_watch.c */
	{ROLE_WATCHLIST, MSG_LOOKUP_DONE, SERVED},
	{ROLE_CONSOLE, MSG_ORDER, ANY},
	{ROLE_CONSOLE, MSG_CASE, ANY},
	{ROLE_CONSOLE, MSG_WATCH, ANY},
};

bool permit_send(enum role from, enum msg_kind kind, enum gate_state state)
{
	if ((unsigned)state >= GATE_STATE_COUNT) {
		return false;
	}
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].from == from && table[i].kind == kind) {
			return (table[i].states & IN(state)) != 0;
		}
	}
	return false;
}

bool permit_picture(enum role from, enum face_picture which)
{
	switch (which) {
	case FACE_PICTURE_PORTRAIT:
	case FACE_PICTURE_LIVE:
		return from == ROLE_FACE;
	case FACE_PICTURE_PAGE:
		return from == ROLE_PAGE;
	case FACE_PICTURE_COUNT:
		return false;
	}
	return false;
}

bool permit_finding(enum role from, enum check check)
{
	switch (check) {
	case CHECK_PACE_KEPT: /* as it happened, and as the signed files tell it should have */
		return from == ROLE_CHIP || from == ROLE_VERIFY;
	case CHECK_ACCESS:
	case CHECK_FILES_READ:
	case CHECK_TERMINAL_AUTH:
		return from == ROLE_CHIP;
	case CHECK_SOD_FORMAT:
	case CHECK_SOD_SIGNER:
	case CHECK_SOD_SIGNATURE:
	case CHECK_SOD_CHAIN:
	case CHECK_SOD_VALIDITY:
	case CHECK_SOD_REVOCATION:
	case CHECK_SOD_COUNTRY:
	case CHECK_SOD_COM:
	case CHECK_DG1_HASH:
	case CHECK_DG2_HASH:
	case CHECK_DG3_HASH:
	case CHECK_DG4_HASH:
	case CHECK_DG14_HASH:
	case CHECK_DG15_HASH:
	case CHECK_GROUPS_HASH:
	case CHECK_CARD_SECURITY:
	case CHECK_ACTIVE_AUTH:
	case CHECK_CHIP_AUTH:
	case CHECK_CHIP_MAPPED:
	case CHECK_MRZ_SAME:
		return from == ROLE_VERIFY;
	case CHECK_PORTRAIT:
		return from == ROLE_FACE || from == ROLE_VERIFY;
	case CHECK_FINGER_CHIP: /* verify: that there are none, or why none was read */
		return from == ROLE_FINGER || from == ROLE_VERIFY;
	case CHECK_MRZ: /* the core, from what the page worker read; the rest is policy's */
	case CHECK_DOCUMENT_PERIOD:
	case CHECK_ELIGIBLE:
	case CHECK_FACE_MATCH:
	case CHECK_FACE_LIVE:
	case CHECK_FACE_ALONE:
	case CHECK_FINGER_MATCH:
	case CHECK_FINGER_LIVE:
	case CHECK_PAGE_PRINT:
	case CHECK_PAGE_INFRARED:
	case CHECK_PAGE_PORTRAIT:
	case CHECK_WATCHLIST: /* the core, from MSG_LOOKUP_DONE */
	case CHECK_COUNT:
		return false;
	}
	return false;
}
