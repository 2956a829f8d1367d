/*
 * face_prompt: what the camera asks the traveller to do, as it travels in MSG_FACE_GUIDE.
 * Knows numbers and texts. Links nothing, so that every process may name a prompt.
 */
#ifndef EG_BIOMETRICS_FACE_PROMPT_H
#define EG_BIOMETRICS_FACE_PROMPT_H

#define FACE_PROMPTS(X)                                              \
	X(FACE_PROMPT_NONE, "")                                      \
	X(FACE_PROMPT_LOOK, "Look at the camera")                    \
	X(FACE_PROMPT_CLOSER, "Come closer")                         \
	X(FACE_PROMPT_ALONE, "One person only, please")              \
	X(FACE_PROMPT_CENTRE, "Stand in the middle")                 \
	X(FACE_PROMPT_STILL, "Hold still and look straight ahead")   \
	X(FACE_PROMPT_EYES, "Open your eyes, take off dark glasses") \
	X(FACE_PROMPT_DONE, "Thank you")                             \
	X(FACE_PROMPT_BLINK, "Blink")                                \
	X(FACE_PROMPT_TURN_LEFT, "Turn your head to the left")       \
	X(FACE_PROMPT_TURN_RIGHT, "Turn your head to the right")     \
	X(FACE_PROMPT_STRAIGHT, "Look straight again")

enum face_prompt {
#define X(name, text) name,
	FACE_PROMPTS(X)
#undef X
		FACE_PROMPT_COUNT
};

/* Static text for the traveller's screen; out-of-range values give "?". */
const char *face_prompt_text(unsigned prompt);

#endif
