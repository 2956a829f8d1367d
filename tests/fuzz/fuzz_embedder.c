/*
 * fuzz_embedder: any text either is a description of an embedder that makes sense, or is refused.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/embedder_file.h"

static void must_end(const char *text)
{
	for (size_t i = 0; i < FACE_EMBEDDER_TEXT_MAX; i++) {
		if (text[i] == '\0') {
			return;
		}
	}
	promise(false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct face_embedder m;
	struct face_fmr f;
	int line = -1;
	enum eg_err err =
		embedder_file_read(size == 0 ? RD_TEXT("") : rd_of(data, size), &m, &line);
	promise(line >= 0 && m.fmr_count <= FACE_EMBEDDER_FMR_MAX);
	if (err != EG_OK) {
		return 0;
	}
	must_end(m.file);
	promise(m.size > 0 && m.size <= FACE_TEMPLATE_SIZE && m.side <= FACE_EMBEDDER_SIDE_MAX);
	promise(m.scale > 0 && m.fmr_count > 0 && face_embedder_model(&m) != 0);
	for (size_t i = 0; i < m.fmr_count; i++) {
		must_end(m.fmr[i].set);
		promise(face_embedder_threshold(&m, m.fmr[i].one_in, &f));
		promise(f.score == m.fmr[i].score && f.score > 0 && f.score < m.replay);
		promise(i == 0 || f.score > m.fmr[i - 1].score);
	}
	promise(!face_embedder_threshold(&m, FACE_EMBEDDER_ONE_IN_MAX + 1, &f));
	return 0;
}
