/*
 * finger_prompt: what the traveller is asked to do with a finger, as it travels in messages.
 * Knows numbers and texts. Links nothing, so that every process may name a prompt.
 */
#include "biometrics/finger_prompt.h"

const char *finger_prompt_text(unsigned prompt)
{
	static const char *const texts[] = {
#define X(name, text) [name] = (text),
		FINGER_PROMPTS(X)
#undef X
	};
	return prompt < FINGER_PROMPT_COUNT ? texts[prompt] : "?";
}

const char *finger_prompt_finger(unsigned position)
{
	static const char *const texts[] = {
		"",
		"right thumb",
		"right index finger",
		"right middle finger",
		"right ring finger",
		"right little finger",
		"left thumb",
		"left index finger",
		"left middle finger",
		"left ring finger",
		"left little finger",
	};
	return position < sizeof(texts) / sizeof(texts[0]) ? texts[position] : "?";
}
