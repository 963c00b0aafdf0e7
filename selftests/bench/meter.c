// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU plugin that counts what a guest with one processor executes, and what a
 * processor's caches would make of it
 *
 *   -plugin meter.so,out=FILE[,profile=PREFIX]
 *
 * The guest says when, by an instruction without effect: test $0x28900001,%eax
 * begins, test $0x28900002,%eax ends.  Each such pair adds a line of JSON to
 * FILE, and leaves PREFIX.N, if wanted: "ADDRESS INSTRUCTIONS CYCLES" for
 * each piece of straight code that was executed, N counting from 0.
 *
 * A processor that waits for an interrupt executes nothing.  Cycles are a model:
 * so many instructions to the cycle, and for each cache line the time of the
 * nearest level that has it.  It knows no prefetcher, no overlap of misses, no
 * wrong guess of a branch and no TLB; what these do on average is in the figures.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Debian has no qemu-plugin.h: what is used of it, version 1 (QEMU 4.2 on) */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
	struct {
		int smp_vcpus;
		int max_vcpus;
	} system;
};
enum { CB_NO_REGS = 0, MEM_RW = 3 };
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
	void (*cb)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
	void (*cb)(unsigned int cpu, void *data), int flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
	void (*cb)(unsigned int cpu, void *data), int flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
	void (*cb)(unsigned int cpu, qemu_plugin_meminfo_t info,
		   uint64_t vaddr, void *data),
	int flags, int rw, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
						 size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

#define LINE_SHIFT	6
#define MAX_WAYS	16
/*
 * Instructions to the cycle, and cycles more for a line that is so far away.
 * With these, routing and ip_gre come out with the cycles per instruction that
 * a processor's counters gave for them in User Mode Linux: 0.25 and 0.32.
 */
#define IPC		6
#define L2_CODE_CYCLES	2
#define L2_DATA_CYCLES	4
#define L3_CYCLES	40
#define MEMORY_CYCLES	250

/* A miss takes next_cycles if the next level has it; lines: of each set, from the one used last */
struct cache {
	unsigned int sets;
	unsigned int ways;
	unsigned int next_cycles;
	uint64_t misses;
	uint64_t (*lines)[MAX_WAYS];
};

/* 32 KiB, 32 KiB, 1 MiB, 32 MiB */
static struct cache l1i = { 64, 8, L2_CODE_CYCLES };
static struct cache l1d = { 64, 8, L2_DATA_CYCLES };
static struct cache l2 = { 1024, 16, L3_CYCLES };
static struct cache l3 = { 32768, 16, MEMORY_CYCLES };

/* Straight code, as QEMU translates it; kept for ever */
struct block {
	struct block *next;
	uint64_t address;
	uint64_t last_line;
	uint64_t times;
	uint64_t stall;
	size_t insns;
};

static struct block *blocks;
static bool measuring;
static uint64_t insns, kernel_insns, stall;
static FILE *out;
static const char *profile;

static bool has(struct cache *cache, uint64_t line)
{
	uint64_t *set = cache->lines[line % cache->sets];
	unsigned int i, last = cache->ways - 1;

	for (i = 0; i < last && set[i] != line; i++)
		;
	if (set[i] != line) {
		cache->misses++;
		memmove(set + 1, set, last * sizeof(*set));
		set[0] = line;
		return false;
	}
	memmove(set + 1, set, i * sizeof(*set));
	set[0] = line;
	return true;
}

static void touch(struct cache *l1, uint64_t line, struct block *block)
{
	unsigned int cycles;

	if (has(l1, line))
		return;
	if (has(&l2, line))
		cycles = l1->next_cycles;
	else
		cycles = has(&l3, line) ? l2.next_cycles : l3.next_cycles;
	stall += cycles;
	block->stall += cycles;
}

