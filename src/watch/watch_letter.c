/*
 * watch_letter: what a character of a name may be in a machine-readable zone (Doc 9303-3, 4.6 and
 * 6, tables A, B and C).
 * Knows characters. Never knows names.
 */
#include "watch/watch_letter.h"

#include <stddef.h>

struct letter {
	uint16_t code;    /* Unicode: a capital, where there are two */
	const char *ways; /* as watch_letter gives them; empty: not written */
};

/* clang-format off: tables */
/*
 * A: Latin. Beside the standard's own: S and T with a comma below, which Romanian has and which its
 * table writes with a cedilla.
 */
static const struct letter latin[] = {
	{0x00C0, "A"},    {0x00C1, "A"},  {0x00C2, "A"},        {0x00C3, "A"},  {0x00C4, "AE|A"},
	{0x00C5, "AA|A"}, {0x00C6, "AE"}, {0x00C7, "C"},        {0x00C8, "E"},  {0x00C9, "E"},
	{0x00CA, "E"},    {0x00CB, "E"},  {0x00CC, "I"},        {0x00CD, "I"},  {0x00CE, "I"},
	{0x00CF, "I"},    {0x00D0, "D"},  {0x00D1, "N|NXX"},    {0x00D2, "O"},  {0x00D3, "O"},
	{0x00D4, "O"},    {0x00D5, "O"},  {0x00D6, "OE|O"},     {0x00D8, "OE"}, {0x00D9, "U"},
	{0x00DA, "U"},    {0x00DB, "U"},  {0x00DC, "UE|UXX|U"}, {0x00DD, "Y"},  {0x00DE, "TH"},
	{0x0100, "A"},    {0x0102, "A"},  {0x0104, "A"},        {0x0106, "C"},  {0x0108, "C"},
	{0x010A, "C"},    {0x010C, "C"},  {0x010E, "D"},        {0x0110, "D"},  {0x0112, "E"},
	{0x0114, "E"},    {0x0116, "E"},  {0x0118, "E"},        {0x011A, "E"},  {0x011C, "G"},
	{0x011E, "G"},    {0x0120, "G"},  {0x0122, "G"},        {0x0124, "H"},  {0x0126, "H"},
	{0x0128, "I"},    {0x012A, "I"},  {0x012C, "I"},        {0x012E, "I"},  {0x0130, "I"},
	{0x0131, "I"},    {0x0132, "IJ"}, {0x0134, "J"},        {0x0136, "K"},  {0x0139, "L"},
	{0x013B, "L"},    {0x013D, "L"},  {0x013F, "L"},        {0x0141, "L"},  {0x0143, "N"},
	{0x0145, "N"},    {0x0147, "N"},  {0x014A, "N"},        {0x014C, "O"},  {0x014E, "O"},
	{0x0150, "O"},    {0x0152, "OE"}, {0x0154, "R"},        {0x0156, "R"},  {0x0158, "R"},
	{0x015A, "S"},    {0x015C, "S"},  {0x015E, "S"},        {0x0160, "S"},  {0x0162, "T"},
	{0x0164, "T"},    {0x0166, "T"},  {0x0168, "U"},        {0x016A, "U"},  {0x016C, "U"},
	{0x016E, "U"},    {0x0170, "U"},  {0x0172, "U"},        {0x0174, "W"},  {0x0176, "Y"},
	{0x0178, "Y"},    {0x0179, "Z"},  {0x017B, "Z"},        {0x017D, "Z"},  {0x0218, "S"},
	{0x021A, "T"},    {0x1E9E, "SS"},
};

/*
 * B: Cyrillic, with what the standard says of single languages as further ways: nobody knows which
 * state wrote the zone of a name on a list. Its table has Macedonian GJE and Serbian TSHE at the
 * places of other letters (0492, 04BA), and no soft sign; they are here beside these. States leave
 * the soft sign out.
 */
