/*
 * lds_file: the data objects that files of the chip are made of (Doc 9303-10, 4.7).
 * Knows tags, lengths, lists of tags, counts. Never knows what a file is about.
 */
#ifndef EG_EMRTD_LDS_FILE_H
#define EG_EMRTD_LDS_FILE_H

#include "base/rd.h"
#include "emrtd/lds_deviation.h"

/*
 * Content of a file that is one data object of that tag. EG_BAD_DATA for another tag, EG_TRUNCATED
 * if the file ends before its object does. Bytes behind the object are a deviation.
 */
EG_CHECK enum eg_err lds_open(struct rd file, uint32_t tag, struct rd *content,
			      uint32_t *deviations);
/* The next data object; false if what is left is none. */
EG_CHECK bool lds_next(struct rd *content, uint32_t *tag, struct rd *value, uint32_t *deviations);
/* The next tag of a tag list (5C): one or two octets; false at its end or if it is cut. */
EG_CHECK bool lds_next_tag(struct rd *list, uint32_t *tag);
/*
 * The number of elements that a template starts with (tag 02), one octet; a wider one and none at
 * all are deviations. 0 if there is none.
 */
EG_CHECK bool lds_count(struct rd *content, uint8_t *count, uint32_t *deviations);
/* Only octets 00 or FF: what a file of fixed size is filled up with. */
bool lds_is_padding(struct rd rest);

#endif
