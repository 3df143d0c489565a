#define _GNU_SOURCE
#include "threads.h"

#include "CKernels.h"

#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

/// The first line of a file in a directory, without its end; empty when there is none.
static void read_line(const char *directory, const char *name, char *line, size_t size) {
    char path[PATH_MAX];
    line[0] = 0;
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (length < 0 || (size_t)length >= sizeof path) return;
    FILE *file = fopen(path, "re");
    if (!file) return;
    if (!fgets(line, (int)size, file)) line[0] = 0;
    fclose(file);
    line[strcspn(line, "\n")] = 0;
}

/// The quota of one group, in the files of either version.
static int group_cores(const char *directory) {
    char both[64], quota[64], period[64];
    read_line(directory, "cpu.max", both, sizeof both);
    int cores = heed_quota_cores(both);
    read_line(directory, "cpu.cfs_quota_us", quota, sizeof quota);
    read_line(directory, "cpu.cfs_period_us", period, sizeof period);
    char joined[sizeof quota + sizeof period];
    snprintf(joined, sizeof joined, "%s %s", quota, period);
    int older = heed_quota_cores(joined);
    return older < cores ? older : cores;
}

/// The least quota of a group and of all that it is part of.
static int line_cores(const char *mount, const char *group) {
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s%s", mount, group);
    if (length < 0 || (size_t)length >= sizeof path) return INT_MAX;
    size_t root = strlen(mount);
    int least = INT_MAX;
    for (;;) {
        int cores = group_cores(path);
        if (cores < least) least = cores;
        if (strlen(path) <= root) return least;
        char *slash = strrchr(path + root, '/');
        if (!slash) return least;
        *slash = 0;
    }
}

/// Whether a list such as "cpuset,cpu,cpuacct" has the controller "cpu".
static bool has_cpu(const char *controllers) {
    for (const char *at = controllers; at; at = strchr(at, ',')) {
        if (*at == ',') at++;
        if (strncmp(at, "cpu", 3) == 0 && (at[3] == ',' || at[3] == 0)) return true;
    }
    return false;
}

int heed_group_cores(const char *groups, const char *mounts) {
    int least = INT_MAX;
    FILE *file = fopen(groups, "re");
    if (!file) return group_cores(mounts);
    char line[PATH_MAX], mount[PATH_MAX];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group) continue;
        controllers++;
        *group++ = 0;
        // Version 2 has one tree for all controllers; in version 1 each has its own, often with others.
        const char *names[] = {"", "/unified", "/cpu", "/cpu,cpuacct", "/cpuacct,cpu"};
        size_t first = *controllers ? 2 : 0, last = *controllers ? 5 : 2;
        if (*controllers && !has_cpu(controllers)) continue;
        for (size_t i = first; i < last; i++) {
            int length = snprintf(mount, sizeof mount, "%s%s", mounts, names[i]);
            if (length < 0 || (size_t)length >= sizeof mount) continue;
            int cores = line_cores(mount, group);
            if (cores < least) least = cores;
        }
    }
    fclose(file);
    return least;
}

/// What the container may use. With more threads than that, all of them are stopped for the rest of each period.
static int quota_cores(void) { return heed_group_cores("/proc/self/cgroup", "/sys/fs/cgroup"); }

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
