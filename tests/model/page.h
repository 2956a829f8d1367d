/*
 * page: docs/gate.md, written from what the search has seen.
 * Knows Markdown and Mermaid. Never knows the machine's code.
 */
#ifndef EG_TESTS_MODEL_PAGE_H
#define EG_TESTS_MODEL_PAGE_H

#include "explore.h"

#include <stdio.h>

void page_write(FILE *out, const struct explore *x);

#endif
