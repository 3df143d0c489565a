// Stress for the thread team (Sources/CKernels/team.c): one job after another, while a signal whose handler sleeps
// interrupts the caller at random places, as a scheduler does on a busy machine. Every item of every job must be done
// exactly once, and no job may hang. usage: team [SECONDS [THREADS]]
#define _GNU_SOURCE
#include "CKernels.h"
#include "threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ITEMS = 128, HANGING_SECONDS = 10 };

typedef struct {
    _Atomic int done[MOST_ITEMS];
} job;

static _Atomic long jobs;
static pthread_t caller;

static void nap(long nanoseconds) {
    struct timespec time = {0, nanoseconds};
    nanosleep(&time, NULL);
}

static void count_items(const void *context, size_t begin, size_t end, size_t thread) {
    (void)thread;
    job *running = (job *)context;
    for (size_t i = begin; i < end; i++) atomic_fetch_add(&running->done[i], 1);
}

static void sleep_in_handler(int signal) {
    (void)signal;
    nap(20000);
}

static void *interrupt(void *argument) {
    (void)argument;
    unsigned seed = 7;
    for (;;) {
        nap(20000 + rand_r(&seed) % 60000);
        pthread_kill(caller, SIGUSR1);
    }
    return NULL;
}

/// Ends the process when no job has ended for a while.
static void *watch(void *argument) {
    (void)argument;
    for (long last = -1;;) {
        sleep(HANGING_SECONDS);
        long now = jobs;
        if (now == last) {
            fprintf(stderr, "no job has ended for %d s, after %ld jobs\n", HANGING_SECONDS, now);
            _exit(3);
        }
        last = now;
    }
    return NULL;
}

static bool start(void *(*body)(void *)) {
    pthread_t thread;
    return pthread_create(&thread, NULL, body, NULL) == 0;
}

int main(int count, char **arguments) {
    double seconds = count > 1 ? atof(arguments[1]) : 20;
    heed_set_threads(count > 2 ? atoi(arguments[2]) : 8);
    caller = pthread_self();
    signal(SIGUSR1, sleep_in_handler);
    // For the caller alone: the other threads inherit the mask.
    sigset_t interruption;
    sigemptyset(&interruption);
    sigaddset(&interruption, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &interruption, NULL);
    if (!start(interrupt) || !start(watch)) return 2;
    pthread_sigmask(SIG_UNBLOCK, &interruption, NULL);

    static job running;
    unsigned seed = 1;
    struct timespec begin, now;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        size_t items = (size_t)(rand_r(&seed) % 2 ? 8 : 64) + (size_t)(rand_r(&seed) % 64);
        memset(running.done, 0, sizeof running.done);
        heed_parallel(items, (size_t)1 << 40, SIZE_MAX, count_items, &running);
        for (size_t i = 0; i < MOST_ITEMS; i++) {
            int wanted = i < items, found = running.done[i];
            if (found == wanted) continue;
            fprintf(stderr, "job %ld: item %zu of %zu was done %d times\n", (long)jobs, i, items, found);
            return 1;
        }
        jobs++;
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((double)(now.tv_sec - begin.tv_sec) < seconds);
    printf("%ld jobs, every item of each done once\n", (long)jobs);
    return 0;
}
