/*
 * strict: the strict profile of reading: each file of the chip must be what its standard says, to
 * the letter. The gate in the field tolerates what harms nothing; a laboratory does not.
 * Knows which decoder reads which file. Never knows whether a file is genuine, nor what a lane
 * makes of it.
 */
#ifndef EG_PROG_STRICT_H
#define EG_PROG_STRICT_H

#include "base/rd.h"
#include "base/verdict.h"

/*
 * What is wrong with the content of a file (enum emrtd_file), as it was read: REASON_BAD_FORMAT if
 * its decoder refuses it, REASON_DEVIATION if it deviates from its standard, REASON_NONE otherwise,
 * and for EF.SOD (Passive Authentication judges it) and for what is no file.
 */
enum reason strict_reason(unsigned file, struct rd bytes);
/*
 * The same as a finding: CHECK_FILES_READ becomes a failure for that reason, its detail the number
 * of the file, unless it is a failure already. Never sets a pass.
 */
void strict_file(unsigned file, struct rd bytes, struct findings *f);

#endif
