/*
 * forge_apart: the files of a document one by one, as egate pki verify takes them.
 * Knows names of files. Never knows contents.
 */
#include "simulator/forge_apart.h"

#include "simulator/chip_document.h"
#include "simulator/forge_files.h"

#include <stdio.h>

#define NAME_SIZE 24

/* Doc 9303-10, 3.4 and 3.9: identifiers of the master file's and of the application's files. */
static void name_of(const struct chip_file *f, char out[NAME_SIZE])
{
	static const struct {
		uint16_t fid;
		bool in_application;
		const char *name;
	} names[] = {
		{0x011E, true, "com"},
		{0x011D, true, "sod"},
		{0x011C, false, "cardaccess"},
		{0x011D, false, "cardsecurity"},
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (f->fid == names[i].fid && f->in_application == names[i].in_application) {
			(void)snprintf(out, NAME_SIZE, "%s.bin", names[i].name); /* fits */
			return;
		}
	}
	if (f->in_application && f->fid >= 0x0101 && f->fid <= 0x0110) {
		(void)snprintf(out, NAME_SIZE, "dg%u.bin", f->fid & 0xFFu); /* fits */
	} else {
		(void)snprintf(out, NAME_SIZE, "file%04x.bin", (unsigned)f->fid); /* fits */
	}
}

enum eg_err forge_apart(const struct forge_document *d, const char *folder)
{
	EG_AUTO(chip_document_free) struct chip_document chip = {0};
	EG_TRY(chip_document_parse(&chip, bytes_rd(&d->container)));
	for (size_t i = 0; i < chip.file_count; i++) {
		char name[NAME_SIZE];
		name_of(&chip.files[i], name);
		EG_TRY(forge_write_file(folder, name, 0600, chip.files[i].contents));
	}
	return EG_OK;
}
