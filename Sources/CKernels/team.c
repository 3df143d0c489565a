#define _GNU_SOURCE
#include "threads.h"

#include "CKernels.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// A team of threads that helps whoever calls heed_parallel. Its rule is that nobody waits for a thread that has not
// begun: work is claimed piece by piece, so that where another process has the helper's core, the caller does that
// share too, and all it ever waits for is a piece in progress.
//
// A helper may be interrupted anywhere, for any time, and go on in the middle of a later job. What keeps it from doing
// harm are these invariants (Tests/Models/team.pml is the protocol as a model that spin explores; Tests/Stress/team.c
// runs it):
//
// 1. The words of a job (task, context, threads, piece, remaining, shares) change only in heed_parallel, under the
//    lock, after `remaining` of the job before has become 0: as long as an item is not done, its job stands still.
// 2. A share's `next` never has the same value twice (until 2^32 jobs have passed): its upper half is the job's
//    generation, and within a job its lower half only grows.
// 3. While `next` is (g, first) and `first` is an item, `end` is that of g. So a new job moves `next` on, to its own
//    generation and no item, before it stores `end`, and stores its first item after.
// 4. A claim loads `next`, then `end`, and both loads acquire. If `end` is of a later job than `next`, then `next` has
//    moved on already (3), and the compare-and-swap must fail (2). If `next` is of this job, then `end` is, too.
// 5. A claim that succeeds has taken items that are not done, and so, by 1, all that is read of the job until they are
//    done is this job's.
// 6. `remaining` counts items that are not done. Only who has claimed items takes them from it, once; with it at 0
//    nobody is inside the task, and all that the task wrote is visible to who has seen the 0.

/// More threads than this are of no use to any matrix.
enum { MOST_THREADS = 64 };

/// Pieces that each thread's share is claimed in.
enum { PIECES = 4 };

/// Looks at the clock's place of something new before a thread lies down: some 50 microseconds, the gaps between the
/// regions of a step.
enum { SPINS = 1500 };

/// The next item of a share that has none: above every end.
#define NO_ITEM UINT32_MAX

/// A thread's share of the items, of which the others take what it has not come to.
typedef struct {
    /// Generation of the job in the upper half, next item in the lower.
    _Alignas(64) _Atomic uint64_t next;
    _Atomic uint32_t end;
} share;

static struct {
    /// Held by whose job it is.
    pthread_mutex_t lock;
    unsigned helpers; ///< that have been started
    /// Counts the jobs; helpers lie down on it.
    _Alignas(64) _Atomic uint32_t generation;
    _Atomic uint32_t lying;
    _Atomic(heed_task *) task;
    _Atomic(const void *) context;
    _Atomic uint32_t threads, piece;
    /// Items that are not done.
    _Alignas(64) _Atomic size_t remaining;
    share shares[MOST_THREADS];
} team = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

static long futex(_Atomic uint32_t *word, int operation, uint32_t value, uint32_t who) {
    return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, who);
}

/// The helpers' bits, of which one wakes those that a job wants. (Beyond 31 they share.)
static uint32_t bit_of(unsigned thread) { return 1u << (thread % 32); }

/// Gives a share to a job. The order of the three stores is invariant 3.
static void publish(share *to, uint32_t generation, uint32_t begin, uint32_t end) {
    uint64_t job = (uint64_t)generation << 32;
    atomic_store_explicit(&to->next, job | NO_ITEM, memory_order_relaxed);
    atomic_store_explicit(&to->end, end, memory_order_release);
    atomic_store_explicit(&to->next, job | begin, memory_order_release);
}

/// Takes a piece of a share, if there is one of that generation.
static bool claim(share *from, uint32_t generation, size_t *begin, size_t *end) {
    uint64_t next = atomic_load_explicit(&from->next, memory_order_acquire);
    while (next >> 32 == generation) {
        uint32_t first = (uint32_t)next, last = atomic_load_explicit(&from->end, memory_order_acquire);
        uint32_t piece = atomic_load_explicit(&team.piece, memory_order_relaxed);
        if (first >= last) return false;
        if (piece > last - first) piece = last - first;
        // Fails if anybody was here meanwhile; when it succeeds, first, last and piece are of one job (invariants 4,
        // 5).
        if (atomic_compare_exchange_weak_explicit(&from->next, &next, next + piece, memory_order_acq_rel,
                                                  memory_order_acquire)) {
            *begin = first;
            *end = first + piece;
            return true;
        }
    }
    return false;
}

