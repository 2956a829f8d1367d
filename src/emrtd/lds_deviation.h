/*
 * lds_deviation: what a file of the chip does otherwise than Doc 9303-10 says, as a set of bits.
 * Knows names and texts. Never knows whether a deviation is tolerable: a strict caller refuses any,
 * the gate in the field goes on and records them.
 */
#ifndef EG_EMRTD_LDS_DEVIATION_H
#define EG_EMRTD_LDS_DEVIATION_H

#include <stdint.h>

/* Name, text for people. What makes a file unreadable is an error of its parser instead. */
#define LDS_DEVIATIONS(X)                                                               \
	X(LDS_TRAILING_BYTES, "bytes after the end of the content")                     \
	X(LDS_LENGTH_FORM, "a length not in its shortest form")                         \
	X(LDS_ELEMENT_UNKNOWN, "an element that is not defined for this file")          \
	X(LDS_ELEMENT_REPEATED, "an element given twice, the first one taken")          \
	X(LDS_ELEMENT_MISPLACED, "an element outside of its template")                  \
	X(LDS_ELEMENT_EMPTY, "an element without content")                              \
	X(LDS_ELEMENT_LONG, "an element longer than allowed")                           \
	X(LDS_ELEMENT_MISSING, "a mandatory element is missing")                        \
	X(LDS_TAG_LIST_MISSING, "no list of the elements")                              \
	X(LDS_TAG_LIST_DIFFERS, "the list names other elements than are there")         \
	X(LDS_COUNT_MISSING, "no number of the elements that follow")                   \
	X(LDS_COUNT_DIFFERS, "another number of elements than announced")               \
	X(LDS_TOO_MANY, "more elements than are kept")                                  \
	X(LDS_TEXT_LATIN1, "text not in UTF-8, perhaps in Latin-1")                     \
	X(LDS_TEXT_BROKEN, "text in no known encoding, or with control characters")     \
	X(LDS_TEXT_FILLERS, "fillers at the end of a text")                             \
	X(LDS_DATE_UNREADABLE, "a date that is none")                                   \
	X(LDS_IMAGE_UNKNOWN, "a picture neither JPEG nor JPEG 2000")                    \
	X(LDS_VERSION_MISSING, "no version of the logical data structure")              \
	X(LDS_VERSION_UNKNOWN, "a version of the logical data structure not known")     \
	X(LDS_UNICODE_MISSING, "no version of Unicode")                                 \
	X(LDS_UNICODE_UNKNOWN, "a version of Unicode not known")                        \
	X(LDS_GROUP_MISSING, "data group 1 or 2 is not listed")                         \
	X(LDS_INTEGER_FORM, "a number not in its shortest form")                        \
	X(LDS_LENGTHS_MISSING, "no buffer sizes where they belong")                     \
	X(LDS_LENGTHS_SMALL, "buffer sizes below those of short commands")              \
	X(LDS_CAPABILITIES_DIFFER, "capabilities that contradict the rest")             \
	X(LDS_PROTOCOL_VERSION, "a security protocol in a version not known")           \
	X(LDS_PROTOCOL_UNKNOWN, "a security protocol of a known family, but not known") \
	X(LDS_PROTOCOL_ORPHAN, "Chip Authentication with a key or its protocol missing")

enum lds_deviation {
#define X(name, text) name,
	LDS_DEVIATIONS(X)
#undef X
		LDS_DEVIATION_COUNT
};

#define LDS_BIT(deviation) (1u << (deviation))

/* Static; "?" beyond the last. */
const char *lds_deviation_text(unsigned deviation);

#endif
