/*
 * face_prompt: what the camera asks the traveller to do, as it travels in MSG_FACE_GUIDE.
 * Knows numbers and texts. Links nothing, so that every process may name a prompt.
 */
#include "biometrics/face_prompt.h"

const char *face_prompt_text(unsigned prompt)
{
	static const char *const texts[] = {
#define X(name, text) [name] = (text),
		FACE_PROMPTS(X)
#undef X
	};
	return prompt < FACE_PROMPT_COUNT ? texts[prompt] : "?";
}
