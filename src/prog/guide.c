/*
 * guide: what a traveller is told of why, from what the lane knows.
 * Knows which reasons help an honest traveller and teach nobody else. Pure.
 */
#include "prog/guide.h"

/* What is named; all else is the officer's to say. */
static const struct {
	uint8_t check;
	uint8_t reason;
	uint8_t guide;
} known[] = {
	/* Laid on askew, lifted too early, an old antenna. */
	{CHECK_MRZ, REASON_CHECK_DIGIT, GUIDE_UNREADABLE},
	{CHECK_MRZ, REASON_BAD_FORMAT, GUIDE_UNREADABLE},
	{CHECK_ACCESS, REASON_NOT_PRESENT, GUIDE_UNREADABLE},
	{CHECK_ACCESS, REASON_CHIP_LOST, GUIDE_UNREADABLE},
	{CHECK_ACCESS, REASON_WRONG_PASSWORD, GUIDE_UNREADABLE},
	{CHECK_ACCESS, REASON_TIME_UP, GUIDE_UNREADABLE},
	{CHECK_FILES_READ, REASON_CHIP_LOST, GUIDE_UNREADABLE},
	{CHECK_FILES_READ, REASON_TIME_UP, GUIDE_UNREADABLE},
	/* Printed in the document, and a sign at the lane says so. */
	{CHECK_DOCUMENT_PERIOD, REASON_EXPIRED, GUIDE_EXPIRED},
	{CHECK_ELIGIBLE, REASON_DOCUMENT_KIND, GUIDE_DOCUMENT_KIND},
	{CHECK_ELIGIBLE, REASON_ISSUING_STATE, GUIDE_NOT_ELIGIBLE},
	{CHECK_ELIGIBLE, REASON_NATIONALITY, GUIDE_NOT_ELIGIBLE},
	{CHECK_ELIGIBLE, REASON_DIRECTION, GUIDE_NOT_ELIGIBLE},
	{CHECK_ELIGIBLE, REASON_TOO_YOUNG, GUIDE_TOO_YOUNG},
	/* Seen by whoever stands there. */
	{CHECK_FACE_MATCH, REASON_SCORE_LOW, GUIDE_FACE},
	{CHECK_FACE_MATCH, REASON_SCORE_UNSURE, GUIDE_FACE},
	{CHECK_FACE_MATCH, REASON_NO_FACE, GUIDE_FACE},
	{CHECK_FACE_MATCH, REASON_FACE_COVERED, GUIDE_FACE},
	{CHECK_FACE_MATCH, REASON_POOR_QUALITY, GUIDE_FACE},
	{CHECK_FACE_LIVE, REASON_NO_FACE, GUIDE_FACE},
	{CHECK_FACE_LIVE, REASON_FACE_COVERED, GUIDE_FACE},
	{CHECK_FACE_ALONE, REASON_SEVERAL_FACES, GUIDE_ALONE},
	{CHECK_FINGER_MATCH, REASON_OTHER_FINGER, GUIDE_FINGER},
	{CHECK_FINGER_MATCH, REASON_FINGER_UNSURE, GUIDE_FINGER},
	{CHECK_FINGER_MATCH, REASON_NO_FINGER, GUIDE_FINGER},
	{CHECK_FINGER_MATCH, REASON_POOR_QUALITY, GUIDE_FINGER},
	{CHECK_FINGER_MATCH, REASON_SENSOR_LOST, GUIDE_FAULT},
	{CHECK_FINGER_LIVE, REASON_NO_FINGER, GUIDE_FINGER},
	{CHECK_FINGER_LIVE, REASON_POOR_QUALITY, GUIDE_FINGER},
	{CHECK_FINGER_LIVE, REASON_SENSOR_LOST, GUIDE_FAULT},
};

static enum guide_reason of_check(unsigned check, unsigned reason)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].check == check && known[i].reason == reason) {
			return (enum guide_reason)known[i].guide;
		}
	}
	return GUIDE_OFFICER;
}

/* In the others the state says all, or nobody is there to be told. */
static bool tells_why(unsigned state)
{
	return gate_refers(state) || state == GATE_BACK_OPEN || state == GATE_BACK_CLOSING ||
	       state == GATE_ALARM;
}

enum guide_reason guide_of(unsigned check, unsigned reason, unsigned why, unsigned state)
{
	if (!tells_why(state)) {
		return GUIDE_NONE;
	}
	switch ((enum gate_why)why) {
	case GATE_WHY_DOCUMENT:
	case GATE_WHY_FACE:
	case GATE_WHY_FINGER:
		return of_check(check, reason);
	case GATE_WHY_SEVERAL:
	case GATE_WHY_PIGGYBACK:
	case GATE_WHY_TAILGATING:
	case GATE_WHY_ASSISTANCE:
		return GUIDE_ALONE;
	case GATE_WHY_OBJECT:
		return GUIDE_OBJECT;
	case GATE_WHY_TIME:
	case GATE_WHY_LOITERING:
		return GUIDE_TIME;
	case GATE_WHY_WRONG_WAY:
		return GUIDE_WAY;
	case GATE_WHY_LEFT:
	case GATE_WHY_RELEASE:
		return GUIDE_LEFT;
	case GATE_WHY_JOURNAL:
	case GATE_WHY_OBSTRUCTED:
	case GATE_WHY_PREVENTED:
	case GATE_WHY_SENSOR:
	case GATE_WHY_MAINS:
		return GUIDE_FAULT;
	case GATE_WHY_NONE:
	case GATE_WHY_WORKER: /* a document may have brought it down */
	case GATE_WHY_INTRUSION:
	case GATE_WHY_TAMPER:
	case GATE_WHY_CRAWLING:
	case GATE_WHY_FIRE:
	case GATE_WHY_ESTOP:
	case GATE_WHY_OFFICER:
	case GATE_WHY_CALLS:
	case GATE_WHY_DEADLINE:
	case GATE_WHY_ENDED:
	case GATE_WHY_INSPECTION:
	case GATE_WHY_COUNT:
		break;
	}
	return GUIDE_OFFICER;
}
