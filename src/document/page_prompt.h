/*
 * page_prompt: what the traveller is asked to do with a document, as it travels in messages.
 * Knows numbers and texts. Links nothing, so that every process may name a prompt.
 */
#ifndef EG_DOCUMENT_PAGE_PROMPT_H
#define EG_DOCUMENT_PAGE_PROMPT_H

/* Numbers travel: new prompts are put at the end. */
#define PAGE_PROMPTS(X)                                                                        \
	X(PAGE_PROMPT_NONE, "")                                                                \
	X(PAGE_PROMPT_LAY, "Lay your document on the reader")                                  \
	X(PAGE_PROMPT_STILL, "Hold the document still")                                        \
	X(PAGE_PROMPT_FLAT, "Press the document flat")                                         \
	X(PAGE_PROMPT_TURN_OVER, "Turn the document over")                                     \
	X(PAGE_PROMPT_PHOTO_PAGE, "Open the passport at the page with the photo")              \
	X(PAGE_PROMPT_FURTHER_IN, "Push the document all the way in")                          \
	X(PAGE_PROMPT_ONE_ONLY, "One document only")                                           \
	X(PAGE_PROMPT_TOO_SOON, "Lay the document on again, and leave it there")               \
	X(PAGE_PROMPT_READING, "Leave the document where it is")                               \
	X(PAGE_PROMPT_NO_COVER, "Take the document out of its cover")                          \
	X(PAGE_PROMPT_ASK_OFFICER, "This document cannot be read here. Please ask an officer") \
	X(PAGE_PROMPT_NO_SCREEN, "Lay on the document itself, no picture of it")

enum page_prompt {
#define X(name, text) name,
	PAGE_PROMPTS(X)
#undef X
		PAGE_PROMPT_COUNT
};

/* Static text for the traveller's screen; out-of-range values give "?". */
const char *page_prompt_text(unsigned prompt);

#endif
