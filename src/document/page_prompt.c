/*
 * page_prompt: words for what the traveller is asked to do with a document.
 * Knows texts. Never knows a picture.
 */
#include "document/page_prompt.h"

const char *page_prompt_text(unsigned prompt)
{
	static const char *const texts[] = {
#define X(name, text) text,
		PAGE_PROMPTS(X)
#undef X
	};
	return prompt < PAGE_PROMPT_COUNT ? texts[prompt] : "?";
}
