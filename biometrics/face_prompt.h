/*
 * face_prompt: what the camera asks the traveller to do, as it travels in MSG_FACE_GUIDE.
 * Knows numbers and texts. Links nothing, so that every process may name a prompt.
 */
#ifndef EG_BIOMETRICS_FACE_PROMPT_H
#define EG_BIOMETRICS_FACE_PROMPT_H

/* Numbers travel: new prompts are put at the end. */
#define FACE_PROMPTS(X)                                                    \
	X(FACE_PROMPT_NONE, "")                                            \
	X(FACE_PROMPT_LOOK, "Look at the camera")                          \
	X(FACE_PROMPT_CLOSER, "Come closer")                               \
	X(FACE_PROMPT_ALONE, "One person only, please")                    \
	X(FACE_PROMPT_CENTRE, "Stand in the middle")                       \
	X(FACE_PROMPT_STILL, "Hold still and look straight ahead")         \
	X(FACE_PROMPT_EYES, "Open your eyes, take off dark glasses")       \
	X(FACE_PROMPT_DONE, "Thank you")                                   \
	X(FACE_PROMPT_BLINK, "Blink")                                      \
	X(FACE_PROMPT_TURN_LEFT, "Turn your head to the left")             \
	X(FACE_PROMPT_TURN_RIGHT, "Turn your head to the right")           \
	X(FACE_PROMPT_STRAIGHT, "Look straight again")                     \
	X(FACE_PROMPT_MOUTH, "Uncover your mouth and nose")                \
	X(FACE_PROMPT_GLASSES, "Take off your glasses, uncover your eyes") \
	X(FACE_PROMPT_HAT, "Take off your hat or hood")                    \
	X(FACE_PROMPT_LIGHT, "Turn your face to the light")                \
	X(FACE_PROMPT_BRIGHT, "Too bright: step out of the strong light")  \
	X(FACE_PROMPT_BACK, "Step back a little")                          \
	X(FACE_PROMPT_CHIN_UP, "Lift your chin")                           \
	X(FACE_PROMPT_CHIN_DOWN, "Lower your chin")                        \
	X(FACE_PROMPT_AHEAD, "Look straight at the camera")                \
	X(FACE_PROMPT_UPRIGHT, "Hold your head upright")                   \
	X(FACE_PROMPT_MOUTH_CLOSED, "Close your mouth")                    \
	X(FACE_PROMPT_STEADY, "Hold still")

enum face_prompt {
#define X(name, text) name,
	FACE_PROMPTS(X)
#undef X
		FACE_PROMPT_COUNT
};

/* Static text for the traveller's screen; out-of-range values give "?". */
const char *face_prompt_text(unsigned prompt);

#endif