static void on_block(unsigned int cpu, void *data)
{
	struct block *block = data;
	uint64_t line;

	if (!measuring)
		return;
	insns += block->insns;
	block->times++;
	if (block->address >> 63)
		kernel_insns += block->insns;
	for (line = block->address >> LINE_SHIFT; line <= block->last_line;
	     line++)
		touch(&l1i, line, block);
}

static void on_access(unsigned int cpu, qemu_plugin_meminfo_t info,
		      uint64_t vaddr, void *data)
{
	if (measuring)
		touch(&l1d, vaddr >> LINE_SHIFT, data);
}

static void on_begin(unsigned int cpu, void *data)
{
	struct block *block;

	insns = kernel_insns = stall = 0;
	l1i.misses = l1d.misses = l2.misses = l3.misses = 0;
	for (block = blocks; block && profile; block = block->next)
		block->times = block->stall = 0;
	measuring = true;
}

static void write_profile(void)
{
	static unsigned int number;
	struct block *block;
	char name[4096];
	FILE *file;

	snprintf(name, sizeof(name), "%s.%u", profile, number++);
	file = fopen(name, "w");
	if (!file)
		return;
	for (block = blocks; block; block = block->next)
		if (block->times)
			fprintf(file, "%" PRIx64 " %" PRIu64 " %" PRIu64 "\n",
				block->address, block->times * block->insns,
				block->times * block->insns / IPC +
				block->stall);
	fclose(file);
}

static void on_end(unsigned int cpu, void *data)
{
	if (!measuring)
		return;
	measuring = false;
	fprintf(out, "{\"instructions\": %" PRIu64 ", \"kernel\": %" PRIu64
		", \"cycles\": %" PRIu64 ", \"l1i\": %" PRIu64
		", \"l1d\": %" PRIu64 ", \"l2\": %" PRIu64
		", \"l3\": %" PRIu64 "}\n",
		insns, kernel_insns, insns / IPC + stall, l1i.misses,
		l1d.misses, l2.misses, l3.misses);
	fflush(out);
	if (profile)
		write_profile();
}

static bool is_mark(const struct qemu_plugin_insn *insn, unsigned char number)
{
	const unsigned char mark[] = { 0xa9, number, 0x00, 0x90, 0x28 };

	return qemu_plugin_insn_size(insn) == sizeof(mark) &&
	       !memcmp(qemu_plugin_insn_data(insn), mark, sizeof(mark));
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct block *block = calloc(1, sizeof(*block));
	struct qemu_plugin_insn *insn = NULL;
	size_t i;

	if (!block)
		abort();
	block->insns = qemu_plugin_tb_n_insns(tb);
	block->address = qemu_plugin_tb_vaddr(tb);
	block->next = blocks;
	blocks = block;

	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, CB_NO_REGS, block);
	for (i = 0; i < block->insns; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		qemu_plugin_register_vcpu_mem_cb(insn, on_access, CB_NO_REGS,
						 MEM_RW, block);
		if (is_mark(insn, 1))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_begin,
							       CB_NO_REGS,
							       NULL);
		else if (is_mark(insn, 2))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_end,
							       CB_NO_REGS,
							       NULL);
	}
	if (insn)
		block->last_line = (qemu_plugin_insn_vaddr(insn) +
				    qemu_plugin_insn_size(insn) - 1) >>
				   LINE_SHIFT;
}

static bool make_cache(struct cache *cache)
{
	cache->lines = calloc(cache->sets, sizeof(*cache->lines));
	return cache->lines;
}

__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
		    int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = fopen(argv[i] + 4, "w");
		else if (!strncmp(argv[i], "profile=", 8))
			profile = strdup(argv[i] + 8);
	}
	if (!out || !info->system_emulation || info->system.max_vcpus != 1) {
		fprintf(stderr, "meter: out=FILE is needed, and one vCPU\n");
		return 1;
	}
	if (!make_cache(&l1i) || !make_cache(&l1d) || !make_cache(&l2) ||
	    !make_cache(&l3))
		return 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	return 0;
}
