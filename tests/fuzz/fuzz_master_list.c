/*
 * fuzz_master_list: a list that is refused adds nothing; one that is taken can be taken again; what
 * is found in one lies within it.
 * Knows signed_list and trust. Never knows documents.
 */
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/within.h"

#include "pki/signed_list.h"
#include "pki/trust.h"

/* The content, without the container that a mutation breaks first. */
static void read_content(struct rd content)
{
	struct rd rest;
	if (signed_list_certificates(content, &rest) != EG_OK) {
		return;
	}
	promise_within(rest, content);
	while (rest.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd der;
		struct cert c;
		if (!rd_tlv_whole(&rest, &tag, &value, &der)) {
			return;
		}
		promise_within(der, content);
		if (cert_parse(der, &c) == EG_OK) {
			promise_within(c.spki, der);
			promise_within(c.subject, der);
		}
	}
}

static void open_list(struct rd file)
{
	EG_AUTO(signed_list_free) struct signed_list list = {.has_time = false};
	enum passive_fault why = FAULT_NONE;
	enum eg_err err = signed_list_open(file, &list, &why);
	promise((err == EG_OK) == (why == FAULT_NONE) || err == EG_NO_MEMORY);
	if (err == EG_OK) {
		struct rd from = list.rewritten.size > 0 ? bytes_rd(&list.rewritten) : file;
		promise_within(list.content, from);
		promise_within(list.type, from);
		promise_within(list.signer.whole, from);
		read_content(list.content);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	EG_AUTO(trust_free) struct trust *t = NULL;
	struct rd file = rd_of(data, size);
	read_content(file);
	open_list(file);
	if (trust_new(&t) != EG_OK) {
		return 0;
	}
	if (trust_add_master_list(t, file, RD_EMPTY) != EG_OK) {
		promise(trust_count(t) == 0 && trust_unreadable(t) == 0);
		return 0;
	}
	size_t count = trust_count(t);
	promise(trust_add_master_list(t, file, RD_EMPTY) == EG_OK);
	promise(trust_count(t) == count);
	return 0;
}
