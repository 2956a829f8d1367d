/*
 * mrz_digit: check digits of the machine-readable zone (Doc 9303-3, 4.9).
 * Knows weights and values of characters. Never knows where digits stand.
 */
#include "emrtd/mrz_digit.h"

bool mrz_weigh(struct mrz_weighing *w, struct rd text)
{
	static const uint8_t weights[] = {7, 3, 1};
	uint8_t c;
	while (text.left > 0) {
		unsigned value = 0;
		if (!rd_u8(&text, &c)) {
			return false;
		}
		if (c >= '0' && c <= '9') {
			value = (unsigned)(c - '0');
		} else if (c >= 'A' && c <= 'Z') {
			value = (unsigned)(c - 'A') + 10;
		} else if (c != '<') {
			return false;
		}
		w->sum += value * weights[w->position % 3];
		w->position++;
	}
	return rd_end(&text);
}

char mrz_weighed_digit(const struct mrz_weighing *w)
{
	return (char)('0' + w->sum % 10);
}