static const struct letter cyrillic[] = {
	{0x0401, "E|IO"},   {0x0402, "D"},      {0x0403, "G|GJ"},  {0x0404, "IE|^YE"},
	{0x0405, "DZ"},     {0x0406, "I"},      {0x0407, "I|^YI"}, {0x0408, "J"},
	{0x0409, "LJ"},     {0x040A, "NJ"},     {0x040B, "C"},     {0x040C, "K|KJ"},
	{0x040E, "U"},      {0x040F, "DZ|DJ"},  {0x0410, "A"},     {0x0411, "B"},
	{0x0412, "V"},      {0x0413, "G|H"},    {0x0414, "D"},     {0x0415, "E"},
	{0x0416, "ZH|Z"},   {0x0417, "Z"},      {0x0418, "I|Y"},   {0x0419, "I|^Y"},
	{0x041A, "K"},      {0x041B, "L"},      {0x041C, "M"},     {0x041D, "N"},
	{0x041E, "O"},      {0x041F, "P"},      {0x0420, "R"},     {0x0421, "S"},
	{0x0422, "T"},      {0x0423, "U"},      {0x0424, "F"},     {0x0425, "KH|H"},
	{0x0426, "TS|C"},   {0x0427, "CH|C"},   {0x0428, "SH|S"},  {0x0429, "SHCH|SHT"},
	{0x042A, "IE"},     {0x042B, "Y"},      {0x042C, ""},      {0x042D, "E"},
	{0x042E, "IU|^YU"}, {0x042F, "IA|^YA"}, {0x046A, "U"},     {0x0474, "Y"},
	{0x0490, "G"},      {0x0492, "G|GJ"},   {0x04BA, "C"},
};

/*
 * C: Arabic. Teh marbuta has both ways everywhere, as appendix B of the standard (B.5.5.6) asks of
 * those who search.
 */
static const struct letter arabic[] = {
	{0x0621, "XE"},  {0x0622, "XAA"}, {0x0623, "XAE"}, {0x0624, "U"},       {0x0625, "I"},
	{0x0626, "XI"},  {0x0627, "A"},   {0x0628, "B"},   {0x0629, "XTA|XAH"}, {0x062A, "T"},
	{0x062B, "XTH"}, {0x062C, "J"},   {0x062D, "XH"},  {0x062E, "XKH"},     {0x062F, "D"},
	{0x0630, "XDH"}, {0x0631, "R"},   {0x0632, "Z"},   {0x0633, "S"},       {0x0634, "XSH"},
	{0x0635, "XSS"}, {0x0636, "XDZ"}, {0x0637, "XTT"}, {0x0638, "XZZ"},     {0x0639, "E"},
	{0x063A, "G"},   {0x0640, ""},    {0x0641, "F"},   {0x0642, "Q"},       {0x0643, "K"},
	{0x0644, "L"},   {0x0645, "M"},   {0x0646, "N"},   {0x0647, "H"},       {0x0648, "W"},
	{0x0649, "XAY"}, {0x064A, "Y"},   {0x064B, ""},    {0x064C, ""},        {0x064D, ""},
	{0x064E, ""},    {0x064F, ""},    {0x0650, ""},    {0x0652, ""},        {0x0670, ""},
	{0x0671, "XXA"}, {0x0679, "XXT"}, {0x067C, "XRT"}, {0x067E, "P"},       {0x0681, "XKE"},
	{0x0685, "XXH"}, {0x0686, "XC"},  {0x0688, "XXD"}, {0x0689, "XDR"},     {0x0691, "XXR"},
	{0x0693, "XRR"}, {0x0696, "XRX"}, {0x0698, "XJ"},  {0x069A, "XXS"},     {0x069C, ""},
	{0x06A2, ""},    {0x06A7, ""},    {0x06A8, ""},    {0x06A9, "XKK"},     {0x06AB, "XXK"},
	{0x06AD, "XNG"}, {0x06AF, "XGG"}, {0x06BA, "XNN"}, {0x06BC, "XXN"},     {0x06BE, "XDO"},
	{0x06C0, "XYH"}, {0x06C1, "XXG"}, {0x06C2, "XGE"}, {0x06C3, "XTG"},     {0x06CC, "XYA"},
	{0x06CD, "XXY"}, {0x06D0, "Y"},   {0x06D2, "XYB"}, {0x06D3, "XBE"},
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SHADDA       0x0651u

/* Small letters as their capitals; the tables have these. */
static uint32_t capital(uint32_t c)
{
	static const struct {
		uint16_t first, last;
		uint16_t odd;  /* 1: only odd ones, 0: only even ones, 2: all */
		int16_t shift; /* to the capital */
	} ranges[] = {
		{0x61, 0x7A, 2, -0x20},   {0xDF, 0xDF, 2, 0x1DBF}, {0xE0, 0xF6, 2, -0x20},
		{0xF8, 0xFE, 2, -0x20},   {0xFF, 0xFF, 2, 0x79},   {0x101, 0x12F, 1, -1},
		{0x133, 0x137, 1, -1},    {0x13A, 0x148, 0, -1},   {0x14B, 0x177, 1, -1},
		{0x17A, 0x17E, 0, -1},    {0x219, 0x21B, 1, -1},   {0x430, 0x44F, 2, -0x20},
		{0x450, 0x45F, 2, -0x50}, {0x46B, 0x46B, 1, -1},   {0x475, 0x475, 1, -1},
		{0x491, 0x493, 1, -1},    {0x4BB, 0x4BB, 1, -1},
	};
	for (size_t i = 0; i < COUNT(ranges); i++) {
		if (c >= ranges[i].first && c <= ranges[i].last &&
		    (ranges[i].odd == 2 || c % 2 == ranges[i].odd)) {
			return (uint32_t)((int32_t)c + ranges[i].shift);
		}
	}
	return c;
}

/* Rows are in the order of their codes. */
static const char *find(const struct letter *table, size_t count, uint32_t code)
{
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table[middle].code < code) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < count && table[low].code == code ? table[low].ways : NULL;
}

