/*
 * gpio_files: the files of a commissioning report.
 * Knows names and endings. Never knows what a report says.
 */
#include "prog/gpio_files.h"

#include "pki/store_disk.h"
#include "prog/folder.h"

#include <stdlib.h>
#include <unistd.h>

static bool ends(struct rd path, struct rd ending, size_t *base)
{
	struct rd tail = path;
	if (path.left <= ending.left || !rd_skip(&tail, path.left - ending.left) ||
	    !rd_equal(tail, ending)) {
		return false;
	}
	*base = path.left - ending.left;
	return true;
}

enum eg_err gpio_files_take(const char *path, struct gpio_files *out)
{
	*out = (struct gpio_files){.text = false};
	if (path == NULL) {
		return EG_OK;
	}
	struct rd whole = rd_cstr(path);
	struct rd base = whole;
	size_t size = whole.left;
	out->text = ends(whole, RD_TEXT(".txt"), &size);
	out->html = ends(whole, RD_TEXT(".html"), &size);
	out->pdf = ends(whole, RD_TEXT(".pdf"), &size);
	if (!out->text && !out->html && !out->pdf) {
		out->text = out->html = out->pdf = true;
	}
	if (size == 0 || !rd_take(&whole, size, &base) ||
	    !rd_dump(base, out->base, sizeof(out->base) - 1, &size)) {
		return EG_FAIL(EG_CONFIG, "name of the report is empty or too long");
	}
	out->base[size] = '\0';
	return EG_OK;
}

static enum eg_err path_of(const struct gpio_files *f, const char *ending,
			   char out[FILES_PATH_SIZE + 8])
{
	int size = snprintf(out, FILES_PATH_SIZE + 8, "%s%s", f->base, ending);
	return size > 0 && size < FILES_PATH_SIZE + 8 ? EG_OK
						      : EG_FAIL(EG_CONFIG, "name of the report");
}

enum eg_err gpio_files_resume(const struct gpio_files *f, struct gpio_head *head, struct walk *w)
{
	char path[FILES_PATH_SIZE + 8];
	EG_AUTO(bytes_free) struct bytes json = {0};
	if (f->base[0] == '\0') {
		return EG_OK;
	}
	EG_TRY(path_of(f, ".json", path));
	if (access(path, F_OK) != 0) {
		return EG_OK; /* the first walk */
	}
	EG_TRY(folder_file(path, REPORT_KEPT_MAX, &json));
	return gpio_report_kept(bytes_rd(&json), head, w);
}

typedef enum eg_err write_fn(FILE *to, const struct gpio_report *r);

static enum eg_err write_form(const struct gpio_files *f, const char *ending, write_fn *write,
			      const struct gpio_report *r)
{
	char path[FILES_PATH_SIZE + 8];
	EG_AUTO(eg_free) char *text = NULL;
	size_t size = 0;
	EG_TRY(path_of(f, ending, path));
	FILE *to = open_memstream(&text, &size);
	if (to == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "report");
	}
	enum eg_err err = write(to, r);
	if (fclose(to) != 0 && err == EG_OK) {
		err = EG_FAIL(EG_NO_MEMORY, "report");
	}
	return err == EG_OK ? store_disk_write(path, rd_of(text, size)) : err;
}

static enum eg_err write_pdf(const struct gpio_files *f, const struct gpio_report *r)
{
	char path[FILES_PATH_SIZE + 8];
	EG_AUTO(bytes_free) struct bytes pdf = {0};
	EG_TRY(path_of(f, ".pdf", path));
	EG_TRY(gpio_report_pdf(r, &pdf));
	return store_disk_write(path, bytes_rd(&pdf));
}

enum eg_err gpio_files_keep(const struct gpio_files *f, const struct gpio_report *r)
{
	return f->base[0] == '\0' ? EG_OK : write_form(f, ".json", gpio_report_json, r);
}

enum eg_err gpio_files_write(const struct gpio_files *f, const struct gpio_report *r)
{
	EG_TRY(gpio_files_keep(f, r));
	if (f->text) {
		EG_TRY(write_form(f, ".txt", gpio_report_text, r));
	}
	if (f->html) {
		EG_TRY(write_form(f, ".html", gpio_report_html, r));
	}
	return f->pdf ? write_pdf(f, r) : EG_OK;
}
