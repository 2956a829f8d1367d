/*
 * strategy: what other readers would send for the same files, computed from how they read.
 */
#include "strategy.h"

#define BLOCK     16 /* AES */
#define HEAD      4  /* CLA INS P1 P2 */
#define LENGTH    1  /* Lc, Le */
#define DO_LE     3  /* 97 01 Le */
#define DO_MAC    10 /* 8E 08 mac */
#define DO_STATUS 4  /* 99 02 SW1 SW2 */
#define STATUS    2
#define SHORT_MAX 0x7F
#define BYTE_MAX  0xFF
#define FID_SIZE  2

const struct strategy strategies[] = {
	/* DefaultFileSystem without short identifiers: READ_AHEAD_LENGTH, DEFAULT_MAX_BLOCKSIZE */
	{"JMRTD 0.8.7", 8, 223, 0},
	/* NfcSession.ReadFile: 256, which most chips refuse, then 192 for the rest of the session
	 */
	{"gmrtd 1.1.2", 4, 192, 256},
	/* TagReader: maxDataLengthToRead 0xA0 */
	{"NFCPassportReader", 4, 160, 0},
};
const size_t strategy_count = sizeof(strategies) / sizeof(strategies[0]);

/* DO'87': padding indicator and whole blocks, of which one octet at least is padding. */
static size_t cryptogram(size_t octets)
{
	size_t content = 1 + (octets / BLOCK + 1) * BLOCK;
	size_t length = content <= SHORT_MAX ? 1 : content <= BYTE_MAX ? 2 : 3;
	return octets == 0 ? 0 : 1 + length + content;
}

struct air_apdu strategy_read(size_t octets)
{
	return (struct air_apdu){
		.up = HEAD + LENGTH + DO_LE + DO_MAC + LENGTH,
		.down = (uint32_t)(cryptogram(octets) + DO_STATUS + DO_MAC + STATUS),
	};
}

struct air_apdu strategy_select(size_t data)
{
	return (struct air_apdu){
		.up = (uint32_t)(HEAD + LENGTH + cryptogram(data) + DO_MAC + LENGTH),
		.down = DO_STATUS + DO_MAC + STATUS,
	};
}

static void add(struct air_log *log, struct air_apdu a)
{
	air_add(log, a.up, a.down);
}

void strategy_file(struct air_log *log, const struct strategy *s, size_t size)
{
	size_t done = s->look_ahead < size ? s->look_ahead : size;
	add(log, strategy_select(FID_SIZE));
	add(log, strategy_read(done));
	while (done < size) {
		size_t part = size - done < s->chunk ? size - done : s->chunk;
		add(log, strategy_read(part));
		done += part;
	}
}