/*
 * 4.6: a hyphen or a comma between components is a filler, as a space is; apostrophes and other
 * punctuation are left out. "<" is no punctuation of a name, nor is a digit.
 */
static enum watch_sort sort_of_mark(uint32_t c)
{
	static const uint16_t separators[] = {' ', '-', ',', 0xA0, 0x2010, 0x2011, 0x060C};
	static const uint16_t nothings[] = {'\'',   '.',    '`',    '"',    '/',    '(',
					    ')',    0xB4,   0xB7,   0x02B9, 0x02BB, 0x02BC,
					    0x02BE, 0x02BF, 0x2018, 0x2019, 0x201B, 0x2032};
	for (size_t i = 0; i < COUNT(separators); i++) {
		if (c == separators[i]) {
			return WATCH_SORT_SEPARATOR;
		}
	}
	for (size_t i = 0; i < COUNT(nothings); i++) {
		if (c == nothings[i]) {
			return WATCH_SORT_NOTHING;
		}
	}
	return c == SHADDA ? WATCH_SORT_DOUBLE : WATCH_SORT_UNKNOWN;
}

enum watch_sort watch_letter(uint32_t character, const char **ways)
{
	static const char plain[26][2] = {"A", "B", "C", "D", "E", "F", "G", "H", "I",
					  "J", "K", "L", "M", "N", "O", "P", "Q", "R",
					  "S", "T", "U", "V", "W", "X", "Y", "Z"};
	uint32_t c = capital(character);
	*ways = NULL;
	if (c >= 'A' && c <= 'Z') {
		*ways = plain[c - 'A'];
		return WATCH_SORT_LETTER;
	}
	const char *found = find(latin, COUNT(latin), c);
	found = found != NULL ? found : find(cyrillic, COUNT(cyrillic), c);
	found = found != NULL ? found : find(arabic, COUNT(arabic), c);
	if (found == NULL) {
		return sort_of_mark(c);
	}
	if (found[0] == '\0') {
		return WATCH_SORT_NOTHING;
	}
	*ways = found;
	return WATCH_SORT_LETTER;
}