/// Does its own share, then what is left of the others'.
static void work(unsigned thread, unsigned threads, uint32_t generation) {
    size_t begin, end;
    for (unsigned i = 0; i < threads; i++) {
        share *from = &team.shares[(thread + i) % threads];
        while (claim(from, generation, &begin, &end)) {
            heed_task *task = atomic_load_explicit(&team.task, memory_order_relaxed);
            task(atomic_load_explicit(&team.context, memory_order_relaxed), begin, end, thread);
            atomic_fetch_sub_explicit(&team.remaining, end - begin, memory_order_release);
        }
    }
}

/// Waits for the generation to be another than `seen`.
static uint32_t next_generation(uint32_t seen, unsigned thread) {
    for (;;) {
        for (int spin = 0; spin < SPINS; spin++) {
            uint32_t generation = atomic_load_explicit(&team.generation, memory_order_acquire);
            if (generation != seen) return generation;
            relax();
        }
        // First the count, then the look at the generation; heed_parallel does the reverse, so that one sees the other
        // and no wake-up is lost.
        atomic_fetch_add(&team.lying, 1);
        futex(&team.generation, FUTEX_WAIT_BITSET, seen, bit_of(thread));
        atomic_fetch_sub(&team.lying, 1);
        uint32_t generation = atomic_load_explicit(&team.generation, memory_order_acquire);
        if (generation != seen) return generation;
    }
}

static void *help(void *argument) {
    unsigned thread = (unsigned)(uintptr_t)argument;
    uint32_t seen = 0;
    for (;;) {
        seen = next_generation(seen, thread);
        // Of a later job perhaps; then nothing of this generation can be claimed.
        unsigned threads = atomic_load_explicit(&team.threads, memory_order_relaxed);
        if (thread < threads) work(thread, threads, seen);
    }
    return NULL;
}

/// Called with the lock held. Signals are for the other threads.
static void start_helpers(unsigned wanted) {
    if (team.helpers >= wanted) return;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    while (team.helpers < wanted) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, help, (void *)(uintptr_t)(team.helpers + 1)) != 0) break;
        team.helpers++;
    }
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void wait_for_the_rest(void) {
    for (int spin = 0; atomic_load_explicit(&team.remaining, memory_order_acquire) > 0; spin++) {
        // Whoever has a piece may need this core to finish it.
        if (spin < SPINS) {
            relax();
        } else {
            sched_yield();
        }
    }
}

void heed_parallel(size_t items, size_t work_size, size_t most_threads, heed_task *task, const void *context) {
    if (items == 0) return;
    size_t threads = heed_threads_for(work_size);
    if (threads > items) threads = items;
    if (threads > most_threads) threads = most_threads;
    if (threads > MOST_THREADS) threads = MOST_THREADS;
    // The team serves one caller at a time; another does its work alone, as does a task that calls this.
    if (threads < 2 || items >= NO_ITEM || pthread_mutex_trylock(&team.lock) != 0) {
        task(context, 0, items, 0);
        return;
    }
    start_helpers((unsigned)threads - 1);
    uint32_t generation = atomic_load_explicit(&team.generation, memory_order_relaxed) + 1;
    size_t piece = items / (threads * PIECES);
    atomic_store_explicit(&team.task, task, memory_order_relaxed);
    atomic_store_explicit(&team.context, context, memory_order_relaxed);
    atomic_store_explicit(&team.threads, (uint32_t)threads, memory_order_relaxed);
    atomic_store_explicit(&team.piece, (uint32_t)(piece ? piece : 1), memory_order_relaxed);
    atomic_store_explicit(&team.remaining, items, memory_order_relaxed);
    for (size_t thread = 0; thread < threads; thread++) {
        size_t begin = items * thread / threads, end = items * (thread + 1) / threads;
        publish(&team.shares[thread], generation, (uint32_t)begin, (uint32_t)end);
    }
    atomic_store(&team.generation, generation);
    if (atomic_load(&team.lying) > 0) {
        uint32_t wanted = 0;
        for (unsigned thread = 1; thread < threads; thread++) wanted |= bit_of(thread);
        futex(&team.generation, FUTEX_WAKE_BITSET, INT_MAX, wanted);
    }
    work(0, (unsigned)threads, generation);
    wait_for_the_rest();
    pthread_mutex_unlock(&team.lock);
}
