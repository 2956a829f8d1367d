/*
 * fuzz_ldif: pieces of any size give the same records, and a fault is told once a record.
 * Knows ldif. Never knows objects.
 */
#include "tests/fuzz/fuzz.h"

#include "pki/ldif.h"

/* What was found, as a sum that orders matter in. */
struct notes {
	uint64_t sum;
	size_t objects;
	size_t faults;
};

static void note(struct notes *n, struct rd bytes)
{
	uint8_t octet;
	n->sum = n->sum * 31 + bytes.left;
	while (rd_u8(&bytes, &octet)) {
		n->sum = n->sum * 31 + octet;
	}
}

static enum eg_err on_object(void *context, const struct ldif_object *o)
{
	struct notes *n = context;
	promise(o->value.left > 0 || o->change == LDIF_REMOVED);
	promise(o->value.left <= LDIF_OBJECT_MAX && o->dn.left <= LDIF_TEXT_MAX);
	promise(o->line > 0);
	n->objects++;
	n->sum = n->sum * 31 + o->line;
	n->sum = n->sum * 31 + (uint64_t)o->kind * 8 + (uint64_t)o->change;
	note(n, o->dn);
	note(n, o->value);
	note(n, o->version);
	note(n, o->conformance_code);
	note(n, o->conformance_text);
	return EG_OK;
}

static bool on_fault(void *context, const struct ldif_fault *fault)
{
	struct notes *n = context;
	promise(fault->reason != NULL && fault->err != EG_OK && fault->line > 0);
	n->faults++;
	n->sum = n->sum * 31 + fault->line;
	return true;
}

static struct notes read_in(struct rd file, size_t step)
{
	EG_AUTO(ldif_free) struct ldif *l = NULL;
	struct notes n = {0, 0, 0};
	const struct ldif_sink sink = {&n, on_object, on_fault};
	struct rd piece;
	promise(ldif_new(&l, &sink) == EG_OK);
	while (file.left > 0 && rd_take(&file, step < file.left ? step : file.left, &piece)) {
		promise(ldif_feed(l, piece) == EG_OK);
	}
	promise(ldif_end(l) == EG_OK);
	promise(n.objects <= (ldif_records(l) + 1) * LDIF_VALUES_MAX);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rd file = rd_of(data, size);
	struct notes whole = read_in(file, size == 0 ? 1 : size);
	struct notes pieces = read_in(file, 3);
	promise(whole.objects == pieces.objects && whole.faults == pieces.faults);
	promise(whole.sum == pieces.sum);
	return 0;
}
