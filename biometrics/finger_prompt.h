/*
 * finger_prompt: what the traveller is asked to do with a finger, as it travels in messages.
 * Knows numbers and texts. Links nothing, so that every process may name a prompt.
 */
#ifndef EG_BIOMETRICS_FINGER_PROMPT_H
#define EG_BIOMETRICS_FINGER_PROMPT_H

/* Numbers travel: new prompts are put at the end. The finger meant travels beside it. */
#define FINGER_PROMPTS(X)                                                               \
	X(FINGER_PROMPT_NONE, "")                                                       \
	X(FINGER_PROMPT_PLACE, "Lay your finger on the sensor")                         \
	X(FINGER_PROMPT_CENTRE, "Lay your finger in the middle")                        \
	X(FINGER_PROMPT_WHOLE, "Lay the whole fingertip flat on the sensor")            \
	X(FINGER_PROMPT_MORE, "Press a little more")                                    \
	X(FINGER_PROMPT_LESS, "Press a little less")                                    \
	X(FINGER_PROMPT_DRY, "Your finger is dry: breathe on it, then lay it on again") \
	X(FINGER_PROMPT_WET, "Your finger is wet: wipe it, then lay it on again")       \
	X(FINGER_PROMPT_STILL, "Hold your finger still")                                \
	X(FINGER_PROMPT_LIFT, "Lift your finger")                                       \
	X(FINGER_PROMPT_AGAIN, "Lay your finger on once more")                          \
	X(FINGER_PROMPT_OTHER, "Now the other finger")                                  \
	X(FINGER_PROMPT_DONE, "Thank you")                                              \
	X(FINGER_PROMPT_WAIT, "One moment, please")                                     \
	X(FINGER_PROMPT_LONGER, "Leave your finger on the sensor longer")               \
	X(FINGER_PROMPT_TURN, "Turn your finger a little, then lay it on once more")

enum finger_prompt {
#define X(name, text) name,
	FINGER_PROMPTS(X)
#undef X
		FINGER_PROMPT_COUNT
};

/* Static text for the traveller's screen; out-of-range values give "?". */
const char *finger_prompt_text(unsigned prompt);
/* "right index finger", of 1..10 (ISO/IEC 19794-4, Table 5); "" for 0, "?" for others. */
const char *finger_prompt_finger(unsigned position);

#endif
