/*
 * journal_place: a folder of a test's own for a journal, and its end.
 * Knows the files that SQLite leaves. Never knows a row.
 */
#ifndef EG_TESTS_JOURNAL_PLACE_H
#define EG_TESTS_JOURNAL_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct place {
	char folder[64];
	char path[80];
};

/* For cmocka: *state is a struct place of this test. */
static inline int place_make(void **state)
{
	static struct place p;
	p = (struct place){.folder = "/tmp/egate-journal-XXXXXX"};
	*state = &p;
	return mkdtemp(p.folder) == NULL ||
	       snprintf(p.path, sizeof(p.path), "%s/journal.db", p.folder) < 0;
}

/* Fails when anything but the journal's own files is left in the folder. */
static inline int place_clear(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct place *p = *state;
	char path[96];
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (snprintf(path, sizeof(path), "%s%s", p->path, ends[i]) > 0) {
			(void)unlink(path); /* may not be there */
		}
	}
	return rmdir(p->folder);
}

#endif
