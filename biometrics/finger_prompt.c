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
