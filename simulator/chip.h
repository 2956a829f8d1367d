/*
 * chip: a virtual eMRTD (Doc 9303-10 and -11) as a library: a command APDU in, an answer out.
 * Knows how a chip behaves. Never knows readers, sockets, clocks; shares no code with src/emrtd,
 * so that a misreading of the standard cannot cancel itself out.
 *
 *   off/reset -> [PACE in the master file | SELECT application, BAC] -> secure messaging -> files
 */
#ifndef EG_SIMULATOR_CHIP_H
#define EG_SIMULATOR_CHIP_H

#include "base/rd.h"
#include "base/wr.h"
#include "simulator/chip_document.h"
#include "simulator/chip_quirk.h"

struct chip;

/* What this chip does otherwise than a plain one; all zeros is a well-behaved chip. */
struct chip_profile {
	bool pace_off;     /* EF.CardAccess hidden, PACE refused: a BAC-only document */
	bool bac_off;      /* BAC refused: a PACE-only document */
	bool aa_off;       /* INTERNAL AUTHENTICATE unknown, DG15 hidden */
	bool aa_cloned;    /* signs with a key that is not the one of DG15 */
	bool ca_cloned;    /* agrees with keys that are not those of DG14 and EF.CardSecurity */
	bool ta_static;    /* after PACE the password names the chip (TR-03110-1, 3.5, old ones) */
	bool ta_loose;     /* takes certificates signed as cvc-create of openpace does */
	bool short_only;   /* extended length answered with a naked 6700 */
	bool mf_refused;   /* SELECT of the master file answered with 6982 */
	uint32_t max_read; /* larger Le in READ BINARY gets 6700; 0: no limit */
	uint32_t tear_after; /* the field is lost after this many commands; 0: never */
	struct chip_quirks quirks;
	/* Source of nonces and private numbers (worked examples); NULL: the system's. */
	enum eg_err (*random)(void *context, void *out, size_t size);
	void *random_context;
};

/* Room an answer buffer needs at most: data of an extended answer, status word. */
#define CHIP_ANSWER_MAX ((size_t)65536 + 2)

/* The document stays the caller's and must outlive the chip. The profile is copied. */
EG_CHECK enum eg_err chip_new(struct chip **out, const struct chip_document *document,
			      const struct chip_profile *profile);
void chip_free(struct chip **c); /* cleanup; wipes; accepts NULL inside */
/* Field off and on: no application selected, no session. Commands go on being counted. */
void chip_reset(struct chip *c);
/* Answer with its status word, appended to answer. EG_GONE once torn off by the profile. */
EG_CHECK enum eg_err chip_command(struct chip *c, struct rd command, struct wr *answer);
/*
 * The last command and its outcome in plain words, for the debug capture:
 * "secure messaging READ BINARY sfi=1E offset=0 Le=8 -> 8 bytes 9000". No file contents, no keys.
 */
const char *chip_note(const struct chip *c);
/* ISO/IEC 14443 chip without historical bytes, as pcscd shows it. Static. */
struct rd chip_atr(void);

#endif
