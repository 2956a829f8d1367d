/*
 * fuzz_gate_file: any text either is a description whose words the core takes as they were read, or
 * is refused with a line; whoever wants all mistakes gets as many as there are, in order.
 */
#include "tests/fuzz/fuzz.h"

#include "prog/core_settings.h"
#include "prog/gate_file.h"

static void words_say_the_same(struct gate_file *g)
{
	static struct lane_settings s;
	char *words[GATE_FILE_WORDS_MAX];
	for (size_t i = 0; i < g->count; i++) {
		words[i] = g->words[i];
	}
	bool sound = gate_fitting_check(&g->settings.fitting) == EG_OK;
	enum eg_err err = lane_settings_from(&(struct args){(int)g->count, words}, &s);
	if (g->count == 0) {
		promise(err == EG_OK &&
			!sound); /* the core has a gate of its own, a file has not */
		return;
	}
	promise((err == EG_OK) == sound);
	if (sound) {
		promise(rd_equal(rd_of(&s.fitting.plan, sizeof(s.fitting.plan)),
				 rd_of(&g->settings.fitting.plan, sizeof(s.fitting.plan))));
		promise(gate_fitting_wires(&s.fitting) == gate_fitting_wires(&g->settings.fitting));
		promise(gate_fitting_outputs(&s.fitting) ==
			gate_fitting_outputs(&g->settings.fitting));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gate_file g;
	struct gate_mistake found[GATE_MISTAKES_MAX];
	struct rd text = size == 0 ? RD_TEXT("") : rd_of(data, size);
	int line = -1;
	enum eg_err err = gate_file_read(text, &g, &line);
	promise(line >= 0 && g.count <= GATE_FILE_WORDS_MAX);
	if (err == EG_OK) {
		words_say_the_same(&g);
	}
	size_t count = gate_file_mistakes(text, &g, found);
	promise((count == 0) == (err == EG_OK) && count <= GATE_MISTAKES_MAX);
	for (size_t i = 0; i < count; i++) {
		promise(found[i].reason != NULL && found[i].line >= 0);
		promise(i == 0 || found[i - 1].line <= found[i].line);
	}
	promise(count == 0 || found[0].line == line);
	return 0;
}
