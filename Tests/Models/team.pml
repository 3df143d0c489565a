/* How Sources/CKernels/team.c hands out the items of a job, for spin: every interleaving of a caller and two helpers over
 * three jobs of one to three items for two or three threads. Each atomic operation there is one step here; `next`, one word
 * of 64 bits, is the pair (generation, item). Falling asleep is left out: a helper that does not come costs nothing.
 *
 * Checked: every item of every job is done exactly once, by somebody who reads that job's words; `remaining` never falls
 * below 0; nobody waits for ever (an end state where the caller waits is invalid).
 *
 * With -DEND_FIRST a share is published as it must not be, its end before its next item; spin then finds the fault. */

#define JOBS 3
#define THREADS 3
#define ITEMS 3
#define NO_ITEM 255

typedef share { byte generation; byte item; byte end }

share shares[THREADS];
byte generation, task, threads, piece, remaining;
byte done[ITEMS]; /* how often each item of the running job was done */

inline publish(to, g, first, last) {
#ifdef END_FIRST
    shares[to].end = last;
#else
    atomic { shares[to].generation = g; shares[to].item = NO_ITEM }
    shares[to].end = last;
#endif
    atomic { shares[to].generation = g; shares[to].item = first }
}

/* Claims until the share has nothing of that generation any more. */
inline drain(from, g) {
    atomic { seenGeneration = shares[from].generation; first = shares[from].item }
    do
    :: seenGeneration != g -> break
    :: else ->
        last = shares[from].end;
        size = piece;
        if
        :: first >= last -> break
        :: else
        fi;
        if
        :: size > last - first -> size = last - first
        :: else
        fi;
        atomic {
            if
            :: shares[from].generation == seenGeneration && shares[from].item == first ->
                shares[from].item = first + size;
                claimed = true
            :: else ->
                claimed = false;
                seenGeneration = shares[from].generation;
                first = shares[from].item
            fi
        }
        if
        :: claimed ->
            assert(task == g);
            last = first + size;
            do
            :: first < last -> atomic { done[first]++; assert(done[first] == 1); first++ }
            :: else -> break
            od;
            atomic { assert(remaining >= size); remaining = remaining - size }
            atomic { seenGeneration = shares[from].generation; first = shares[from].item }
        :: else
        fi
    od;
    first = 0; last = 0; size = 0; seenGeneration = 0; claimed = false
}

proctype helper(byte me) {
    byte seen, mine, i, seenGeneration, first, last, size;
    bool claimed;
end:
    do
    :: generation != seen ->
        seen = generation;
        mine = threads;
        i = 0;
        do
        :: me < mine && i < mine ->
            drain((me + i) % mine, seen);
            i++
        :: else -> break
        od;
        i = 0; mine = 0
    od
}

init {
    byte job, items, count, i, seenGeneration, first, last, size;
    bool claimed;
    atomic { run helper(1); run helper(2) }
    for (job : 1 .. JOBS) {
        select(items : 1 .. ITEMS);
        select(count : 2 .. THREADS);
        atomic { for (i : 0 .. ITEMS - 1) { done[i] = 0 } i = 0 }
        task = job;
        threads = count;
        piece = 1 + (items > 2);
        remaining = items;
        i = 0;
        do
        :: i < count ->
            publish(i, job, items * i / count, items * (i + 1) / count);
            i++
        :: else -> break
        od;
        generation = job;
        i = 0;
        do
        :: i < count -> drain(i, job); i++
        :: else -> break
        od;
        remaining == 0;
        atomic { for (i : 0 .. items - 1) { assert(done[i] == 1) } i = 0 }
    }
}
