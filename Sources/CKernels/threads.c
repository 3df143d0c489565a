#define _GNU_SOURCE
#include "threads.h"

#include "CKernels.h"

#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

// The stable interface that GCC's code for `#pragma omp parallel` calls. clang's own would bring a second runtime, and
// a second pool of threads, beside the one oneDNN is linked with.
void GOMP_parallel(void (*function)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);

/// Multiply-adds that pay for one more thread: some 70 microseconds of work.
///
/// On an idle machine a hundredth of that would do, since waking a spinning thread takes about a microsecond. But all
/// threads of a region wait for the last, and on a core that something else is using, that one first waits for its time
/// slice: milliseconds, in each of the hundred regions of a pass over a small model. Such a model stays on one thread;
/// of a large one, one thread's work takes so long that the others are worth the risk.
enum { WORK_PER_THREAD = 3 << 20 };

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

typedef struct {
    heed_task *task;
    const void *context;
    size_t items;
} job;

static void run_share(void *data) {
    const job *job = data;
    // The pool may give fewer threads than asked for.
    size_t thread = (size_t)omp_get_thread_num(), threads = (size_t)omp_get_num_threads();
    size_t share = job->items / threads, larger = job->items % threads;
    size_t begin = thread * share + (thread < larger ? thread : larger);
    size_t end = begin + share + (thread < larger ? 1 : 0);
    if (begin < end) job->task(job->context, begin, end, thread);
}

void heed_parallel(size_t items, size_t work, size_t most_threads, heed_task *task, const void *context) {
    if (items == 0) return;
    size_t threads = heed_threads_for(work);
    if (threads > items) threads = items;
    if (threads > most_threads) threads = most_threads;
    if (threads < 2) {
        task(context, 0, items, 0);
        return;
    }
    job job = {task, context, items};
    GOMP_parallel(run_share, &job, (unsigned)threads, 0);
}
