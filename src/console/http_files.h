/*
 * http_files: the parts of a page, read once at the start.
 * Knows folders, kinds of files, tags. Never knows what is on a page.
 *
 * Names are of letters, digits and "._-"; what has another name, is hidden, a folder, a link, or of
 * no known kind (html, css, js, mjs, json, svg, png, jpg, woff2, txt) is left out.
 */
#ifndef EG_CONSOLE_HTTP_FILES_H
#define EG_CONSOLE_HTTP_FILES_H

#include "console/http.h"

#define HTTP_FILES_MAX 256u
#define HTTP_FILE_MAX  (UINT32_C(4) << 20) /* octets of one */

struct http_files;

EG_CHECK enum eg_err http_files_open(struct http_files **out);
void http_files_close(struct http_files **f); /* cleanup */
/* Each of a folder's files whose name begins so, "" for all, is at "/web/" and its name. EG_IO,
 * EG_TOO_BIG; EG_CONFIG: one of that path is there already. */
EG_CHECK enum eg_err http_files_add(struct http_files *f, const char *folder, const char *starts);
/* The file of this path is at "/", too. EG_NOT_FOUND. */
EG_CHECK enum eg_err http_files_root(struct http_files *f, const char *path);
/* Answers GET of one of them; false: it is none. */
EG_CHECK bool http_files_answer(const struct http_files *f, const struct http_request *r,
				struct http_answer *a);

#endif
