/*
 * watch: a watchlist in memory: which documents are lost, which people are sought, and what of a
 * machine-readable zone agrees with an entry.
 * Knows the text of a list whose signature was verified, and transliteration (Doc 9303-3, 6). Never
 * knows files, signatures, sockets, nor what comes of a hit.
 *
 * The text: lines of UTF-8, each ended by a line feed, columns separated by tabs. Empty: not known.
 *
 *   egate-watchlist 1
 *   number 42                          grows with every list of this authority; 1..4294967295
 *   made 2026-11-30
 *   until 2026-12-07                   the last day that lanes go by it, in UTC
 *   authority Border Guard of Utopia
 *   document  CATEGORY  STATE  NUMBER  REFERENCE  NOTE
 *   person    CATEGORY  SURNAME  GIVEN  BIRTH  NATIONALITY  SEX  REFERENCE  NOTE
 *
 * CATEGORY is a word of HIT_CATEGORIES; STATE and NATIONALITY are codes of Doc 9303-3, 5 ("DEU" is
 * "D"); NUMBER is capitals and digits, without fillers; BIRTH is 1974-08-12 with "?" for each digit
 * of a part that is not known; SEX is F or M. Names are Latin, Cyrillic or Arabic letters as the
 * tables of Doc 9303-3, 6 have them: one that could be written in several ways in a zone agrees
 * with each of them. A person has a surname, and given names or a year of birth; one with several
 * names has several lines, with one reference.
 *
 * A name agrees in other spellings, too, for less than 1000 (watch_spelling.h): an umlaut with or
 * without its E, I for Y, an apostrophe or a hyphen that is a filler or nothing. Of who is listed
 * with a whole birthday some of the given names are enough: all of the entry, or all of the zone.
 *
 * What an entry has must agree, all of it. What a zone does not tell (a sex that is a filler, an
 * unknown part of a date, what was cut off a long name: Doc 9303-4, 4.2.3) does not disagree.
 * Years of birth are compared by their last two digits: a zone has no more. A character that was
 * not read surely agrees with every other: a doubt hides nobody; such a hit has less than 1000.
 */
#ifndef EG_WATCH_WATCH_H
#define EG_WATCH_WATCH_H

#include "wire/msg.h"

/* A lane is made for 100,000 people and 1,000,000 documents; more than these are refused. */
#define WATCH_PERSONS_MAX   (256u * 1024u)
#define WATCH_DOCUMENTS_MAX (2u * 1024u * 1024u)
#define WATCH_TEXT_MAX      (192u * 1024u * 1024u)
#define WATCH_LINE_MAX      1024 /* octets, with the line feed */
#define WATCH_AUTHORITY     64   /* octets, with a NUL */

struct watch_head {
	uint32_t number;
	struct date made;
	struct date until; /* still good on that day */
	char authority[WATCH_AUTHORITY];
	uint32_t documents; /* entries */
	uint32_t persons;
};

/* What is wrong with a text, and where. */
struct watch_flaw {
	uint32_t line;   /* from 1; 0: the whole */
	const char *why; /* static */
};

struct watch;
/*
 * Reads a text, which stays borrowed until watch_free. EG_BAD_DATA, EG_TOO_BIG: *flaw tells where
 * and why. EG_NO_MEMORY.
 */
EG_CHECK enum eg_err watch_open(struct rd text, struct watch **out, struct watch_flaw *flaw);
void watch_free(struct watch **w); /* cleanup; accepts NULL inside */
/* Good no longer than this day: its signer's certificate ends. */
void watch_limit(struct watch *w, struct date last);
const struct watch_head *watch_head(const struct watch *w);

/* What one lookup found: the best first, documents before people where they are equal. */
struct watch_hits {
	struct msg_hit hit[HITS_MAX];
	size_t told;     /* of hit, at most HITS_MAX */
	size_t count;    /* all */
	uint8_t verdict; /* for CHECK_WATCHLIST: as msg_lookup_done has it */
	uint8_t reason;
};
/*
 * Looks a zone up, which msg_parse has taken. What is found on a day that is none of the list's is
 * told all the same, with stale; where nothing is, the verdict is VERDICT_CANNOT_TELL
 * (REASON_EXPIRED, REASON_NOT_YET_VALID). A zone without a name or a number cannot be told either
 * (REASON_BAD_FORMAT). Hits are whole messages' bodies: index, list and all.
 */
void watch_lookup(const struct watch *w, const struct msg_lookup *l, struct watch_hits *out);

#endif
