/*
 * page: docs/gate.md, written from what the search has seen.
 * Knows Markdown and Mermaid. Never knows the machine's code.
 */
#ifndef EG_TESTS_MODEL_PAGE_H
#define EG_TESTS_MODEL_PAGE_H

#include "explore.h"

#include <stdio.h>

/* One plan that was searched; owned by the caller. */
struct page_case {
	const char *name;
	struct explore *facts;
};

/* Writes the whole page; errors are left in out for the caller to find. */
void page_write(FILE *out, const struct page_case *cases, size_t count);

#endif
