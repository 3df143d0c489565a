#define _GNU_SOURCE
#include "threads.h"

#include "CKernels.h"

#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

/// Multiply-adds that pay for one more thread: some 10 microseconds of work. Waking a thread that is awake takes about
/// a microsecond; one that does not come costs nothing (team.c).
enum { WORK_PER_THREAD = 1 << 19 };

static atomic_int wanted;

int heed_quota_cores(const char *cpu_max) {
    long long quota, period;
    if (sscanf(cpu_max, "%lld %lld", &quota, &period) != 2 || quota <= 0 || period <= 0) return INT_MAX;
    long long cores = quota / period + (quota % period != 0);
    return cores < INT_MAX ? (int)cores : INT_MAX;
}

/// What the container may use. With more threads than that, all of them are stopped for the rest of each period.
static int quota_cores(void) {
    char text[64];
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    if (!file) return INT_MAX;
    int cores = fgets(text, sizeof text, file) ? heed_quota_cores(text) : INT_MAX;
    fclose(file);
    return cores;
}

int heed_cores(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int cores = CPU_COUNT(&set), quota = quota_cores();
    if (cores > quota) cores = quota;
    return cores > 0 ? cores : 1;
}

void heed_set_threads(int threads) { atomic_store_explicit(&wanted, threads > 1 ? threads : 1, memory_order_relaxed); }

int heed_threads(void) {
    int threads = atomic_load_explicit(&wanted, memory_order_relaxed);
    if (threads == 0) {
        threads = heed_cores();
        heed_set_threads(threads);
    }
    return threads;
}

size_t heed_threads_for(size_t work) {
    size_t worth = work / WORK_PER_THREAD, most = (size_t)heed_threads();
    return worth < 2 ? 1 : worth < most ? worth : most;
}

static _Thread_local void *thread_pointer;

void *heed_thread_pointer(void) { return thread_pointer; }

void heed_set_thread_pointer(void *pointer) { thread_pointer = pointer; }
